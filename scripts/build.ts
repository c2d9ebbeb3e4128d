/**
 * Compiles src/ and gen/ into dist/: plain JavaScript with declarations, and maps for src/, which is
 * published too. Incremental; what has lost its source is removed, so that it can't be packed.
 */
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** Takes the maps of generated code away, a megabyte that helps nobody, and the comments that name them. */
function dropGeneratedMaps(): void {
  for (const map of filesIn("dist/gen").filter((output) => output.endsWith(".map"))) {
    const mapped = join(root, map.slice(0, -".map".length));
    const text = readFileSync(mapped, "utf8");
    writeFileSync(mapped, text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
    rmSync(join(root, map), { force: true });
  }
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
dropGeneratedMaps();
// npm makes programs executable where it installs them, but not in their own repository.
for (const program of ["dist/src/cli/main.js", "dist/src/codegen/json/plugin-main.js"])
  if (existsSync(join(root, program))) chmodSync(join(root, program), 0o755);
process.exitCode = main.ok && other.ok ? 0 : 1;
