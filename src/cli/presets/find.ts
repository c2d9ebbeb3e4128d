/** Finds the templates: those of the package, and those of folders that are given. */
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readDataFile } from "../data-file.ts";
import { CommandError } from "../failure.ts";
import { readTemplate, type WebhookTemplate } from "./template.ts";

/** Where the package's own templates are: beside package.json, from sources and when installed. */
async function shippedFolder(): Promise<string> {
  for (let folder = new URL("./", import.meta.url); ; folder = new URL("../", folder)) {
    const names = await readdir(folder);
    if (names.includes("package.json")) return fileURLToPath(new URL("templates/", folder));
    if (folder.pathname === "/") throw new CommandError("The package has lost its templates.");
  }
}

/**
 * All templates by name. Of two with one name the later folder's is taken, so
 * that a team can have its own in place of one of the package.
 *
 * @param folders folders of `.yaml`, `.yml` and `.json` files, one template each
 * @param cwd where relative folders start from
 * @throws CommandError for a folder that can't be read, or with everything that is wrong in a file
 */
export async function findTemplates(
  folders: readonly string[],
  cwd: string,
): Promise<ReadonlyMap<string, WebhookTemplate>> {
  const found = new Map<string, WebhookTemplate>();
  const all = [await shippedFolder(), ...folders.map((folder) => resolve(cwd, folder))];
  for (const folder of all) {
    const names = await readdir(folder).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new CommandError(`The folder ${folder} can't be read: ${why}`);
    });
    for (const name of names.filter((one) => /\.(ya?ml|json)$/.test(one)).toSorted()) {
      const template = readTemplate(await readDataFile(join(folder, name)));
      found.set(template.name, template);
    }
  }
  return found;
}
