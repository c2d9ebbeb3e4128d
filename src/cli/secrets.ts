/** `fulfillkit secrets …`: secrets in the database, under the names that webhooks refer to them by. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { exitCodes, type Command, type CommandContext, type CommandGroup } from "./command.ts";
import { CommandError } from "./failure.ts";
import { refuseArguments } from "./manage/connection.ts";
import { cellText, formatOf, outputOptions, renderList, type Column } from "./manage/output.ts";
import { parseOptions, UsageError, type OptionTable } from "./options.ts";
import { databaseOf, keyOptions, ringOf, storeOptions, withStore } from "./store-options.ts";

const addOptions = {
  ...storeOptions,
  ...keyOptions,
  file: {
    kind: "text",
    short: "f",
    value: "<file>",
    help: "The file that holds the secret, to the letter",
    shownDefault: "standard input",
  },
} as const satisfies OptionTable;

const addCommand: Command = {
  usage: "<secret> --store <url> [--key-file <file>] [-f <file>]",
  summary: "Seal a secret and keep it: as its next version, or as the version of that number.",
  details: `The secret comes from standard input or a file and not from the command line, where every
process of the machine could read it. It is kept to the letter: a newline at its end is a part
of it. A number has to be above all that the secret has had.

Examples:
  printf %s "$CRM_PASSWORD" | fulfillkit secrets add projects/p/secrets/crm --store agents.db
  fulfillkit secrets add projects/p/secrets/crm/versions/3 --store agents.db -f crm.txt`,
  options: addOptions,
  async run(context) {
    const { values, positionals } = parseOptions(addOptions, context);
    // A second argument may be the secret itself, so it is not repeated.
    if (positionals.length > 1)
      throw new UsageError("The secret is no argument: pipe it in, or give its file by -f.");
    const [name] = named(positionals);
    const url = databaseOf(values);
    const value = await secretOf(context, values.file);
    const ring = await ringOf(values, context, { url, make: true });
    await tellOfNewFile(context, url);
    const { addSecret, createSecretBox } = await import("../management/index.ts");
    const added = await withStore({ url, make: true }, (store) =>
      addSecret({ store, secrets: createSecretBox(ring) }, { name, value }),
    );
    context.print(`Added ${added.name}\n`);
    if (value.endsWith("\n"))
      context.printError(
        "The secret ends with a newline, which is sent with it; no header can have one. To leave it out, pipe the secret in by printf %s.\n",
      );
    return exitCodes.done;
  },
};

/** At least one name. */
function named(positionals: readonly string[]): readonly [string, ...string[]] {
  const [first, ...others] = positionals;
  if (first === undefined)
    throw new UsageError("Which secret? Give its full name, such as projects/p/secrets/s.");
  return [first, ...others];
}

/** A secret's text, from where it is to come. */
async function secretOf(context: CommandContext, file = "-"): Promise<string> {
  if (file !== "-") return textOf(resolve(context.cwd, file), file);
  if (context.terminal.input)
    throw new UsageError(
      "Where is the secret? Pipe it in, or give its file by -f: what is typed here stays on the screen.",
    );
  const text = await context.readInput();
  if (!text.includes("\uFFFD")) return text;
  throw new CommandError("Standard input holds no secret: its bytes are no UTF-8.");
}

async function textOf(path: string, shown: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The file ${shown} can't be read: ${why}`);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CommandError(`The file ${shown} holds no secret: its bytes are no UTF-8.`);
  }
}

/** A mistyped path makes a database that no server has. */
async function tellOfNewFile({ printError }: CommandContext, url: string): Promise<void> {
  const { embeddedPath } = await import("../storage/index.ts");
  const path = embeddedPath(url);
  if (path !== undefined && !existsSync(path)) printError(`There was no ${path}: it is made.\n`);
}

const listOptions = { ...storeOptions, ...outputOptions } as const satisfies OptionTable;

const columns: readonly Column[] = [
  { title: "NAME", cell: ({ name }) => cellText(name) },
  { title: "CREATED", cell: ({ createTime }) => cellText(createTime) },
];

const listCommand: Command = {
  usage: "--store <url> [-o <format>]",
  summary: "List the versions of all secrets and when they came, without their values.",
  details: `Examples:
  fulfillkit secrets list --store agents.db
  fulfillkit secrets list --store postgres://fulfillkit@localhost/fulfillkit --output json`,
  options: listOptions,
  async run(context) {
    const { values, positionals } = parseOptions(listOptions, context);
    refuseArguments(positionals);
    const format = formatOf(values);
    const { listSecrets } = await import("../management/index.ts");
    const versions = await withStore({ url: databaseOf(values) }, listSecrets);
    const shown = versions.map(({ name, createTime }) => ({
      name,
      createTime: createTime.toISOString(),
    }));
    context.print(renderList(shown, { format, columns }));
    return exitCodes.done;
  },
};

const deleteCommand: Command = {
  usage: "<secret>... --store <url>",
  summary: "Delete secrets with all their versions, or single versions.",
  details: `The number of a version that was deleted is not given again.

Examples:
  fulfillkit secrets delete projects/p/secrets/crm --store agents.db
  fulfillkit secrets delete projects/p/secrets/crm/versions/3 --store agents.db`,
  options: storeOptions,
  async run(context) {
    const { values, positionals } = parseOptions(storeOptions, context);
    const names = named(positionals);
    const { deleteSecret } = await import("../management/index.ts");
    await withStore({ url: databaseOf(values) }, async (store) => {
      for (const name of names) {
        const count = await deleteSecret(store, name);
        context.print(`Deleted ${name} (${count} version${count === 1 ? "" : "s"})\n`);
      }
    });
    return exitCodes.done;
  },
};

/** Secrets in a database. */
export const secretsGroup: CommandGroup = {
  summary: "Secrets by name, sealed in the database of the management API.",
  details: `A webhook that names projects/P/secrets/S/versions/V gets it from there when a server with
that database calls it. FULFILLKIT_STORE and FULFILLKIT_KEY_FILE save typing --store and --key-file.`,
  commands: {
    add: { summary: addCommand.summary, load: async () => addCommand },
    list: { summary: listCommand.summary, load: async () => listCommand },
    delete: { summary: deleteCommand.summary, load: async () => deleteCommand },
  },
};
