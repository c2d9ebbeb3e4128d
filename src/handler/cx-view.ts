/**
 * The facts of a Dialogflow CX request, v3 and v3beta1 alike: the two differ in
 * names of types alone.
 * https://cloud.google.com/dialogflow/cx/docs/reference/rest/v3/WebhookRequest
 */
import type { JsonObject } from "@bufbuild/protobuf";
import type { Value } from "@bufbuild/protobuf/wkt";
import type * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import { parseSession, type SessionName } from "../wire/session.ts";
import { setOwn, toPlain, toPlainObject } from "../wire/value.ts";
import type { Query } from "./query.ts";
import type {
  FormParameter,
  FormParameterState,
  IntentParameter,
  MatchedIntent,
  Page,
  QueuedMessage,
  RequestView,
  Sentiment,
} from "./view.ts";

type CxRequest = cx.WebhookRequest | cxBeta.WebhookRequest;

/** PageInfo.FormInfo.ParameterInfo.ParameterState by number. */
const states: readonly FormParameterState[] = ["UNSPECIFIED", "EMPTY", "INVALID", "FILLED"];
const filled = states.indexOf("FILLED");

/** A CX request as a view. Facts that take work are worked out once. */
export class CxView implements RequestView {
  readonly #message: CxRequest;
  #session: SessionName | undefined;
  #query: Query | undefined;
  #sessionParameters: JsonObject | undefined;
  #parameters: JsonObject | undefined;
  #intent: MatchedIntent | undefined;
  #form: readonly FormParameter[] | undefined;

  constructor(message: CxRequest) {
    this.#message = message;
  }

  get tag(): string {
    return this.#message.fulfillmentInfo?.tag ?? "";
  }

  get action(): string {
    return "";
  }

  get intentName(): string {
    return this.#message.intentInfo?.lastMatchedIntent ?? "";
  }

  get intentDisplayName(): string {
    return this.#message.intentInfo?.displayName ?? "";
  }

  get languageCode(): string {
    return this.#message.languageCode;
  }

  get responseId(): string {
    return this.#message.detectIntentResponseId;
  }

  get sessionName(): string {
    return this.#message.sessionInfo?.session ?? "";
  }

  get session(): SessionName {
    return (this.#session ??= parseSession(this.sessionName));
  }

  get query(): Query {
    return (this.#query ??= queryOf(this.#message));
  }

  get sessionParameters(): JsonObject {
    return (this.#sessionParameters ??= toPlainObject(this.#message.sessionInfo?.parameters ?? {}));
  }

  /** Session parameters that are set, and filled form parameters that the session lacks. */
  get parameters(): JsonObject {
    return (this.#parameters ??= this.#mergeParameters());
  }

  #mergeParameters(): JsonObject {
    const { sessionInfo, pageInfo } = this.#message;
    const merged: JsonObject = {};
    for (const { displayName, state, value } of pageInfo?.formInfo?.parameterInfo ?? [])
      if (state === filled) setUnlessNull(merged, displayName, value);
    const session = sessionInfo?.parameters ?? {};
    for (const name of Object.keys(session)) setUnlessNull(merged, name, session[name]);
    return merged;
  }

  get parametersPath(): string {
    return "sessionInfo.parameters";
  }

  parameterPath(name: string): string {
    const inSession =
      Object.hasOwn(this.sessionParameters, name) && this.sessionParameters[name] !== null;
    const at = inSession ? -1 : this.form.findIndex((parameter) => parameter.name === name);
    return at === -1
      ? `${this.parametersPath}[${JSON.stringify(name)}]`
      : `pageInfo.formInfo.parameterInfo[${at}].value`;
  }

  get intent(): MatchedIntent | undefined {
    return (this.#intent ??= intentOf(this.#message));
  }

  get form(): readonly FormParameter[] {
    return (this.#form ??= (this.#message.pageInfo?.formInfo?.parameterInfo ?? []).map(
      (parameter) => ({
        name: parameter.displayName,
        required: parameter.required,
        state: states[parameter.state] ?? "UNSPECIFIED",
        value: toPlain(parameter.value),
        justCollected: parameter.justCollected,
      }),
    ));
  }

  get page(): Page | undefined {
    const page = this.#message.pageInfo;
    return page && { name: page.currentPage, displayName: page.displayName };
  }

  get messages(): readonly QueuedMessage[] {
    return this.#message.messages;
  }

  get payload(): JsonObject | undefined {
    return this.#message.payload;
  }

  get sentiment(): Sentiment | undefined {
    return this.#message.sentimentAnalysisResult;
  }

  get contexts(): readonly [] {
    return [];
  }

  get originalRequest(): undefined {
    return undefined;
  }
}

function setUnlessNull(target: JsonObject, name: string, value: Value | undefined): void {
  const plain = toPlain(value);
  if (plain !== null) setOwn(target, name, plain);
}

function queryOf({ query }: CxRequest): Query {
  switch (query.case) {
    case "text":
      return { kind: "text", text: query.value };
    case "transcript":
      return { kind: "transcript", text: query.value };
    case "triggerEvent":
      return { kind: "event", event: query.value };
    case "triggerIntent":
      return { kind: "intent", intent: query.value };
    case "dtmfDigits":
      return { kind: "dtmf", digits: query.value };
    default:
      return { kind: "none" };
  }
}

function intentOf({ intentInfo }: CxRequest): MatchedIntent | undefined {
  if (intentInfo === undefined) return undefined;
  const parameters: Record<string, IntentParameter> = {};
  for (const name of Object.keys(intentInfo.parameters)) {
    const { originalValue = "", resolvedValue } = intentInfo.parameters[name] ?? {};
    setOwn(parameters, name, { original: originalValue, resolved: toPlain(resolvedValue) });
  }
  return {
    name: intentInfo.lastMatchedIntent,
    displayName: intentInfo.displayName,
    confidence: intentInfo.confidence,
    parameters,
  };
}
