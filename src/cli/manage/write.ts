/** `create`, `import` and `delete`. */
import { restoreSecrets } from "../../management/stored-message.ts";
import { exitCodes, type Command, type CommandContext } from "../command.ts";
import { CommandError } from "../failure.ts";
import { parseOptions, UsageError, type OptionTable } from "../options.ts";
import { fileNotes, fileOptions, loadResourceFile } from "../resources/read-file.ts";
import type { ResourceEntry } from "../resources/resource-file.ts";
import { updateMaskOf } from "../resources/update-mask.ts";
import {
  agentOf,
  agentOptions,
  connectionNotes,
  connectionOptions,
  fullName,
  refuseArguments,
  withSession,
  type Session,
} from "./connection.ts";
import { printStarted, writeOptions } from "./progress.ts";
import { collect, type ResourceType } from "./resource-type.ts";

const fileCommandOptions = {
  ...fileOptions,
  ...agentOptions,
  ...connectionOptions,
} as const satisfies OptionTable;

/** Creates every resource of a file. */
export function createCommand(type: ResourceType): Command {
  const options = writeOptions(fileCommandOptions, type);
  const { operations } = type;
  return {
    usage: "-f <file> [options]",
    summary: `Create the ${type.collection} of a file.`,
    details: `${fileNotes}

Prints the name of each that is created${operations === undefined ? "" : ", or of its operation with --no-wait"}. Stops at the first that is refused.

${connectionNotes}

Examples:
  fulfillkit ${type.collection} create -f ${type.kind}.yaml
  echo '{"displayName": "…"}' | fulfillkit ${type.collection} create -f -`,
    options,
    async run(context) {
      const given = parseOptions(options, context);
      const { values } = given;
      const { entries, parent } = await readEntries(type, context, given);
      await withSession(values, context, async (session) => {
        for (const { message } of entries) {
          restoreSecrets(type.schema, { wanted: message, field: type.kind });
          const resource = { ...(await type.bind(session, message, parent)), name: "" };
          if (values.wait === false && operations !== undefined) {
            await printStarted(operations.create(session, { parent, resource }), context);
            continue;
          }
          const { name } = await type.create(session, { parent, resource });
          context.print(`Created ${type.kind} ${message.displayName}: ${name}\n`);
        }
      });
      return exitCodes.done;
    },
  };
}

/** Creates or updates every resource of a file. */
export function importCommand(type: ResourceType): Command {
  const others =
    type.kind === "environment"
      ? "Fields of an environment that the file does not give stay as they are."
      : "A webhook becomes what the file says: fields that it does not give are cleared.";
  return {
    usage: "-f <file> [options]",
    summary: `Create the ${type.collection} of a file, or update those of the same display name.`,
    details: `${others}
Nothing is deleted. See plan and apply for a preview.

${fileNotes}

${connectionNotes}

Examples:
  fulfillkit ${type.collection} import -f ${type.collection}.yaml`,
    options: fileCommandOptions,
    async run(context) {
      const given = parseOptions(fileCommandOptions, context);
      const { values } = given;
      const { entries, parent } = await readEntries(type, context, given);
      await withSession(values, context, async (session) => {
        const present = new Map(
          (await collect(type.list(session, parent))).map((one) => [one.displayName, one]),
        );
        for (const entry of entries) {
          const current = present.get(entry.message.displayName);
          const done = await importOne(type, entry, { session, parent, current });
          context.print(`${done} ${type.kind} ${entry.message.displayName}\n`);
        }
      });
      return exitCodes.done;
    },
  };
}

interface Import {
  readonly session: Session;
  readonly parent: string;
  readonly current: ResourceEntry["message"] | undefined;
}

async function importOne(
  type: ResourceType,
  entry: ResourceEntry,
  { session, parent, current }: Import,
): Promise<"Created" | "Updated" | "Unchanged"> {
  const merged =
    current === undefined ? { ...entry.message, name: "" } : type.merge(current, entry);
  const resource = await type.bind(session, merged, parent);
  restoreSecrets(type.schema, {
    wanted: resource,
    field: type.kind,
    ...(current && { current }),
  });
  if (current === undefined) {
    await type.create(session, { parent, resource });
    return "Created";
  }
  const paths = updateMaskOf(type.schema, { before: current, after: resource });
  if (paths.length === 0) return "Unchanged";
  await type.update(session, { resource, paths });
  return "Updated";
}

/** What the commands with a file begin with. */
async function readEntries(
  type: ResourceType,
  context: CommandContext,
  { values, positionals }: ReturnType<typeof parseOptions<typeof fileCommandOptions>>,
): Promise<{ readonly entries: readonly ResourceEntry[]; readonly parent: string }> {
  refuseArguments(positionals);
  if (values.file === undefined)
    throw new UsageError(`Which ${type.collection}? Give a file by -f, or - for standard input.`);
  const file = await loadResourceFile(values.file, context, { bare: type.collection });
  const entries = type.entries(file);
  if (entries.length === 0)
    throw new CommandError(`There are no ${type.collection} in ${file.problems.file}.`);
  return { entries, parent: agentForFile(values, file) };
}

/** The agent of the command line, or of the file. @throws UsageError if there is none, or both and not the same */
export function agentForFile(
  values: { readonly agent?: string },
  file: { readonly agent?: string },
): string {
  const { agent = file.agent } = values;
  if (file.agent !== undefined && agent !== file.agent)
    throw new UsageError(
      `The file is about the agent ${file.agent}, and --agent (FULFILLKIT_AGENT) is ${agent}: leave one of them out.`,
    );
  return agentOf(agent === undefined ? {} : { agent });
}

const deleteOptions = { ...agentOptions, ...connectionOptions } as const satisfies OptionTable;
const forceOptions = {
  force: { kind: "flag", help: "Delete it even if it is in use, and clear those who use it" },
} as const satisfies OptionTable;

/** Deletes resources. */
export function deleteCommand(type: ResourceType): Command {
  const options = { ...forceOptions, ...deleteOptions };
  return {
    usage: `<${type.kind}>... [options]`,
    summary: `Delete ${type.collection}.`,
    details: `${connectionNotes}

Examples:
  fulfillkit ${type.collection} delete 00000000-0000-4000-8000-000000000000${
    type.kind === "webhook" ? `\n  fulfillkit webhooks delete x --force` : ""
  }`,
    // Only the deletion of webhooks can be forced.
    options: type.kind === "webhook" ? options : deleteOptions,
    async run(context) {
      const { values, positionals } = parseOptions(
        type.kind === "webhook" ? options : deleteOptions,
        context,
      );
      if (positionals.length === 0)
        throw new UsageError(`Which ${type.kind}? Give its id or full name.`);
      const names = positionals.map((given) => fullName(type.kind, given, values));
      const force = "force" in values && values.force === true;
      await withSession(values, context, async (session) => {
        for (const name of names) {
          await type.remove(session, { name, force });
          context.print(`Deleted ${name}\n`);
        }
      });
      return exitCodes.done;
    },
  };
}
