/**
 * What Dialogflow ES would refuse in a WebhookResponse.
 *
 * https://cloud.google.com/dialogflow/es/docs/reference/rpc/google.cloud.dialogflow.v2#webhookresponse
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

const platforms = {
  0: "PLATFORM_UNSPECIFIED",
  1: "FACEBOOK",
  2: "SLACK",
  3: "TELEGRAM",
  4: "KIK",
  5: "SKYPE",
  6: "LINE",
  7: "VIBER",
  8: "ACTIONS_ON_GOOGLE",
  11: "GOOGLE_HANGOUTS",
};
const overrideModes = {
  0: "ENTITY_OVERRIDE_MODE_UNSPECIFIED",
  1: "ENTITY_OVERRIDE_MODE_OVERRIDE",
  2: "ENTITY_OVERRIDE_MODE_SUPPLEMENT",
};

const responseFields = new Set([
  "$typeName",
  "$unknown",
  "fulfillmentText",
  "fulfillmentMessages",
  "source",
  "payload",
  "outputContexts",
  "followupEventInput",
  "sessionEntityTypes",
]);

const messageFields = new Set(["$typeName", "$unknown", "message", "platform"]);

/** Checks an answer, whole message or init shape. */
export function checkEsResponse(response: Loose): Finding {
  return (
    checkNames(response, responseFields, () => undefined) ??
    checkMember(response, "fulfillmentMessages", (list) => checkList(list, checkMessage)) ??
    checkMember(response, "payload", (payload) => checkPayload(payload, openDepth)) ??
    checkMember(response, "outputContexts", (list) => checkList(list, checkContext)) ??
    checkMember(response, "followupEventInput", checkParameters) ??
    checkMember(response, "sessionEntityTypes", (list) => checkList(list, checkEntityType))
  );
}

function checkMessage(item: Loose): Finding {
  return (
    checkNames(item, messageFields, (name) => `write message: { case: "${name}", value: … }`) ??
    checkMember(item, "platform", (value) => checkEnum(value, platforms)) ??
    checkKind(item["message"], kinds)
  );
}

/** The kinds of Intent.Message. */
const kinds: KindChecks = {
  text: checkText,
  image: undefined,
  quickReplies: undefined,
  card: undefined,
  payload: (value) => checkPayload(value, openDepth),
  simpleResponses: undefined,
  basicCard: undefined,
  suggestions: undefined,
  linkOutSuggestion: undefined,
  listSelect: undefined,
  carouselSelect: undefined,
  browseCarouselCard: undefined,
  tableCard: undefined,
  mediaContent: undefined,
};

/**
 * The name of a context: a session's, then `/contexts/` and an id of letters,
 * digits, `_`, `-` and `%`, at most 250 bytes long.
 * https://cloud.google.com/dialogflow/es/docs/reference/rpc/google.cloud.dialogflow.v2#context
 */
const contextName = /^projects\/.+\/sessions\/.+\/contexts\/(?<id>[^/]*)$/s;
const contextId = /^[\w%-]{1,250}$/;

function checkContext(context: Loose): Finding {
  const { name } = context;
  const id = typeof name === "string" ? contextName.exec(name)?.groups?.["id"] : undefined;
  if (id === undefined)
    return {
      field: "name",
      description: `${JSON.stringify(name ?? "")} is not a context's name: write projects/…/sessions/…/contexts/ID, with the session of the call`,
    };
  if (!contextId.test(id))
    return {
      field: "name",
      description: `${JSON.stringify(id)} is not a context's id: use 1 to 250 letters, digits, "_", "-" and "%"`,
    };
  return checkParameters(context);
}

function checkParameters(owner: unknown): Finding {
  if (!isObject(owner)) return found("this must be an object");
  return checkMember(owner, "parameters", (parameters) => checkPayload(parameters, openDepth));
}

function checkEntityType(entityType: Loose): Finding {
  return checkMember(entityType, "entityOverrideMode", (value) => checkEnum(value, overrideModes));
}
