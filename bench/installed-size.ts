/** What `npm install` of the packed project puts on the disk of a user. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => stat(join(entry.parentPath, entry.name))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

/** Megabytes (10⁶ bytes) of packages in a fresh project that installs the given ones, without optional peers. */
export async function installedMegabytes(packages: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "fulfillkit-bench-"));
  try {
    await writeFile(join(folder, "package.json"), '{ "private": true }');
    await run("npm", ["install", "--omit=dev", "--no-audit", "--no-fund", ...packages], {
      cwd: folder,
    });
    return (await bytesBelow(join(folder, "node_modules"))) / 1e6;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Packs a package of this project as it would be published, and gives the archive's path. */
export async function pack(into: string, from = "."): Promise<string> {
  const { stdout } = await run("npm", [
    "pack",
    "--json",
    "--ignore-scripts",
    "--pack-destination",
    into,
    join(root, from),
  ]);
  const [packed] = JSON.parse(stdout) as readonly { filename: string }[];
  if (packed === undefined) throw new Error("npm pack named no file.");
  return join(into, packed.filename);
}
