/**
 * The facts of a Dialogflow ES request.
 * https://cloud.google.com/dialogflow/es/docs/reference/rpc/google.cloud.dialogflow.v2#webhookrequest
 */
import type { JsonObject } from "@bufbuild/protobuf";
import type * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { parseSession, type SessionName } from "../wire/session.ts";
import { setOwn } from "../wire/value.ts";
import { sessionParameters } from "./reply/render-es.ts";
import type { Query } from "./query.ts";
import type {
  ActiveContext,
  IntentParameter,
  MatchedIntent,
  OriginalRequest,
  QueuedMessage,
  RequestView,
  Sentiment,
} from "./view.ts";

/** An ES request as a view. ES has no tags, pages and forms. */
export class EsView implements RequestView {
  readonly #message: es.WebhookRequest;
  #session: SessionName | undefined;
  #query: Query | undefined;
  #parameters: JsonObject | undefined;
  #intent: MatchedIntent | undefined;
  #contexts: readonly ActiveContext[] | undefined;

  constructor(message: es.WebhookRequest) {
    this.#message = message;
  }

  get tag(): string {
    return "";
  }

  get action(): string {
    return this.#message.queryResult?.action ?? "";
  }

  get intentName(): string {
    return this.#message.queryResult?.intent?.name ?? "";
  }

  get intentDisplayName(): string {
    return this.#message.queryResult?.intent?.displayName ?? "";
  }

  get languageCode(): string {
    return this.#message.queryResult?.languageCode ?? "";
  }

  get responseId(): string {
    return this.#message.responseId;
  }

  get sessionName(): string {
    return this.#message.session;
  }

  get session(): SessionName {
    return (this.#session ??= parseSession(this.sessionName));
  }

  /** ES does not tell events from text; only a recognition's confidence tells speech from typing. */
  get query(): Query {
    const { queryText = "", speechRecognitionConfidence = 0 } = this.#message.queryResult ?? {};
    return (this.#query ??=
      queryText === ""
        ? { kind: "none" }
        : { kind: speechRecognitionConfidence > 0 ? "transcript" : "text", text: queryText });
  }

  /** The matched intent's parameters that are set: ES sends `""` for one that the user left open. */
  get parameters(): JsonObject {
    return (this.#parameters ??= setParameters(this.#message.queryResult?.parameters ?? {}));
  }

  get parametersPath(): string {
    return "queryResult.parameters";
  }

  parameterPath(name: string): string {
    return `${this.parametersPath}[${JSON.stringify(name)}]`;
  }

  /** ES has none of its own: replies keep them in a context. */
  get sessionParameters(): JsonObject {
    return sessionParameters({ format: "es/v2", message: this.#message });
  }

  get intent(): MatchedIntent | undefined {
    return (this.#intent ??= this.#readIntent());
  }

  #readIntent(): MatchedIntent | undefined {
    const { queryResult } = this.#message;
    if (queryResult?.intent === undefined) return undefined;
    const parameters: Record<string, IntentParameter> = {};
    for (const [name, resolved] of Object.entries(queryResult.parameters ?? {}))
      setOwn(parameters, name, { original: this.#originalOf(name), resolved });
    return {
      name: queryResult.intent.name,
      displayName: queryResult.intent.displayName,
      confidence: queryResult.intentDetectionConfidence,
      parameters,
    };
  }

  /** What the user said for a parameter: contexts hold it as its twin `<name>.original`. */
  #originalOf(name: string): string {
    const key = `${name}.original`;
    for (const { parameters } of this.contexts) {
      const original = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
      if (typeof original === "string") return original;
    }
    return "";
  }

  get form(): readonly [] {
    return [];
  }

  get page(): undefined {
    return undefined;
  }

  get messages(): readonly QueuedMessage[] {
    return this.#message.queryResult?.fulfillmentMessages ?? [];
  }

  get payload(): JsonObject | undefined {
    return this.#message.originalDetectIntentRequest?.payload;
  }

  get sentiment(): Sentiment | undefined {
    return this.#message.queryResult?.sentimentAnalysisResult?.queryTextSentiment;
  }

  get contexts(): readonly ActiveContext[] {
    return (this.#contexts ??= (this.#message.queryResult?.outputContexts ?? []).map((context) => ({
      id: context.name.slice(context.name.lastIndexOf("/") + 1).toLowerCase(),
      name: context.name,
      lifespanCount: context.lifespanCount,
      parameters: context.parameters ?? {},
    })));
  }

  get originalRequest(): OriginalRequest | undefined {
    const original = this.#message.originalDetectIntentRequest;
    return (
      original && {
        source: original.source,
        version: original.version,
        payload: original.payload ?? {},
      }
    );
  }
}

function setParameters(parameters: JsonObject): JsonObject {
  const set: JsonObject = {};
  for (const name of Object.keys(parameters)) {
    const value = parameters[name];
    if (value !== null && value !== undefined && value !== "") setOwn(set, name, value);
  }
  return set;
}
