/**
 * One shape for the facts of a request, whichever wire format brought them:
 * `cx-view.ts` and `es-view.ts` read their messages into it, each fact when it
 * is first asked for.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/response_message_pb.ts";
import type * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/response_message_pb.ts";
import type * as es from "../../gen/es/google/cloud/dialogflow/v2/intent_pb.ts";
import type { SessionName } from "../wire/session.ts";
import type { Query } from "./query.ts";

/** One parameter of a matched intent. */
export interface IntentParameter {
  /** What the user said; empty if the platform does not tell. */
  readonly original: string;
  /** What the entity type made of it, as plain JSON. */
  readonly resolved: JsonValue;
}

/** The intent that was matched last. */
export interface MatchedIntent {
  /** The resource name. */
  readonly name: string;
  /** The name that the agent's author gave it. */
  readonly displayName: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** The parameters that the match filled. */
  readonly parameters: Readonly<Record<string, IntentParameter>>;
}

/** How far the platform has come with a form parameter. */
export type FormParameterState = "EMPTY" | "INVALID" | "FILLED" | "UNSPECIFIED";

/** One parameter of the current page's form. */
export interface FormParameter {
  /** The name, as in the agent (the platform's `displayName`). */
  readonly name: string;
  readonly required: boolean;
  readonly state: FormParameterState;
  /** The value as plain JSON; null while there is none. */
  readonly value: JsonValue;
  /** Whether this turn filled it. */
  readonly justCollected: boolean;
}

/** The page that the conversation is on. */
export interface Page {
  /** The resource name. */
  readonly name: string;
  /** The name that the agent's author gave it; empty in requests of old agents. */
  readonly displayName: string;
}

/** How the user feels, by the platform's sentiment analysis. */
export interface Sentiment {
  /** From -1 (bad) to 1 (good). */
  readonly score: number;
  /** The strength, from 0 up. */
  readonly magnitude: number;
}

/** An active context of an ES agent. */
export interface ActiveContext {
  /** The id: the last part of the resource name, in lower case. */
  readonly id: string;
  /** The resource name. */
  readonly name: string;
  /** Turns that it has left. */
  readonly lifespanCount: number;
  readonly parameters: JsonObject;
}

/** The request that an integration made of an ES agent, as it is passed on. */
export interface OriginalRequest {
  /** Such as `DIALOGFLOW_CONSOLE` or `google`; empty for many integrations. */
  readonly source: string;
  readonly version: string;
  /** In the integration's own shape. */
  readonly payload: JsonObject;
}

/** A message that is queued before the webhook is called. */
export type QueuedMessage = cx.ResponseMessage | cxBeta.ResponseMessage | es.Intent_Message;

/** The facts of a request. What they mean stands on WebhookCall. */
export interface RequestView {
  readonly tag: string;
  readonly action: string;
  readonly intentName: string;
  readonly intentDisplayName: string;
  readonly languageCode: string;
  readonly responseId: string;
  readonly sessionName: string;
  readonly session: SessionName;
  readonly query: Query;
  readonly parameters: JsonObject;
  readonly sessionParameters: JsonObject;
  readonly intent: MatchedIntent | undefined;
  readonly form: readonly FormParameter[];
  readonly page: Page | undefined;
  readonly messages: readonly QueuedMessage[];
  readonly payload: JsonObject | undefined;
  readonly sentiment: Sentiment | undefined;
  readonly contexts: readonly ActiveContext[];
  readonly originalRequest: OriginalRequest | undefined;
  /** Where in the request's JSON the parameters stand. */
  readonly parametersPath: string;
  /** Where in the request's JSON a parameter of `parameters` stands, or would stand. */
  parameterPath(name: string): string;
}
