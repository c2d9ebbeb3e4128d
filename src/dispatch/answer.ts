/** A webhook's answer with a status of 2xx: read, and applied to the session. */
import type { JsonValue } from "@bufbuild/protobuf";
import { WebhookError } from "../errors.ts";
import { decodeResponse } from "../wire/decode-response.ts";
import type { WebhookRequest, WebhookResponse } from "../wire/format.ts";
import { parseJson } from "../wire/json-text.ts";
import type { Behaviours } from "./behaviours.ts";
import { DispatchFailure } from "./failure.ts";
import { parseFailure } from "./parse-failure.ts";
import type { Plan } from "./plan.ts";
import { applyMapping } from "./session/apply-mapping.ts";
import { applyResponse, type Applied } from "./session/apply.ts";
import type { SessionState } from "./session/state.ts";
import type { ResponseMapping } from "./template/mapping.ts";
import type { TransportResponse } from "./transport/transport.ts";

/** An answer that was taken. */
export interface Answer extends Applied {
  /** The message, of a standard webhook. */
  readonly response?: WebhookResponse;
  /** The JSON, of a flexible webhook whose mapping reads it. */
  readonly json?: JsonValue;
}

/** What an answer is read for. */
export interface AnswerContext {
  readonly plan: Plan;
  readonly request: WebhookRequest;
  readonly session: SessionState;
  readonly behaviours: Behaviours;
}

/** The deepest JSON that is read. */
const maxDepth = 100;

/** Reads an answer. Throws DispatchFailure `parse`. */
export function readAnswer(response: TransportResponse, context: AnswerContext): Answer {
  const { plan, session, behaviours } = context;
  const mapping = plan.flexible?.mapping;
  if (plan.flexible !== undefined && mapping === undefined) return unchanged(session);
  if (behaviours.responseType === "json") checkType(response);
  return mapping === undefined
    ? readStandard(response.body, context)
    : readMapped(response.body, mapping, context);
}

const jsonType = /^application\/(?:[^\s;/]+\+)?json\s*(?:;|$)/i;

function checkType({ headers }: TransportResponse): void {
  const type = headers["content-type"];
  if (type !== undefined && jsonType.test(type)) return;
  const found = type === undefined ? "has none" : `is ${JSON.stringify(type)}`;
  throw new DispatchFailure(
    "parse",
    `The answer's content type has to be application/json; it ${found}.`,
  );
}

function unchanged(session: SessionState, warnings: readonly string[] = []): Answer {
  return { session, effects: [], warnings };
}

function readStandard(body: Uint8Array, { request, session, behaviours }: AnswerContext): Answer {
  const { format } = request;
  if (body.length === 0 && behaviours.emptyResponse === "ignore")
    return unchanged(session, ["The answer is empty: it changes nothing."]);
  const ignoreUnknownFields = behaviours.unknownResponseFields === "ignore";
  let response: WebhookResponse;
  try {
    response = decodeResponse(format, body, { ignoreUnknownFields, maxBytes: Infinity, maxDepth });
  } catch (error) {
    if (!WebhookError.is(error)) throw error;
    throw parseFailure(error, { format, body, ignoreUnknownFields });
  }
  return { ...applyResponse(session, response, behaviours), response };
}

function readMapped(
  body: Uint8Array,
  mapping: ResponseMapping,
  { session, behaviours }: AnswerContext,
): Answer {
  let json: JsonValue;
  try {
    json = parseJson(body, { maxBytes: Infinity, maxDepth });
  } catch (cause) {
    if (!WebhookError.is(cause)) throw cause;
    if (behaviours.mappingWithoutJson === "fail")
      throw new DispatchFailure("parse", cause.message, { cause });
    return unchanged(session, [`Nothing is mapped: ${cause.message}`]);
  }
  return { ...applyMapping(session, mapping.apply(json), behaviours), json };
}
