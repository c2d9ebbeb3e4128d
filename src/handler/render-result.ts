/**
 * What a handler returned, checked and rendered for the call's wire format.
 */
import { WebhookError } from "../errors.ts";
import type { WebhookRequest, WebhookResponse } from "../wire/format.ts";
import type { EsResponseInit } from "./handler.ts";
import { type CxResponseInit, isReply, renderReply } from "./reply/index.ts";
import type { Route } from "./route.ts";

/** Where a result comes from. */
export interface ResultOrigin {
  readonly request: WebhookRequest;
  /** Undefined for the reply of an error handler. */
  readonly route: Route | undefined;
}

/** The members of each kind of response. A shape with others would lose them without a word. */
const members = {
  CX: [
    "fulfillmentResponse",
    "pageInfo",
    "sessionInfo",
    "payload",
    "transition",
  ] satisfies (keyof CxResponseInit)[],
  ES: [
    "fulfillmentText",
    "fulfillmentMessages",
    "source",
    "payload",
    "outputContexts",
    "followupEventInput",
    "sessionEntityTypes",
  ] satisfies (keyof EsResponseInit)[],
} as const;

/** Of messages that were made by protobuf-es. */
const messageMembers: readonly string[] = ["$typeName", "$unknown"];

/**
 * The answer that a result makes.
 *
 * @throws WebhookError INTERNAL (INVALID_RESPONSE) where it is none that a
 *   handler may return, and what `renderReply` throws
 */
export function renderResult(result: unknown, { request, route }: ResultOrigin): WebhookResponse {
  if (result === undefined || isReply(result)) return renderReply(result, request);
  // By the types, what an action's handler returns is an ES response, and all others a CX response.
  const kind = route?.kind === "action" ? "ES" : "CX";
  const problem = problemOf(result, kind);
  if (problem !== undefined) throw unusable(problem, route);
  if (kind === "ES" && request.format === "es/v2")
    return { format: "es/v2", message: result as EsResponseInit };
  return renderReply(result as CxResponseInit, request);
}

function problemOf(result: unknown, kind: "CX" | "ES"): string | undefined {
  if (typeof result !== "object" || result === null)
    return result === null ? "null" : `a ${typeof result}`;
  if (Array.isArray(result)) return "an array";
  if (!isPlain(result)) return `an instance of ${result.constructor.name}`;
  const known: readonly string[] = members[kind];
  const unknown = Object.keys(result).find(
    (key) => !known.includes(key) && !messageMembers.includes(key),
  );
  return (
    unknown &&
    `an object with the member ${JSON.stringify(unknown)}, which a WebhookResponse of ${kind} does not have (it has ${known.join(", ")})`
  );
}

/** Made by `{}`, of this realm or another, or without a prototype; and so are messages. */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unusable(problem: string, route: Route | undefined): WebhookError {
  const who = route === undefined ? "onError" : `The handler of ${route.label}`;
  return new WebhookError("INTERNAL", {
    reason: "INVALID_RESPONSE",
    cause: new TypeError(
      `${who} returned ${problem}: return reply(), a WebhookResponse as an object, or nothing.`,
    ),
  });
}
