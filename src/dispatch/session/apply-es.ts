/**
 * What an answer of Dialogflow ES does to a session
 * (https://cloud.google.com/dialogflow/es/docs/reference/rest/v2/WebhookResponse).
 */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "@bufbuild/protobuf";
import type { SessionDraft } from "./draft.ts";
import { objectIn, objectsIn, stringIn } from "./json-members.ts";
import type { SessionState } from "./state.ts";

/**
 * Applies an answer. Messages take the place of the intent's own; a follow-up
 * event takes the place of text, messages and payload.
 *
 * @param before the session that the draft began with
 * @param json the answer, as its writer wrote it
 */
export function applyEs(draft: SessionDraft, before: SessionState, json: JsonObject): void {
  applyContexts(draft, before, json);
  applyEntityTypes(draft, before, json);
  const event = objectIn(json, "followupEventInput");
  if (event === undefined) {
    applyMessages(draft, before, json);
    applyPayload(draft, before, json);
    return;
  }
  draft.note({
    kind: "event",
    name: stringIn(event, "name"),
    parameters: objectIn(event, "parameters") ?? {},
  });
  for (const name of ["fulfillmentText", "fulfillmentMessages", "payload"])
    if (name in json) draft.warn(`${name} is ignored: followupEventInput takes its place.`);
}

function applyMessages(draft: SessionDraft, before: SessionState, json: JsonObject): void {
  const text = stringIn(json, "fulfillmentText");
  const given = objectsIn(json, "fulfillmentMessages");
  if (given.length === 0 && text === "") return;
  const messages = given.length > 0 ? given : [{ text: { text: [text] } }];
  if (isDeepStrictEqual(messages, before.messages)) return;
  draft.put({ messages }, { kind: "messages-replaced", messages });
}

function applyPayload(draft: SessionDraft, before: SessionState, json: JsonObject): void {
  const payload = objectIn(json, "payload");
  if (payload === undefined) return;
  draft.put(
    { webhookPayloads: [...before.webhookPayloads, payload] },
    { kind: "payload", payload },
  );
}

/** The last part of a context's name. Bytes and characters are the platform's rule. */
const contextId = /\/contexts\/(?<id>[a-zA-Z0-9_\-%]{1,250})$/;
const reserved = /^__system_counters__$|_id_dialog_context$|_dialog_params_size$/;

function applyContexts(draft: SessionDraft, before: SessionState, json: JsonObject): void {
  const contexts = new Map(before.contexts.map((context) => [keyOf(context), context]));
  for (const given of objectsIn(json, "outputContexts")) {
    const name = stringIn(given, "name");
    const id = contextId.exec(name)?.groups?.["id"]?.toLowerCase();
    if (id === undefined || reserved.test(id)) {
      draft.warn(
        id === undefined
          ? `The context ${JSON.stringify(name)} is ignored: names end in /contexts/ and an id of letters, digits, "_", "-" and "%".`
          : `The context ${id} is ignored: it is the platform's own.`,
      );
      continue;
    }
    const known = contexts.get(id);
    const lifespanCount = Number(given["lifespanCount"] ?? 0);
    if (lifespanCount > 0) {
      const context = { ...given, name: name.slice(0, -id.length) + id };
      if (isDeepStrictEqual(known, context)) continue;
      contexts.set(id, context);
      draft.put(
        { contexts: [...contexts.values()] },
        { kind: "context-set", name: id, lifespanCount },
      );
    } else if (contexts.delete(id))
      draft.put({ contexts: [...contexts.values()] }, { kind: "context-removed", name: id });
  }
}

/** The id of a context that is active, in lower case. */
function keyOf(context: JsonObject): string {
  const name = stringIn(context, "name");
  return name.slice(name.lastIndexOf("/") + 1).toLowerCase();
}

function applyEntityTypes(draft: SessionDraft, before: SessionState, json: JsonObject): void {
  const types = new Map(before.sessionEntityTypes.map((type) => [stringIn(type, "name"), type]));
  for (const given of objectsIn(json, "sessionEntityTypes")) {
    const name = stringIn(given, "name");
    if (isDeepStrictEqual(types.get(name), given)) continue;
    types.set(name, given);
    draft.put({ sessionEntityTypes: [...types.values()] }, { kind: "session-entity-type", name });
  }
}
