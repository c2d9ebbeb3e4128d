/**
 * What a handler returned, checked and rendered for the call's wire format.
 */
import { WebhookError } from "../errors.ts";
import type { WebhookRequest, WebhookResponse } from "../wire/format.ts";
import type { EsResponseInit } from "./handler.ts";
import { isReply, renderReply } from "./reply/index.ts";
import type { Route } from "./route.ts";

/** Where a result comes from. */
export interface ResultOrigin {
  readonly request: WebhookRequest;
  /** Undefined for the reply of an error handler to a call without a handler. */
  readonly route: Route | undefined;
}

/**
 * The answer that a result makes.
 *
 * @throws WebhookError INTERNAL (INVALID_RESPONSE) where it is none that a
 *   handler may return, and what `renderReply` throws
 */
export function renderResult(result: unknown, { request, route }: ResultOrigin): WebhookResponse {
  if (result === undefined || isReply(result)) return renderReply(result, request);
  if (typeof result !== "object" || result === null || Array.isArray(result))
    throw unusable(result, route);
  // By the types, what an action's handler returns is an ES response, and all others a CX response.
  if (route?.kind === "action" && request.format === "es/v2")
    return { format: "es/v2", message: result as EsResponseInit };
  return renderReply(result, request);
}

function unusable(result: unknown, route: Route | undefined): WebhookError {
  const what = result === null ? "null" : Array.isArray(result) ? "an array" : `a ${typeof result}`;
  const who = route === undefined ? "onError" : `The handler of ${route.label}`;
  return new WebhookError("INTERNAL", {
    reason: "INVALID_RESPONSE",
    cause: new TypeError(
      `${who} returned ${what}: return reply(), a WebhookResponse as an object, or nothing.`,
    ),
  });
}
