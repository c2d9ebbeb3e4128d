/** The session that a webhook request tells of. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { WebhookRequest } from "../../wire/format.ts";
import { writeResponseMessage } from "../../wire/messages.ts";
import { toPlain, toPlainObject } from "../../wire/value.ts";
import { objectIn, objectsIn } from "./json-members.ts";
import type { CurrentPage, FormParameter, MatchedIntent, Query, SessionState } from "./state.ts";
import { flowOf } from "./target.ts";

type CxRequest = Extract<WebhookRequest, { readonly format: "cx/v3" | "cx/v3beta1" }>;
type EsRequest = Extract<WebhookRequest, { readonly format: "es/v2" }>;

/**
 * The state of the conversation, as far as the request has it: parameters of the
 * flow, custom scopes and session entity types are in none.
 *
 * Of an ES request, the parameters are those of the matched intent; the query is
 * taken for a text, which an event's name can't be told from; and an empty
 * payload is none.
 */
export function sessionFromRequest(request: WebhookRequest): SessionState {
  return request.format === "es/v2" ? fromEs(request) : fromCx(request);
}

/** What no request has. */
function empty(): Pick<
  SessionState,
  "flowParameters" | "scopes" | "webhookPayloads" | "sessionEntityTypes"
> {
  return { flowParameters: {}, scopes: {}, webhookPayloads: [], sessionEntityTypes: [] };
}

function fromCx(request: CxRequest): SessionState {
  const { message } = request;
  const {
    intentInfo,
    pageInfo,
    sessionInfo,
    payload,
    sentimentAnalysisResult: sentiment,
  } = message;
  const query = queryOf(message.query);
  const flow = flowOf(pageInfo?.currentPage ?? "");
  return {
    ...empty(),
    name: sessionInfo?.session ?? "",
    languageCode: message.languageCode,
    parameters: toPlainObject(sessionInfo?.parameters ?? {}),
    request: requestOf(sentiment),
    messages: cxMessages(request),
    contexts: [],
    ...(query !== undefined && { query }),
    ...(pageInfo !== undefined && { page: pageOf(pageInfo) }),
    ...(flow !== undefined && { flow }),
    ...(intentInfo !== undefined && { intent: intentOf(intentInfo) }),
    ...(payload !== undefined && { payload }),
  };
}

function cxMessages({ format, message: { messages } }: CxRequest): readonly JsonObject[] {
  if (messages.length === 0) return [];
  // Requests and answers have messages of one kind, so an answer's writer does for these.
  const fulfillmentResponse = { messages };
  const json = writeResponseMessage({ format, message: { fulfillmentResponse } } as never);
  return objectsIn(objectIn(json, "fulfillmentResponse"), "messages");
}

const queryKinds = {
  text: "text",
  transcript: "transcript",
  triggerIntent: "intent",
  triggerEvent: "event",
  dtmfDigits: "dtmf",
} as const;

function queryOf(query: CxRequest["message"]["query"]): Query | undefined {
  if (query.case === undefined) return undefined;
  return { kind: queryKinds[query.case], value: query.value };
}

function pageOf({
  currentPage,
  displayName,
  formInfo,
}: NonNullable<CxRequest["message"]["pageInfo"]>): CurrentPage {
  return {
    name: currentPage,
    displayName,
    ...(formInfo !== undefined && { form: formInfo.parameterInfo.map(formParameterOf) }),
  };
}

/** PageInfo.FormInfo.ParameterInfo.ParameterState by number; 0 leaves it open. */
const states = [undefined, "EMPTY", "INVALID", "FILLED"] as const;

type CxParameterInfo = NonNullable<
  NonNullable<CxRequest["message"]["pageInfo"]>["formInfo"]
>["parameterInfo"][number];

/** A parameter of a form. Null is no value; a state that is left open is that of a parameter with a value, or without. */
function formParameterOf(info: CxParameterInfo): FormParameter {
  const { displayName, required, state, justCollected } = info;
  const value = toPlain(info.value);
  return {
    displayName,
    required,
    state: states[state] ?? (value === null ? "EMPTY" : "FILLED"),
    justCollected,
    ...(value !== null && { value }),
  };
}

type CxIntent = NonNullable<CxRequest["message"]["intentInfo"]>;
type IntentParameter = CxIntent["parameters"][string];

function intentOf({
  lastMatchedIntent,
  displayName,
  confidence,
  parameters,
}: CxIntent): MatchedIntent {
  return {
    name: lastMatchedIntent,
    displayName,
    confidence,
    // fromEntries makes own properties, whatever a parameter is called.
    parameters: Object.fromEntries(
      Object.entries<IntentParameter>(parameters).map(
        ([name, { originalValue, resolvedValue }]) => [
          name,
          { originalValue, resolvedValue: toPlain(resolvedValue) },
        ],
      ),
    ),
  };
}

/** `$request`, of which a webhook request has the sentiment alone. */
function requestOf(
  sentiment: { readonly score: number; readonly magnitude: number } | undefined,
): JsonObject {
  if (sentiment === undefined) return {};
  const { score, magnitude } = sentiment;
  return { sentiment: { score, magnitude, succeeded: true } };
}

function fromEs({ format, message }: EsRequest): SessionState {
  const { queryResult: result, originalDetectIntentRequest: original, session } = message;
  const payload = original?.payload ?? {};
  const { queryText = "", fulfillmentText = "", parameters = {}, intent } = result ?? {};
  const json = writeResponseMessage({
    format,
    message: {
      fulfillmentMessages: result?.fulfillmentMessages ?? [],
      outputContexts: result?.outputContexts ?? [],
    },
  });
  const messages = objectsIn(json, "fulfillmentMessages");
  const onlyText = messages.length === 0 && fulfillmentText !== "";
  return {
    ...empty(),
    name: session,
    languageCode: result?.languageCode ?? "",
    parameters,
    request: requestOf(result?.sentimentAnalysisResult?.queryTextSentiment),
    messages: onlyText ? [{ text: { text: [fulfillmentText] } }] : messages,
    contexts: objectsIn(json, "outputContexts"),
    ...(queryText !== "" && { query: { kind: "text", value: queryText } }),
    ...(intent !== undefined && {
      intent: {
        name: intent.name,
        displayName: intent.displayName,
        confidence: result?.intentDetectionConfidence ?? 0,
        parameters: {},
      },
    }),
    ...(Object.keys(payload).length > 0 && { payload }),
  };
}
