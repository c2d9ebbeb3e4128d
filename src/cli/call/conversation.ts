/** The conversation that a command line tells of. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { JsonValue } from "@bufbuild/protobuf";
import type { DispatchCall, FormParameter, Query, SessionState } from "../../dispatch/index.ts";
import { newSession, requestFromSession } from "../../dispatch/index.ts";
import { WebhookError } from "../../errors.ts";
import { decodeRequest } from "../../wire/decode.ts";
import type { WebhookRequest, WireFormat } from "../../wire/format.ts";
import { setOwn } from "../../wire/value.ts";
import type { CommandContext } from "../command.ts";
import { CommandError, describeFailure } from "../failure.ts";
import { UsageError } from "../options.ts";
import { givenConversation, splitPair, type CallValues } from "./call-options.ts";

/** Where the conversation takes place. */
export interface Place {
  /** `projects/P/locations/L/agents/A` */
  readonly agent: string;
  /** The id of the environment. Absent: none. */
  readonly environment?: string;
}

/** What of a call the conversation is. */
export type Conversation = Required<Pick<DispatchCall, "request">> & Pick<DispatchCall, "session">;

/**
 * The request, and the session that it is made of: from a file, or from options.
 *
 * @throws UsageError for options that make no conversation, CommandError for a file that can't be
 *   read or holds no request
 */
export async function conversationOf(
  values: CallValues,
  context: CommandContext,
  place: Place,
): Promise<Conversation> {
  const format = formatOf(values);
  if (values.request !== undefined) {
    const [other] = givenConversation(values);
    if (other !== undefined)
      throw new UsageError(`--request brings the whole conversation: leave out --${other}.`);
    if (values.request === "-" && values.file === "-")
      throw new UsageError("Standard input has the webhook or the request, not both.");
    const body = await textOfFile(values.request, context);
    return { request: requestOf(body, { file: values.request, format }) };
  }
  const session = sessionOf(values, place);
  const request = requestFromSession(session, {
    format: format ?? "cx/v3",
    tag: values.tag ?? "",
    responseId: randomUUID(),
  });
  return { request, session };
}

/**
 * A file's text; `-` is standard input.
 *
 * @throws CommandError where it can't be read
 */
export async function textOfFile(path: string, context: CommandContext): Promise<string> {
  if (path === "-") return context.readInput();
  return readFile(resolve(context.cwd, path), "utf8").catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The file ${path} can't be read: ${why}`);
  });
}

/** The request in a file. What is wrong with it names the file. */
function requestOf(
  body: string,
  { file, format }: { readonly file: string; readonly format: WireFormat | undefined },
): WebhookRequest {
  try {
    return decodeRequest(body, format === undefined ? {} : { formats: [format] });
  } catch (error) {
    if (!WebhookError.is(error)) throw error;
    const shown = file === "-" ? "Standard input" : file;
    throw new CommandError(`${shown} holds no request: ${describeFailure(error)}`);
  }
}

const formats: ReadonlyMap<string, WireFormat> = new Map([
  ["cx", "cx/v3"],
  ["cx/v3", "cx/v3"],
  ["cx/v3beta1", "cx/v3beta1"],
  ["es", "es/v2"],
  ["es/v2", "es/v2"],
]);

function formatOf({ format }: CallValues): WireFormat | undefined {
  if (format === undefined) return undefined;
  const found = formats.get(format);
  if (found === undefined) throw new UsageError(`--format takes cx or es, not "${format}".`);
  return found;
}

function sessionOf(values: CallValues, place: Place): SessionState {
  const query = queryOf(values);
  const page = pageOf(values, place);
  const name = sessionName(values.session ?? randomUUID(), place);
  return {
    ...newSession(name, values.language ?? "en"),
    parameters: valuesOf(values.param ?? [], "param"),
    flow: flowOf(place),
    page,
    ...(query && { query }),
  };
}

function sessionName(given: string, { agent, environment }: Place): string {
  if (given.includes("/")) return given;
  const at = environment === undefined ? agent : `${agent}/environments/${environment}`;
  return `${at}/sessions/${given}`;
}

const queryKinds = ["text", "transcript", "event", "intent", "dtmf"] as const;

function queryOf(values: CallValues): Query | undefined {
  const [kind, other] = queryKinds.filter((one) => values[one] !== undefined);
  if (other !== undefined)
    throw new UsageError(`A user does one thing in a turn: give --${kind} or --${other}.`);
  return kind && { kind, value: values[kind] ?? "" };
}

/** The flow that every agent has, by its well-known id. */
function flowOf({ agent }: Place): string {
  return `${agent}/flows/00000000-0000-0000-0000-000000000000`;
}

function pageOf({ page, form }: CallValues, place: Place): NonNullable<SessionState["page"]> {
  const name = page?.includes("/") ? page : `${flowOf(place)}/pages/${page ?? "START_PAGE"}`;
  return {
    name,
    displayName: page === undefined ? "Start Page" : (page.split("/").at(-1) ?? page),
    ...(form && { form: form.map(formParameter) }),
  };
}

function formParameter(text: string): FormParameter {
  if (!text.includes("="))
    return { displayName: text, required: true, state: "EMPTY", justCollected: false };
  const [displayName, value] = splitPair(text, { option: "form" });
  return {
    displayName,
    required: true,
    state: "FILLED",
    value: parsed(value),
    justCollected: true,
  };
}

/**
 * Values by name, of an option that is `name=value`: JSON where it is JSON, and otherwise text.
 *
 * @throws UsageError for one without a name or a value
 */
export function valuesOf(pairs: readonly string[], option: string): Record<string, JsonValue> {
  const values: Record<string, JsonValue> = {};
  for (const pair of pairs) {
    const [name, value] = splitPair(pair, { option });
    setOwn(values, name, parsed(value));
  }
  return values;
}

/** JSON where it is JSON, and otherwise the text itself. */
function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
