/**
 * From what a handler returned to the message of the wire format that brought
 * the call.
 */
import type { WebhookRequest, WebhookResponse } from "../../wire/format.ts";
import { type CxResponseInit, stateOfInit } from "./init-state.ts";
import { toBeta } from "./render-beta.ts";
import { renderCx } from "./render-cx.ts";
import { renderEs } from "./render-es.ts";
import { isReply, type Reply } from "./reply.ts";
import { replyBrand, type ReplyState } from "./state.ts";

/** What a handler may return: a reply, a CX response or a part of one, or nothing. */
export type HandlerResult = Reply | CxResponseInit | void;

/**
 * The answer to a call. Nothing, as `{}`, changes nothing on either platform. A CX
 * response answers an ES call by the same rules as a reply.
 *
 * @param result what the handler returned
 * @param request the call that it answers: its format, and what relative names refer to
 * @throws WebhookError INTERNAL: UNSUPPORTED_REPLY for what the format has no
 * equivalent of; INVALID_RESPONSE where a relative target cannot be resolved
 */
export function renderReply(result: HandlerResult, request: WebhookRequest): WebhookResponse {
  const given = result ?? {};
  if (request.format === "es/v2") {
    const state = isReply(given) ? stateOf(given) : stateOfInit(given);
    return { format: "es/v2", message: renderEs(state, request) };
  }
  const message = isReply(given) ? renderCx(stateOf(given), request) : given;
  return request.format === "cx/v3"
    ? { format: "cx/v3", message }
    : { format: "cx/v3beta1", message: toBeta(message) };
}

/** The state is there: only this library's builders carry the brand. */
function stateOf(reply: Reply): ReplyState {
  return reply[replyBrand] as ReplyState;
}
