/**
 * What an answer of Dialogflow CX does to a session. Parameters come before the
 * transition, so that the target's conditions see them.
 */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "@bufbuild/protobuf";
import type { SessionDraft } from "./draft.ts";
import { objectIn, objectsIn, stringIn } from "./json-members.ts";
import type { SessionState } from "./state.ts";
import { flowOf, flowTarget, pageTarget, type Target } from "./target.ts";

/**
 * Applies an answer. Of `pageInfo`, only the form's parameters count; of
 * `sessionInfo`, only the parameters.
 *
 * @param before the session that the draft began with
 * @param json the answer, as its writer wrote it
 */
export function applyCx(draft: SessionDraft, before: SessionState, json: JsonObject): void {
  const parameters = objectIn(objectIn(json, "sessionInfo"), "parameters") ?? {};
  for (const name of Object.keys(parameters)) draft.setParameter(name, parameters[name] ?? null);
  // After the session's: what is said of the form itself is the finer word.
  applyForm(draft, json);
  applyMessages(draft, before, json);
  const payload = objectIn(json, "payload");
  if (payload !== undefined)
    draft.put(
      { webhookPayloads: [...before.webhookPayloads, payload] },
      { kind: "payload", payload },
    );
  applyTransition(draft, before, json);
}

function applyForm(draft: SessionDraft, json: JsonObject): void {
  const form = objectIn(objectIn(json, "pageInfo"), "formInfo");
  for (const parameter of objectsIn(form, "parameterInfo"))
    draft.changeForm({
      displayName: stringIn(parameter, "displayName"),
      required: parameter["required"] === true,
      // Whatever other state a webhook gives, it has no effect.
      invalid: parameter["state"] === "INVALID",
      value: parameter["value"],
    });
}

function applyMessages(draft: SessionDraft, before: SessionState, json: JsonObject): void {
  const response = objectIn(json, "fulfillmentResponse");
  const messages = objectsIn(response, "messages");
  if (response?.["mergeBehavior"] === "REPLACE") {
    if (!isDeepStrictEqual(messages, before.messages))
      draft.put({ messages }, { kind: "messages-replaced", messages });
  } else if (messages.length > 0)
    draft.put(
      { messages: [...before.messages, ...messages] },
      { kind: "messages-appended", messages },
    );
}

function applyTransition(draft: SessionDraft, before: SessionState, json: JsonObject): void {
  const page = json["targetPage"];
  const flow = json["targetFlow"];
  if (typeof page === "string" && page !== "") {
    const target = pageTarget(page, before.name);
    if (target === undefined)
      draft.refuse(
        "unknownTarget",
        `targetPage is ${JSON.stringify(page)}: it has to be the resource name of a page of the session's agent.`,
      );
    else enter(draft, before, { target, effect: { kind: "page-transition", page } });
  } else if (typeof flow === "string" && flow !== "") {
    const target = flowTarget(flow, before.name);
    if (target === undefined)
      draft.refuse(
        "unknownTarget",
        `targetFlow is ${JSON.stringify(flow)}: it has to be the resource name of a flow of the session's agent.`,
      );
    else enter(draft, before, { target, effect: { kind: "flow-transition", flow } });
  }
}

interface Entry {
  readonly target: Target;
  readonly effect: Parameters<SessionDraft["note"]>[0];
}

/**
 * Moves to the target. The page that the conversation is at already keeps its
 * form; the form of another one is not known. Parameters of a flow end where the
 * flow is left.
 */
function enter(draft: SessionDraft, before: SessionState, { target, effect }: Entry): void {
  const flow = before.flow ?? flowOf(before.page?.name ?? "");
  if (flow !== target.flow) draft.clearFlowParameters();
  if (before.page?.name === target.page.name || target.page.name.endsWith("/pages/CURRENT_PAGE"))
    draft.note(effect);
  else draft.put({ page: target.page, flow: target.flow }, effect);
}
