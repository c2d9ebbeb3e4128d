/** A conformance case: what is sent to a webhook, and what has to come of it. Cases are data files. */
import type { JsonObject } from "@bufbuild/protobuf";

/** The two families of wire formats. */
export type CaseFormat = "cx" | "es";

/** What has to come of a call. */
export type Expectation =
  /** A WebhookResponse with a status of 2xx. */
  | "answer"
  /** A status of 4xx: it is no webhook call. */
  | "refusal"
  /** 401 or 403, and no answer. */
  | "unauthorized";

/** Which credentials go with a call, made of those that the user gives. */
export type CredentialVariant =
  | "right"
  | "none"
  /** One character of the secret is another. */
  | "wrong"
  /** The password is right, the user is another; of use with a user and a password alone. */
  | "wrong-user"
  /** The secret without its second half. */
  | "truncated"
  /** Characters that no encoding of credentials has. */
  | "garbled";

/** How often a request is sent. */
export interface CaseCalls {
  readonly count: number;
  /** One after the other, or all at once. */
  readonly order: "in-turn" | "at-once";
  /** Whether all have one detectIntentResponseId (ES: responseId): then the answers have to be the same. */
  readonly ids: "same" | "distinct";
}

/** A caller that goes away. */
export interface CaseGiveUp {
  /** How long it waits for the answer, in milliseconds. */
  readonly afterMs: number;
  /** The call that follows, and has to be answered: a retry with the same id, or a new one. */
  readonly follow: "same" | "distinct";
}

/** What a request is grown by, for big ones. */
export interface CaseFill {
  /** So many session parameters (ES: parameters) more. */
  readonly parameters?: number;
  /** So many characters in the value of each. Default: 8. */
  readonly characters?: number;
  /** A payload of objects so many levels deep. */
  readonly payloadDepth?: number;
}

/** The body that is sent. */
export type CaseBody =
  /** Merged into the base request and printed as the platform prints it; null takes a member out. */
  | {
      readonly kind: "request";
      readonly json: JsonObject;
      readonly layout: "platform" | "compact";
    }
  /** Merged into the base request and sent with every member as it stands: unknown ones, null. */
  | { readonly kind: "json"; readonly json: JsonObject }
  /** Sent as it stands, once `{{id}}`, `{{session}}`, `{{tag}}` and `{{parameters}}` are filled in. */
  | { readonly kind: "text"; readonly text: string };

/** A case. */
export interface VerifyCase {
  /** Lower case, with hyphens; unique. */
  readonly id: string;
  /** The heading that it is reported under. */
  readonly group: string;
  /** One sentence: the behaviour of the platform that makes it matter. */
  readonly why: string;
  /** The format that it is for. Absent: both. */
  readonly format?: CaseFormat;
  readonly body: CaseBody;
  readonly fill: CaseFill;
  /** In capitals. */
  readonly method: string;
  readonly credentials: CredentialVariant;
  readonly calls: CaseCalls;
  readonly giveUp?: CaseGiveUp;
  readonly expect: Expectation;
  /** The most that errors count for: `warning` for what the platform itself does not depend on. */
  readonly severity: "error" | "warning";
}
