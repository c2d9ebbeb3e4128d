/**
 * What a webhook's answer does to a session
 * (https://cloud.google.com/dialogflow/cx/docs/reference/rest/v3/WebhookResponse).
 */
import type { WebhookResponse } from "../../wire/format.ts";
import { writeResponseMessage } from "../../wire/messages.ts";
import type { Behaviours } from "../behaviours.ts";
import { applyCx } from "./apply-cx.ts";
import { applyEs } from "./apply-es.ts";
import { type Applied, SessionDraft } from "./draft.ts";
import type { SessionState } from "./state.ts";

export type { Applied } from "./draft.ts";

/**
 * Applies an answer. Pure: neither the session nor the answer changes, and what
 * is not changed is shared between the session before and after.
 *
 * What stays as it was is no effect. Applied twice, an answer that stays at the
 * page gives the same session as applied once, but for messages that it appends
 * and its payload, which are there twice.
 *
 * @throws DispatchFailure `parse`, for what a behaviour says fails the call;
 *   JsonWriteError for an answer that is no message
 */
export function applyResponse(
  state: SessionState,
  response: WebhookResponse,
  behaviours: Behaviours,
): Applied {
  const draft = new SessionDraft(state, behaviours);
  const json = writeResponseMessage(response);
  if (response.format === "es/v2") applyEs(draft, state, json);
  else applyCx(draft, state, json);
  return draft.finish();
}
