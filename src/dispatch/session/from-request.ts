/** The session that a webhook request tells of. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { WebhookRequest } from "../../wire/format.ts";
import { writeResponseMessage } from "../../wire/messages.ts";
import { setOwn, toPlain, toPlainObject } from "../../wire/value.ts";
import type { Writable } from "../writable.ts";
import { objectIn, objectsIn } from "./json-members.ts";
import { newSession } from "./new-session.ts";
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

function fromCx(request: CxRequest): SessionState {
  const { message } = request;
  const { intentInfo, pageInfo, sessionInfo, payload } = message;
  const session = newSession(sessionInfo?.session ?? "", message.languageCode);
  if (sessionInfo !== undefined) session.parameters = toPlainObject(sessionInfo.parameters);
  session.request = requestOf(message.sentimentAnalysisResult);
  session.messages = cxMessages(request);
  const query = queryOf(message.query);
  if (query !== undefined) session.query = query;
  if (pageInfo !== undefined) {
    session.page = pageOf(pageInfo);
    const flow = flowOf(pageInfo.currentPage);
    if (flow !== undefined) session.flow = flow;
  }
  if (intentInfo !== undefined) session.intent = intentOf(intentInfo);
  if (payload !== undefined) session.payload = payload;
  return session;
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

function pageOf(info: NonNullable<CxRequest["message"]["pageInfo"]>): CurrentPage {
  const page: Writable<CurrentPage> = { name: info.currentPage, displayName: info.displayName };
  if (info.formInfo !== undefined) page.form = info.formInfo.parameterInfo.map(formParameterOf);
  return page;
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
  const parameter: Writable<FormParameter> = {
    displayName,
    required,
    state: states[state] ?? (value === null ? "EMPTY" : "FILLED"),
    justCollected,
  };
  if (value !== null) parameter.value = value;
  return parameter;
}

type CxIntent = NonNullable<CxRequest["message"]["intentInfo"]>;

function intentOf(intent: CxIntent): MatchedIntent {
  const parameters: Writable<MatchedIntent["parameters"]> = {};
  for (const name of Object.keys(intent.parameters)) {
    const { originalValue = "", resolvedValue } = intent.parameters[name] ?? {};
    setOwn(parameters, name, { originalValue, resolvedValue: toPlain(resolvedValue) });
  }
  return {
    name: intent.lastMatchedIntent,
    displayName: intent.displayName,
    confidence: intent.confidence,
    parameters,
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
  const state = newSession(session, result?.languageCode ?? "");
  state.parameters = parameters;
  state.request = requestOf(result?.sentimentAnalysisResult?.queryTextSentiment);
  state.messages = onlyText ? [{ text: { text: [fulfillmentText] } }] : messages;
  state.contexts = objectsIn(json, "outputContexts");
  if (queryText !== "") state.query = { kind: "text", value: queryText };
  if (intent !== undefined) {
    const { name, displayName } = intent;
    const confidence = result?.intentDetectionConfidence ?? 0;
    state.intent = { name, displayName, confidence, parameters: {} };
  }
  if (Object.keys(payload).length > 0) state.payload = payload;
  return state;
}
