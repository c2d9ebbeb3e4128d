/**
 * Requests for tests, as the platform would send them, from the few facts that
 * a test is about. What is not given is left out or has a plain default.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { readRequest } from "../wire/decode.ts";
import type { WebhookRequest } from "../wire/format.ts";

/** One parameter of a page's form. Without a state: FILLED with a value, EMPTY without one. */
export interface TestFormParameter {
  readonly value?: JsonValue;
  readonly required?: boolean;
  readonly state?: "EMPTY" | "INVALID" | "FILLED";
  readonly justCollected?: boolean;
}

/** A matched intent. */
export interface TestIntent {
  readonly displayName: string;
  /** From 0 to 1. Default: 1. */
  readonly confidence?: number;
  /** Resolved values by name. */
  readonly parameters?: JsonObject;
}

/** What the user did: one of these; default: the text `hello`. */
export type TestQuery =
  | { readonly text: string }
  | { readonly transcript: string }
  | { readonly event: string }
  | { readonly dtmf: string }
  | { readonly triggerIntent: string };

/** The facts of a Dialogflow CX request. */
export interface CxRequestOptions {
  readonly tag?: string;
  readonly query?: TestQuery;
  /** Default: `en`. */
  readonly languageCode?: string;
  /** The session's id, or a whole resource name. Default: `test-session`. */
  readonly session?: string;
  /** Session parameters. */
  readonly parameters?: JsonObject;
  /** The current page: its display name. Default: `Start Page`. */
  readonly page?: string;
  /** The page's form, by parameter name. */
  readonly form?: Readonly<Record<string, TestFormParameter>>;
  readonly intent?: TestIntent;
  /** Texts that are queued before the webhook is called. */
  readonly queuedTexts?: readonly string[];
  readonly payload?: JsonObject;
  readonly sentiment?: { readonly score: number; readonly magnitude: number };
  /** Sets the payload that the phone gateway sends. */
  readonly callerId?: string;
  /** The id of the turn. Default: a fixed UUID. */
  readonly responseId?: string;
  /** Default: `cx/v3`. */
  readonly format?: "cx/v3" | "cx/v3beta1";
}

const cxAgent =
  "projects/test-project/locations/global/agents/11111111-1111-4111-8111-111111111111";
const responseId = "22222222-2222-4222-8222-222222222222";

/** A request of Dialogflow CX. */
export function cxRequest(options: CxRequestOptions = {}): WebhookRequest {
  const { session = "test-session", format = "cx/v3" } = options;
  const payload = {
    ...options.payload,
    ...(options.callerId !== undefined && { telephony: { caller_id: options.callerId } }),
  };
  const json: JsonObject = {
    detectIntentResponseId: options.responseId ?? responseId,
    ...(options.intent && { intentInfo: intentInfo(options.intent) }),
    pageInfo: pageInfo(options),
    sessionInfo: {
      session: session.includes("/") ? session : `${cxAgent}/sessions/${session}`,
      ...(options.parameters && { parameters: options.parameters }),
    },
    fulfillmentInfo: options.tag === undefined ? {} : { tag: options.tag },
    ...(options.queuedTexts && {
      messages: options.queuedTexts.map((text) => ({ text: { text: [text] } })),
    }),
    ...(Object.keys(payload).length > 0 && { payload }),
    ...(options.sentiment && { sentimentAnalysisResult: { ...options.sentiment } }),
    ...query(options.query ?? { text: "hello" }),
    languageCode: options.languageCode ?? "en",
  };
  return readRequest(json, { formats: [format] });
}

function intentInfo(intent: TestIntent): JsonObject {
  return {
    lastMatchedIntent: `${cxAgent}/intents/33333333-3333-4333-8333-333333333333`,
    displayName: intent.displayName,
    confidence: intent.confidence ?? 1,
    ...(intent.parameters && {
      parameters: Object.fromEntries(
        Object.entries(intent.parameters).map(([name, value]) => [
          name,
          {
            originalValue: typeof value === "string" ? value : JSON.stringify(value),
            resolvedValue: value,
          },
        ]),
      ),
    }),
  };
}

function pageInfo({ page = "Start Page", form }: CxRequestOptions): JsonObject {
  const id = page === "Start Page" ? "START_PAGE" : "44444444-4444-4444-8444-444444444444";
  return {
    currentPage: `${cxAgent}/flows/00000000-0000-0000-0000-000000000000/pages/${id}`,
    displayName: page,
    ...(form && {
      formInfo: {
        parameterInfo: Object.entries(form).map(([displayName, parameter]) => ({
          displayName,
          required: parameter.required ?? true,
          state: parameter.state ?? (parameter.value === undefined ? "EMPTY" : "FILLED"),
          ...(parameter.value !== undefined && { value: parameter.value }),
          ...(parameter.justCollected !== undefined && { justCollected: parameter.justCollected }),
        })),
      },
    }),
  };
}

function query(input: TestQuery): JsonObject {
  if ("event" in input) return { triggerEvent: input.event };
  if ("dtmf" in input) return { dtmfDigits: input.dtmf };
  return { ...input };
}

/** The facts of a Dialogflow ES request. */
export interface EsRequestOptions {
  readonly action?: string;
  /** What the user said. Default: `hello`. */
  readonly text?: string;
  /** Default: `en`. */
  readonly languageCode?: string;
  /** The session's id, or a whole resource name. Default: `test-session`. */
  readonly session?: string;
  /** The parameters of the query. */
  readonly parameters?: JsonObject;
  readonly intent?: { readonly displayName: string; readonly confidence?: number };
  /** Active contexts by id. */
  readonly contexts?: Readonly<
    Record<string, { readonly lifespanCount?: number; readonly parameters?: JsonObject }>
  >;
  /** The integration: its name, and the payload that it passes on. */
  readonly source?: string;
  readonly payload?: JsonObject;
  /** The id of the turn. Default: a fixed UUID. */
  readonly responseId?: string;
}

/** A request of Dialogflow ES. */
export function esRequest(options: EsRequestOptions = {}): WebhookRequest {
  const { session = "test-session", intent = { displayName: "test intent" } } = options;
  const name = session.includes("/") ? session : `projects/test-project/agent/sessions/${session}`;
  const json: JsonObject = {
    responseId: options.responseId ?? responseId,
    queryResult: {
      queryText: options.text ?? "hello",
      ...(options.action !== undefined && { action: options.action }),
      parameters: options.parameters ?? {},
      allRequiredParamsPresent: true,
      ...(options.contexts && {
        outputContexts: Object.entries(options.contexts).map(([id, context]) => ({
          name: `${name}/contexts/${id}`,
          ...(context.lifespanCount !== undefined && { lifespanCount: context.lifespanCount }),
          ...(context.parameters && { parameters: context.parameters }),
        })),
      }),
      intent: {
        name: "projects/test-project/agent/intents/33333333-3333-4333-8333-333333333333",
        displayName: intent.displayName,
      },
      intentDetectionConfidence: intent.confidence ?? 1,
      languageCode: options.languageCode ?? "en",
    },
    originalDetectIntentRequest: {
      ...(options.source !== undefined && { source: options.source }),
      payload: options.payload ?? {},
    },
    session: name,
  };
  return readRequest(json, { formats: ["es/v2"] });
}
