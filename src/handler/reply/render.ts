/**
 * From what a handler returned to the message of the wire format that brought
 * the call.
 */
import { WebhookError } from "../../errors.ts";
import type { WebhookRequest, WebhookResponse } from "../../wire/format.ts";
import { type CxResponseInit, stateOfInit } from "./init-state.ts";
import { toBeta } from "./render-beta.ts";
import { renderCx } from "./render-cx.ts";
import { type EsRequest, type EsResponseInit, renderEs } from "./render-es.ts";
import { isReply, type Reply } from "./reply.ts";
import { replyBrand, type ReplyState } from "./state.ts";

/** What a handler may return: a reply, a CX response or a part of one, or nothing. */
export type HandlerResult = Reply | CxResponseInit | void;

/**
 * The answer to a call. Nothing, as `{}`, changes nothing on either platform. A CX
 * response answers an ES call by the same rules as a reply; an ES response answers
 * ES calls alone.
 *
 * @param result what the handler returned
 * @param request the call that it answers: its format, and what relative names refer to
 * @throws WebhookError INTERNAL: UNSUPPORTED_REPLY for what the format has no
 * equivalent of; INVALID_RESPONSE where a relative target cannot be resolved
 */
export function renderReply(
  result: HandlerResult | EsResponseInit,
  request: WebhookRequest,
): WebhookResponse {
  const given = result ?? {};
  if (request.format === "es/v2") return { format: "es/v2", message: esMessage(given, request) };
  if (!isReply(given) && !isCxResponse(given)) throw notCx();
  const message = isReply(given) ? renderCx(stateOf(given), request) : given;
  return request.format === "cx/v3"
    ? { format: "cx/v3", message }
    : { format: "cx/v3beta1", message: toBeta(message) };
}

function esMessage(
  given: Reply | CxResponseInit | EsResponseInit,
  request: EsRequest,
): EsResponseInit {
  if (isReply(given)) return renderEs(stateOf(given), request);
  return isCxResponse(given) ? renderEs(stateOfInit(given), request) : given;
}

/** Fields that ES alone has; `payload` is the same on both. */
const esFields = [
  "fulfillmentText",
  "fulfillmentMessages",
  "source",
  "outputContexts",
  "followupEventInput",
  "sessionEntityTypes",
] as const satisfies readonly (keyof EsResponseInit)[];

function isCxResponse(given: CxResponseInit | EsResponseInit): given is CxResponseInit {
  return !esFields.some((field) => field in given);
}

function notCx(): WebhookError {
  return new WebhookError("INTERNAL", {
    reason: "UNSUPPORTED_REPLY",
    cause: new Error(
      "The handler answered a call from Dialogflow CX with a response of Dialogflow ES; use reply().",
    ),
  });
}

/** The state is there: only this library's builders carry the brand. */
function stateOf(reply: Reply): ReplyState {
  return reply[replyBrand] as ReplyState;
}
