/** Reads the file that a command is given. */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../failure.ts";
import type { OptionTable } from "../options.ts";
import { readResourceFile, type ResourceFile, type ResourceFileOptions } from "./resource-file.ts";

/** The option that gives a file. */
export const fileOptions = {
  file: {
    kind: "text",
    short: "f",
    value: "<file>",
    help: "A file of resources in YAML or JSON; - is standard input",
  },
} as const satisfies OptionTable;

/** A note for the help pages of commands that read files. */
export const fileNotes = `A file has a resource in proto3 JSON spelling, a list of them, many YAML documents, or a
map with webhooks: and environments:. \${env:NAME} and \${file:path} in a text stand for a
variable and for a file beside it, so that files need not hold secrets; $\${env:NAME} is the text itself.`;

/**
 * Reads a file of resources, or standard input for `-`.
 *
 * @throws CommandError where it can't be read, or with every mistake in it
 */
export async function loadResourceFile(
  path: string,
  context: CommandContext,
  options: Pick<ResourceFileOptions, "bare"> = {},
): Promise<ResourceFile> {
  const scope = { ...options, env: context.env };
  if (path === "-") {
    const file = "standard input";
    return readResourceFile(await context.readInput(), { ...scope, file, folder: context.cwd });
  }
  const full = resolve(context.cwd, path);
  const text = await readFile(full, "utf8").catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The file ${path} can't be read: ${why}`);
  });
  return readResourceFile(text, { ...scope, file: path, folder: dirname(full) });
}
