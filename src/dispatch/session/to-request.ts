/** The request that a webhook gets of a session. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { WebhookRequest, WireFormat } from "../../wire/format.ts";
import { readRequestMessage } from "../../wire/messages.ts";
import { objectIn } from "./json-members.ts";
import type { CurrentPage, MatchedIntent, Query, SessionState } from "./state.ts";

/** What a request has beside the session. */
export interface RequestOptions {
  readonly format: WireFormat;
  /** The tag of the fulfillment; in ES, where there are none, the action. */
  readonly tag: string;
  /** The id of the detectIntent call's answer, which a retry has as well. */
  readonly responseId: string;
}

/**
 * The request of a turn. `sessionFromRequest` gives the same session again, as
 * far as a request of the format has it.
 *
 * @throws JsonReadError for messages, contexts or a sentiment that are none
 */
export function requestFromSession(state: SessionState, options: RequestOptions): WebhookRequest {
  const json = options.format === "es/v2" ? esJson(state, options) : cxJson(state, options);
  return readRequestMessage(options.format, { json, options: {} });
}

function cxJson(state: SessionState, { tag, responseId }: RequestOptions): JsonObject {
  const { page, intent, query, payload, messages } = state;
  const sentiment = sentimentOf(state);
  return {
    detectIntentResponseId: responseId,
    ...(intent !== undefined && { intentInfo: intentJson(intent) }),
    ...(page !== undefined && { pageInfo: pageJson(page) }),
    sessionInfo: { session: state.name, parameters: state.parameters },
    fulfillmentInfo: { tag },
    messages: [...messages],
    ...(payload !== undefined && { payload }),
    ...(sentiment !== undefined && { sentimentAnalysisResult: sentiment }),
    ...(query !== undefined && { [queryFields[query.kind]]: query.value }),
    languageCode: state.languageCode,
  };
}

const queryFields = {
  text: "text",
  transcript: "transcript",
  intent: "triggerIntent",
  event: "triggerEvent",
  dtmf: "dtmfDigits",
} as const satisfies Record<Query["kind"], string>;

function intentJson({ name, displayName, confidence, parameters }: MatchedIntent): JsonObject {
  const values = Object.entries(parameters).map(([key, { originalValue, resolvedValue }]) => [
    key,
    { originalValue, resolvedValue },
  ]);
  return {
    lastMatchedIntent: name,
    parameters: Object.fromEntries(values) as JsonObject,
    displayName,
    confidence,
  };
}

function pageJson({ name, displayName, form }: CurrentPage): JsonObject {
  const parameterInfo = form?.map((parameter): JsonObject => ({ ...parameter }));
  return {
    currentPage: name,
    ...(parameterInfo !== undefined && { formInfo: { parameterInfo } }),
    displayName,
  };
}

/** Score and magnitude, where the user's words were analysed. */
function sentimentOf({ request }: SessionState): JsonObject | undefined {
  const sentiment = objectIn(request, "sentiment");
  if (sentiment === undefined || sentiment["succeeded"] === false) return undefined;
  const { score = 0, magnitude = 0 } = sentiment;
  return { score, magnitude };
}

function esJson(state: SessionState, { tag, responseId }: RequestOptions): JsonObject {
  const { intent, payload = {}, query } = state;
  const sentiment = sentimentOf(state);
  return {
    responseId,
    queryResult: {
      queryText: query?.value ?? "",
      action: tag,
      parameters: state.parameters,
      allRequiredParamsPresent: true,
      fulfillmentText: firstText(state.messages),
      fulfillmentMessages: [...state.messages],
      outputContexts: [...state.contexts],
      ...(intent !== undefined && {
        intent: { name: intent.name, displayName: intent.displayName },
        intentDetectionConfidence: intent.confidence,
      }),
      languageCode: state.languageCode,
      ...(sentiment !== undefined && {
        sentimentAnalysisResult: { queryTextSentiment: sentiment },
      }),
    },
    originalDetectIntentRequest: { payload },
    session: state.name,
  };
}

/** What is said: the platform gives the first text message for all platforms here as well. */
function firstText(messages: readonly JsonObject[]): string {
  for (const message of messages) {
    if ("platform" in message) continue;
    const texts: JsonValue | undefined = objectIn(message, "text")?.["text"];
    if (Array.isArray(texts) && typeof texts[0] === "string") return texts[0];
  }
  return "";
}
