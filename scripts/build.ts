/**
 * Compiles src/ and gen/ into dist/: plain JavaScript with maps and declarations.
 * Incremental; what has lost its source is removed, so that it can't be packed.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.ts";

/** `dist/src/index.d.ts.map` → `src/index.ts`. */
function sourceOf(output: string): string {
  return output.slice("dist/".length).replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
}

/** Removes every output whose source is gone. */
function prune(): void {
  const dist = join(root, "dist");
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith(".tsbuildinfo")) continue;
    const output = join(entry.parentPath, entry.name);
    if (!existsSync(join(root, sourceOf(output.slice(root.length)))))
      rmSync(output, { force: true });
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
process.exitCode = main.ok && other.ok ? 0 : 1;
