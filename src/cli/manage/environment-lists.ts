/** `environments history` and `environments results`. */
import { toJson, type JsonObject } from "@bufbuild/protobuf";
import {
  ContinuousTestResultSchema,
  EnvironmentSchema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { exitCodes, type Command, type CommandContext } from "../command.ts";
import { parseOptions, type OptionTable } from "../options.ts";
import {
  agentOptions,
  connectionNotes,
  connectionOptions,
  fullName,
  onlyArgument,
  withSession,
  type Session,
} from "./connection.ts";
import { environmentType } from "./environment-type.ts";
import { cellText, formatOf, outputOptions, renderList, type Column } from "./output.ts";
import { collect, shownJson } from "./resource-type.ts";

const options = {
  ...agentOptions,
  ...outputOptions,
  ...connectionOptions,
} as const satisfies OptionTable;

async function printList(
  context: CommandContext,
  columns: readonly Column[],
  list: (session: Session, environment: string) => Promise<readonly JsonObject[]>,
): Promise<number> {
  const { values, positionals } = parseOptions(options, context);
  const format = formatOf(values);
  const name = fullName("environment", onlyArgument(positionals, "environment"), values);
  const found = await withSession(values, context, (session) => list(session, name));
  context.print(renderList(found, { format, columns }));
  return exitCodes.done;
}

const historyColumns: readonly Column[] = [
  { title: "SINCE", cell: ({ updateTime }) => cellText(updateTime) },
  ...environmentType.columns.filter(({ title }) => title !== "UPDATED" && title !== "ID"),
  { title: "DESCRIPTION", cell: ({ description }) => cellText(description) },
];

/** What an environment was like after each of its changes. */
export const historyCommand: Command = {
  usage: "<environment> [options]",
  summary: "Show what an environment was like after each change; secrets are hidden.",
  details: `${connectionNotes}

Examples:
  fulfillkit environments history 00000000-0000-4000-8000-000000000000
  fulfillkit environments history x --output yaml`,
  options,
  run: (context) =>
    printList(context, historyColumns, async ({ client, call }, name) => {
      const states = await collect(client.environments.history({ name }, call));
      return states.map((state) => shownJson(EnvironmentSchema, state, { showSecrets: false }));
    }),
};

const resultColumns: readonly Column[] = [
  { title: "TIME", cell: ({ runTime }) => cellText(runTime) },
  { title: "RESULT", cell: ({ result }) => cellText(result) },
  {
    title: "TESTS",
    cell: ({ testCaseResults }) =>
      String(Array.isArray(testCaseResults) ? testCaseResults.length : 0),
  },
  { title: "ID", cell: ({ name }) => cellText(name).split("/").at(-1) ?? "" },
];

/** What the tests of an environment came to. */
export const resultsCommand: Command = {
  usage: "<environment> [options]",
  summary: "List the results of an environment's continuous tests.",
  details: `${connectionNotes}

Examples:
  fulfillkit environments results 00000000-0000-4000-8000-000000000000`,
  options,
  run: (context) =>
    printList(context, resultColumns, async ({ client, call }, parent) => {
      const results = await collect(client.environments.continuousTestResults({ parent }, call));
      return results.map((result) => toJson(ContinuousTestResultSchema, result) as JsonObject);
    }),
};
