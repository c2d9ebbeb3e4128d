/**
 * The state of a conversation as the platform keeps it between turns, as far as
 * webhooks see or change it. Plain JSON values; never changed in place.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** What the user did in this turn. */
export type Query =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "transcript"; readonly value: string }
  | { readonly kind: "intent"; readonly value: string }
  | { readonly kind: "event"; readonly value: string }
  | { readonly kind: "dtmf"; readonly value: string };

/** A parameter of the current page's form. */
export interface FormParameter {
  readonly displayName: string;
  readonly required: boolean;
  readonly state: "EMPTY" | "INVALID" | "FILLED";
  /** Absent: no value. */
  readonly value?: JsonValue;
  readonly justCollected: boolean;
}

/** The page the conversation is at. */
export interface CurrentPage {
  /** Resource name. */
  readonly name: string;
  readonly displayName: string;
  /** Absent: the page has no form. */
  readonly form?: readonly FormParameter[];
}

/** The intent that was matched last. */
export interface MatchedIntent {
  /** Resource name. */
  readonly name: string;
  readonly displayName: string;
  /** From 0 to 1. */
  readonly confidence: number;
  readonly parameters: Readonly<
    Record<string, { readonly originalValue: string; readonly resolvedValue: JsonValue }>
  >;
}

/** A conversation. */
export interface SessionState {
  /** Resource name, `projects/P/locations/L/agents/A/sessions/S` or with `environments/E` in it. */
  readonly name: string;
  readonly languageCode: string;
  readonly query?: Query;
  /** Session parameters, `$session.params`. */
  readonly parameters: JsonObject;
  /** Parameters of the current flow, `$flow`. */
  readonly flowParameters: JsonObject;
  /** Custom scopes of the request, by name (`QueryParameters.parameter_scope`). */
  readonly scopes: Readonly<Record<string, JsonObject>>;
  /**
   * What `$request` has beside what the state itself says (`user-utterance`,
   * `session-id`, `payload`): `sentiment`, `knowledge`, `generative`,
   * `end-user-metadata`, `webhook_status_code`.
   */
  readonly request: JsonObject;
  readonly page?: CurrentPage;
  /** Resource name of the current flow, where it is known. */
  readonly flow?: string;
  readonly intent?: MatchedIntent;
  /** Messages queued for the user in this turn: ResponseMessages in proto3 JSON (of ES: Intent.Messages). */
  readonly messages: readonly JsonObject[];
  /** `QueryParameters.payload` of this turn. */
  readonly payload?: JsonObject;
  /** Payloads that webhooks gave in this turn, in the order of the calls. */
  readonly webhookPayloads: readonly JsonObject[];
  /** Contexts of a Dialogflow ES session, in proto3 JSON, active ones only. */
  readonly contexts: readonly JsonObject[];
  /** Entity types that ES webhooks set for the session, in proto3 JSON. */
  readonly sessionEntityTypes: readonly JsonObject[];
}
