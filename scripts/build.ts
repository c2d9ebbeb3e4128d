/**
 * Compiles src/ and gen/ into dist/: plain JavaScript with declarations, and maps for src/, which is
 * published too. Incremental; what has lost its source is removed, so that it can't be packed.
 */
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compactGenerated, withoutComments } from "./compact.ts";
import { root, run } from "./run.ts";

/** `dist/src/index.d.ts.map` → `src/index.ts`. */
function sourceOf(output: string): string {
  return output.slice("dist/".length).replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
}

/** Every file under a directory of the repository, as paths from its root. */
function filesIn(directory: string): readonly string[] {
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

/** Removes every output whose source is gone. */
function prune(): void {
  for (const output of filesIn("dist")) {
    if (output.endsWith(".tsbuildinfo") || existsSync(join(root, sourceOf(output)))) continue;
    rmSync(join(root, output), { force: true });
  }
}

/**
 * Makes the JavaScript smaller, see compact.ts, and takes the maps of generated code away, a megabyte
 * that helps nobody, with the comments that name them.
 */
function compact(): void {
  for (const map of filesIn("dist/gen").filter((output) => output.endsWith(".map")))
    rmSync(join(root, map), { force: true });
  for (const output of filesIn("dist")) {
    const isGenerated = output.startsWith("dist/gen/");
    if (output.endsWith(".js")) rewrite(output, isGenerated ? compactGenerated : withoutComments);
    else if (isGenerated && output.endsWith(".d.ts"))
      rewrite(output, (text) => text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
  }
}

function rewrite(output: string, change: (text: string) => string): void {
  const path = join(root, output);
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  if (changed !== text) writeFileSync(path, changed);
}

/** ts-proto's output keeps to its own, looser, compiler options. */
const tsProto = [
  ["--noEmit", "false"],
  ["--declaration", "true"],
  ["--incremental", "true"],
  ["--rootDir", "gen/ts-proto"],
  ["--outDir", "dist/gen/ts-proto"],
  ["--tsBuildInfoFile", "dist/ts-proto.tsbuildinfo"],
].flat();

prune();
const main = run(["tsc", "-p", "tsconfig.build.json"]);
const other = run(["tsc", "-p", "tsconfig.ts-proto.json", ...tsProto]);
compact();
// npm makes programs executable where it installs them, but not in their own repository.
for (const program of ["dist/src/cli/main.js", "dist/src/codegen/json/plugin-main.js"])
  if (existsSync(join(root, program))) chmodSync(join(root, program), 0o755);
process.exitCode = main.ok && other.ok ? 0 : 1;
