/** Finds files of cases: those of the package, and a team's own. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { VerifyCase } from "./case.ts";
import { CasesError, readCases } from "./read-cases.ts";

/**
 * The cases that come with the package. They lie beside the sources, which are
 * published, whether this runs from there or compiled.
 */
export async function loadPackagedCases(): Promise<readonly VerifyCase[]> {
  for (let folder = new URL("./", import.meta.url); ; folder = new URL("../", folder)) {
    const names = await readdir(new URL("src/verify/cases/", folder)).catch(() => undefined);
    if (names !== undefined) return loadCases(fileURLToPath(new URL("src/verify/cases/", folder)));
    if (folder.pathname === "/") throw new CasesError("The package's own cases are not there.");
  }
}

/**
 * Reads every `.yaml`, `.yml` and `.json` file of a folder, in the order of their names.
 *
 * @throws CasesError for a folder that can't be read or has none, and for what is wrong in them
 */
export async function loadCases(folder: string): Promise<readonly VerifyCase[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CasesError(`The cases can't be read: ${why}`, { cause });
  });
  const files = names.filter((name) => /\.(ya?ml|json)$/.test(name)).toSorted();
  if (files.length === 0) throw new CasesError(`There is no file of cases in ${folder}.`);
  const lists = await Promise.all(
    files.map(async (name) => readCases(await readFile(join(folder, name), "utf8"), name)),
  );
  return lists.flat();
}

/** @throws CasesError naming the ids that there are twice */
export function assertDistinct(cases: readonly VerifyCase[]): void {
  const seen = new Set<string>();
  const twice = cases.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => id);
  if (twice.length > 0) throw new CasesError(`There are two cases of the id ${twice.join(", ")}.`);
}
