/** The commands of `operations`. */
import { setTimeout as delay } from "node:timers/promises";
import { createRegistry, toJson, type JsonObject } from "@bufbuild/protobuf";
import { file_google_protobuf_empty, file_google_protobuf_struct } from "@bufbuild/protobuf/wkt";
import { file_google_cloud_dialogflow_cx_v3_environment } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { file_google_cloud_dialogflow_cx_v3beta1_environment } from "../../../gen/es/google/cloud/dialogflow/cx/v3beta1/environment_pb.ts";
import {
  OperationSchema,
  type Operation,
} from "../../../gen/es/google/longrunning/operations_pb.ts";
import { file_google_rpc_error_details } from "../../../gen/es/google/rpc/error_details_pb.ts";
import { WebhookError } from "../../errors.ts";
import { exitCodes, type Command } from "../command.ts";
import { parseOptions, UsageError, type OptionTable } from "../options.ts";
import {
  agentOf,
  agentOptions,
  connectionNotes,
  connectionOptions,
  fullName,
  locationOf,
  onlyArgument,
  refuseArguments,
  withSession,
  type Session,
} from "./connection.ts";
import {
  at,
  cellText,
  formatOf,
  outputOptions,
  renderList,
  renderOne,
  type Column,
  type OutputFormat,
} from "./output.ts";
import { withProgress } from "./progress.ts";
import { collect } from "./resource-type.ts";

const baseOptions = { ...agentOptions, ...connectionOptions } as const satisfies OptionTable;
const options = { ...baseOptions, ...outputOptions } as const satisfies OptionTable;

const registry = createRegistry(
  file_google_cloud_dialogflow_cx_v3_environment,
  file_google_cloud_dialogflow_cx_v3beta1_environment,
  file_google_protobuf_struct,
  file_google_protobuf_empty,
  file_google_rpc_error_details,
);

/** An operation in JSON; what it ended with is only named if its type is not known here. */
function operationJson(operation: Operation): JsonObject {
  try {
    return toJson(OperationSchema, operation, { registry }) as JsonObject;
  } catch {
    const { name, done, result } = operation;
    const type = result.case === "response" ? { "@type": result.value.typeUrl } : undefined;
    return { name, done, ...(type && { response: type }) };
  }
}

const columns: readonly Column[] = [
  { title: "ID", cell: ({ name }) => cellText(name).split("/").at(-1) ?? "" },
  { title: "STATE", cell: stateOf },
  {
    title: "OF",
    cell: ({ metadata, response }) =>
      cellText(at(response ?? metadata, "@type"))
        .split(".")
        .at(-1) ?? "",
  },
  { title: "ERROR", cell: ({ error }) => cellText(at(error, "message")) },
];

function stateOf({ done, error }: JsonObject): string {
  if (done !== true) return "running";
  return error === undefined ? "done" : "failed";
}

function printedOne(operation: Operation, format: OutputFormat): string {
  const json = operationJson(operation);
  return renderOne(json, {
    format,
    values: new Map(Object.entries({ state: stateOf(json), ...json })),
  });
}

const list: Command = {
  usage: "[options]",
  summary: "List the operations of the agent's location.",
  details: `${connectionNotes}

Examples:
  fulfillkit operations list --agent projects/p/locations/us-central1/agents/a`,
  options,
  async run(context) {
    const { values, positionals } = parseOptions(options, context);
    refuseArguments(positionals);
    const format = formatOf(values);
    const name = locationOf(agentOf(values));
    const found = await withSession(values, context, ({ client, call }) =>
      collect(client.operations.list({ name }, call)),
    );
    context.print(renderList(found.map(operationJson), { format, columns }));
    return exitCodes.done;
  },
};

const get: Command = {
  usage: "<operation> [options]",
  summary: "Show an operation, with what it ended with.",
  details: `${connectionNotes}

Examples:
  fulfillkit operations get 00000000-0000-4000-8000-000000000000 --output yaml`,
  options,
  async run(context) {
    const { values, positionals } = parseOptions(options, context);
    const format = formatOf(values);
    const name = fullName("operation", onlyArgument(positionals, "operation"), values);
    const found = await withSession(values, context, ({ client, call }) =>
      client.operations.get({ name }, call),
    );
    context.print(printedOne(found, format));
    return exitCodes.done;
  },
};

/** A command that asks something of one operation and gets nothing back. */
function verb(
  method: "cancel" | "delete",
  text: { readonly done: string; readonly summary: string },
): Command {
  return {
    usage: "<operation> [options]",
    summary: text.summary,
    details: `${connectionNotes}

Examples:
  fulfillkit operations ${method} 00000000-0000-4000-8000-000000000000`,
    options: baseOptions,
    async run(context) {
      const { values, positionals } = parseOptions(baseOptions, context);
      const name = fullName("operation", onlyArgument(positionals, "operation"), values);
      await withSession(values, context, ({ client, call }) =>
        client.operations[method]({ name }, call),
      );
      context.print(`${text.done} ${name}\n`);
      return exitCodes.done;
    },
  };
}

const waitOptions = {
  timeout: {
    kind: "number",
    value: "<seconds>",
    help: "How long to wait",
    shownDefault: "300",
  },
  ...options,
} as const satisfies OptionTable;

const wait: Command = {
  usage: "<operation> [options]",
  summary: "Wait until an operation is done, and show it.",
  details: `The exit code is 0 if it succeeded, and 1 if it failed or was not done in time.

${connectionNotes}

Examples:
  fulfillkit operations wait 00000000-0000-4000-8000-000000000000 --timeout 60`,
  options: waitOptions,
  async run(context) {
    const { values, positionals } = parseOptions(waitOptions, context);
    const format = formatOf(values);
    const { timeout = 300 } = values;
    if (timeout < 0) throw new UsageError("--timeout takes 0 or more seconds.");
    const name = fullName("operation", onlyArgument(positionals, "operation"), values);
    const id = name.split("/").at(-1) ?? name;
    const found = await withSession(values, context, (session) =>
      withProgress(`Waiting for operation ${id}`, context, () =>
        waitFor(session, { name, timeoutMs: timeout * 1000 }),
      ),
    );
    context.print(printedOne(found, format));
    if (found.done && found.result.case !== "error") return exitCodes.done;
    if (!found.done)
      context.printError(
        `The operation is not done after ${timeout} s. It goes on at the server.\n`,
      );
    return exitCodes.failed;
  },
};

const pollMs = 1000;
/** How long one call is held open at the server. */
const holdMs = 10_000;

async function waitFor(
  session: Session,
  { name, timeoutMs }: { readonly name: string; readonly timeoutMs: number },
): Promise<Operation> {
  const { client, call } = session;
  const deadline = performance.now() + timeoutMs;
  let holds = true;
  for (;;) {
    const left = deadline - performance.now();
    if (holds && left > 0) {
      const held = await hold(session, name, Math.min(holdMs, left));
      if (held?.done === true) return held;
      holds = held !== undefined;
    }
    const operation = await client.operations.get({ name }, call);
    if (operation.done || left <= 0) return operation;
    if (!holds) await delay(Math.min(pollMs, left), undefined, call);
  }
}

/** Waits at the server; undefined where that is not offered, as by the real service. */
async function hold(
  { client, call }: Session,
  name: string,
  timeoutMs: number,
): Promise<Operation | undefined> {
  try {
    return await client.operations.wait({ name, timeoutMs: Math.ceil(timeoutMs) }, call);
  } catch (error) {
    // Where the method is not served, REST has no such path.
    if (WebhookError.is(error) && ["UNIMPLEMENTED", "NOT_FOUND"].includes(error.code))
      return undefined;
    throw error;
  }
}

/** The commands by their names. */
export const operationCommands = {
  list,
  get,
  cancel: verb("cancel", {
    done: "Asked to cancel",
    summary: "Ask the server to end an operation; what comes of it, get tells.",
  }),
  delete: verb("delete", {
    done: "Deleted",
    summary: "Forget an operation and its result; it is not cancelled.",
  }),
  wait,
} as const satisfies Readonly<Record<string, Command>>;
