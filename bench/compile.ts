/**
 * Makes plain JavaScript of the programs under measurement, so that the time
 * that Node takes to strip types is no part of a start.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL(".", import.meta.url));

/** Where the compiled programs are. Inside the project, so that its name resolves to itself. */
export const compiled: string = fileURLToPath(new URL("../.build/bench/", import.meta.url));

/** Compiles `fixture.ts`, the targets, the loads and the callers into `compiled`. */
export async function compilePrograms(): Promise<void> {
  await rm(compiled, { recursive: true, force: true });
  const files = ["targets", "load", "callers"].map(async (folder) =>
    (await readdir(join(source, folder)))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name)),
  );
  for (const file of ["fixture.ts", ...(await Promise.all(files)).flat()]) {
    const code = stripTypeScriptTypes(await readFile(join(source, file), "utf8"), {
      mode: "strip",
    });
    const output = join(compiled, file.replace(/\.ts$/, ".js"));
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, code.replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
  }
}
