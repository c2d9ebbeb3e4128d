/** `update`: single fields, a file, or an editor; the mask is computed from what differs. */
import { clone } from "@bufbuild/protobuf";
import { restoreSecrets } from "../../management/stored-message.ts";
import { parentOf } from "../../management/resource-name.ts";
import { exitCodes, type Command, type CommandContext } from "../command.ts";
import { editText } from "../editor.ts";
import { CommandError, describeFailure } from "../failure.ts";
import { parseOptions, UsageError, type OptionTable, type OptionValues } from "../options.ts";
import { assignFields } from "../resources/assign.ts";
import { changesBetween, leavesOf } from "../resources/changes.ts";
import { fileNotes, fileOptions, loadResourceFile } from "../resources/read-file.ts";
import { changeLines, painter } from "../resources/render-changes.ts";
import { type Named, readResourceFile, type ResourceFile } from "../resources/resource-file.ts";
import { updateMaskOf } from "../resources/update-mask.ts";
import { toYaml } from "../resources/write-yaml.ts";
import {
  agentOptions,
  connectionNotes,
  connectionOptions,
  fullName,
  onlyArgument,
  type Session,
  withSession,
} from "./connection.ts";
import { printStarted, type waitOptions, writeOptions } from "./progress.ts";
import { shownJson, type ResourceType } from "./resource-type.ts";

const updateOptions = {
  set: {
    kind: "text",
    value: "<path=value>",
    multiple: true,
    help: "Set a field; an empty value clears it",
  },
  ...fileOptions,
  ...agentOptions,
  ...connectionOptions,
} as const satisfies OptionTable;

/** Updates one resource. */
export function updateCommand(type: ResourceType): Command {
  const options = writeOptions(updateOptions, type);
  const set = type.kind === "webhook" ? "timeout=10s" : "description='The stage of QA'";
  return {
    usage: `<${type.kind}> [--set path=value | -f <file>] [options]`,
    summary: `Change ${type.one}: fields by --set, the whole by -f, or in $EDITOR.`,
    details: `Only the fields that differ are sent: the update mask is computed. With -f and in the
editor the ${type.kind} becomes what the text says, and fields that are not there are cleared. A
secret that is shown as ******** stays as it is.

${fileNotes}

${connectionNotes}

Examples:
  fulfillkit ${type.collection} update 00000000-0000-4000-8000-000000000000
  fulfillkit ${type.collection} update x --set ${set}
  fulfillkit ${type.collection} update x -f ${type.kind}.yaml`,
    options,
    async run(context) {
      const { values, positionals } = parseOptions(options, context);
      const name = fullName(type.kind, onlyArgument(positionals, type.kind), values);
      if (values.set !== undefined && values.file !== undefined)
        throw new UsageError("Give either --set or -f.");
      await withSession(values, context, (session) => update(type, { session, name, values }));
      return exitCodes.done;
    },
  };
}

interface Update {
  readonly session: Session;
  readonly name: string;
  readonly values: OptionValues<typeof updateOptions & typeof waitOptions>;
}

async function update(type: ResourceType, { session, name, values }: Update): Promise<void> {
  const { context } = session;
  const { wait = true } = values;
  const current = await type.get(session, name);
  if (values.set !== undefined) {
    const wanted = assignFields(type.schema, current, values.set) as Named;
    await send(type, { session, current, wanted, wait });
  } else if (values.file !== undefined) {
    const file = await loadResourceFile(values.file, context, { bare: type.collection });
    await send(type, { session, current, wanted: onlyEntry(type, file), wait });
  } else await edit(type, { session, current, wait });
}

function onlyEntry(type: ResourceType, file: ResourceFile): Named {
  const [entry, ...more] = type.entries(file);
  if (entry === undefined || more.length > 0)
    throw new CommandError(
      `${file.problems.file} should have one ${type.kind}, and has ${more.length + (entry ? 1 : 0)}.`,
    );
  return entry.message;
}

interface Wanted {
  readonly session: Session;
  readonly current: Named;
  readonly wanted: Named;
  /** Whether to wait for what takes its time. */
  readonly wait: boolean;
}

async function send(type: ResourceType, { session, current, wanted, wait }: Wanted): Promise<void> {
  const { context } = session;
  const named = { ...clone(type.schema, wanted), name: current.name } as Named;
  const agent = parentOf(current.name);
  const resource = await type.bind(session, named, agent);
  restoreSecrets(type.schema, { wanted: resource, current, field: type.kind });
  const paths = updateMaskOf(type.schema, { before: current, after: resource });
  if (paths.length === 0) {
    context.print(`Nothing to change in ${type.kind} ${current.displayName}\n`);
    return;
  }
  if (!wait && type.operations !== undefined) {
    await printStarted(type.operations.update(session, { resource, paths }), context);
    return;
  }
  const updated = await type.update(session, { resource, paths });
  const changes = changesBetween(leavesOf(type.schema, current), leavesOf(type.schema, updated));
  const lines = changeLines(changes, { paint: painter(context), indent: "  " });
  context.print([`Updated ${type.kind} ${updated.displayName}`, ...lines, ""].join("\n"));
}

async function edit(
  type: ResourceType,
  { session, current, wait }: Omit<Wanted, "wanted">,
): Promise<void> {
  const { context } = session;
  const json = shownJson(type.schema, current, { showSecrets: false });
  const text = `# ${current.name}\n# Save and close to update it. Secrets shown as ******** stay as they are.\n${toYaml(json)}`;
  const edited = await editText(text, { name: `${type.kind}.yaml`, context });
  try {
    if (edited.text === text)
      context.print(`Nothing to change in ${type.kind} ${current.displayName}\n`);
    else await send(type, { session, current, wanted: readEdited(type, edited, context), wait });
  } catch (error) {
    throw new CommandError(`${describeFailure(error)}\nYour text is kept in ${edited.path}.`);
  }
  await edited.discard();
}

function readEdited(
  type: ResourceType,
  { text, path }: { readonly text: string; readonly path: string },
  { env, cwd }: CommandContext,
): Named {
  const file = readResourceFile(text, { file: path, env, folder: cwd, bare: type.collection });
  return onlyEntry(type, file);
}
