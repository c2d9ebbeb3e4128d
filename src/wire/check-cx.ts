/**
 * What Dialogflow CX would refuse in a WebhookResponse.
 *
 * https://cloud.google.com/dialogflow/cx/docs/reference/rest/v3/WebhookResponse
 */
import type { Finding, Loose } from "./check-json.ts";
import { found, isObject } from "./check-json.ts";
import type { KindChecks } from "./check-message.ts";
import {
  checkEnum,
  checkKind,
  checkList,
  checkMember,
  checkNames,
  checkPayload,
  checkText,
  openDepth,
} from "./check-message.ts";

/** How deep a custom payload may nest: https://cloud.google.com/dialogflow/cx/docs/concept/fulfillment */
const payloadDepth = 24;

const mergeBehaviors = { 0: "MERGE_BEHAVIOR_UNSPECIFIED", 1: "APPEND", 2: "REPLACE" };
const parameterStates = { 0: "PARAMETER_STATE_UNSPECIFIED", 1: "EMPTY", 2: "INVALID", 3: "FILLED" };
const responseTypes = {
  0: "RESPONSE_TYPE_UNSPECIFIED",
  1: "ENTRY_PROMPT",
  2: "PARAMETER_PROMPT",
  3: "HANDLER_PROMPT",
};
const invalidState = 2;

const responseFields = new Set([
  "$typeName",
  "$unknown",
  "fulfillmentResponse",
  "pageInfo",
  "sessionInfo",
  "payload",
  "transition",
]);

const messageFields = new Set(["$typeName", "$unknown", "message", "responseType", "channel"]);

/** Checks an answer, whole message or init shape, of either API version. */
export function checkCxResponse(response: Loose): Finding {
  return (
    checkTransition(response) ??
    checkNames(response, responseFields, () => undefined) ??
    checkMember(response, "fulfillmentResponse", checkFulfillment) ??
    checkMember(response, "pageInfo", checkPageInfo) ??
    checkMember(response, "payload", (payload) => checkPayload(payload, payloadDepth))
  );
}

/** The oneof makes two transitions impossible; only an object that is not of the message's shape has both. */
function checkTransition(response: Loose): Finding {
  const { targetPage, targetFlow, transition } = response;
  if (targetPage === undefined && targetFlow === undefined) return checkTransitionKind(transition);
  if (targetPage !== undefined && targetFlow !== undefined)
    return {
      field: "targetFlow",
      description:
        "targetPage and targetFlow are both set, and the platform takes one transition: leave one out",
    };
  const name = targetPage === undefined ? "targetFlow" : "targetPage";
  return { field: name, description: `write transition: { case: "${name}", value: "…" }` };
}

function checkTransitionKind(transition: unknown): Finding {
  const kind = isObject(transition) ? transition["case"] : transition;
  if (kind === undefined || kind === "targetPage" || kind === "targetFlow") return undefined;
  return {
    field: "transition",
    description: 'write { case: "targetPage", value: "…" } or { case: "targetFlow", value: "…" }',
  };
}

function checkFulfillment(fulfillment: unknown): Finding {
  if (!isObject(fulfillment)) return found("this must be an object");
  return (
    checkMember(fulfillment, "mergeBehavior", (value) => checkEnum(value, mergeBehaviors)) ??
    checkMember(fulfillment, "messages", (messages) => checkList(messages, checkMessage))
  );
}

function checkMessage(item: Loose): Finding {
  return (
    checkNames(item, messageFields, (name) => `write message: { case: "${name}", value: … }`) ??
    checkMember(item, "responseType", (value) => checkEnum(value, responseTypes)) ??
    checkKind(item["message"], kinds)
  );
}

const outputOnly = (): Finding =>
  found(
    "only the platform makes such messages; it does not take them from a webhook: leave this one out",
  );

const metadata = (value: unknown): Finding =>
  isObject(value)
    ? checkMember(value, "metadata", (json) => checkPayload(json, openDepth))
    : found("this must be an object");

/** The kinds of ResponseMessage. */
const kinds: KindChecks = {
  text: checkText,
  payload: (value) => checkPayload(value, payloadDepth),
  conversationSuccess: metadata,
  outputAudioText: undefined,
  liveAgentHandoff: metadata,
  endInteraction: outputOnly,
  playAudio: undefined,
  mixedAudio: outputOnly,
  telephonyTransferCall: undefined,
  knowledgeInfoCard: undefined,
  toolCall: undefined,
};

function checkPageInfo(pageInfo: unknown): Finding {
  if (!isObject(pageInfo)) return found("this must be an object");
  return checkMember(pageInfo, "formInfo", (form) =>
    isObject(form)
      ? checkMember(form, "parameterInfo", (list) => checkList(list, checkParameter))
      : found("this must be an object"),
  );
}

function checkParameter(parameter: Loose): Finding {
  const finding = checkMember(parameter, "state", (value) => checkEnum(value, parameterStates));
  if (finding !== undefined) return finding;
  if (parameter["state"] === invalidState && (parameter["displayName"] ?? "") === "")
    return {
      field: "displayName",
      description:
        "a parameter that is INVALID needs its name, or the platform cannot ask for it again: set displayName",
    };
  return undefined;
}
