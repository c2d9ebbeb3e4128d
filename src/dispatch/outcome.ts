/** What came of calling a webhook. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { WebhookResponse } from "../wire/format.ts";
import type { DispatchFailure } from "./failure.ts";
import type { Effect } from "./session/effect.ts";
import type { SessionState } from "./session/state.ts";

/** The events that a failed call raises, the finest name that fits. */
export type WebhookErrorEvent =
  | "webhook.error"
  | "webhook.error.timeout"
  | "webhook.error.bad-request"
  | "webhook.error.rejected"
  | "webhook.error.unavailable"
  | "webhook.error.not-found";

/** A google.rpc.Status without details, as the platform reports one per call. */
export interface DispatchStatus {
  /** Number of google.rpc.Code; 0 is OK. */
  readonly code: number;
  /** The platform's text; empty for OK. */
  readonly message: string;
}

/** One try. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** Why it was made. */
  readonly reason: "first" | "retry" | "token-refresh";
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly latencyMs: number;
  /** What was sent. Absent: it failed before anything could be. */
  readonly request?: {
    readonly method: string;
    readonly url: string;
    /** Credentials are replaced by `********`, unless the call asks to see them. */
    readonly headers: readonly (readonly [name: string, value: string])[];
    /** As it was sent. */
    readonly body?: string;
  };
  /** What was answered. Absent: nothing whole was. */
  readonly response?: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
    readonly address?: string;
  };
  /** Why it failed. Absent: it did not. */
  readonly failure?: DispatchFailure;
}

/** What is in the `QueryResult` of the turn for this call. */
export interface QueryResultParts {
  readonly webhookStatuses: readonly DispatchStatus[];
  readonly webhookPayloads: readonly JsonObject[];
  readonly webhookIds: readonly string[];
  readonly webhookDisplayNames: readonly string[];
  /** Durations in milliseconds. */
  readonly webhookLatencies: readonly number[];
  readonly webhookTags: readonly string[];
  readonly diagnosticInfo: JsonObject;
}

/** What came of a dispatch. */
export interface Outcome {
  /** Whether the webhook was called and its answer taken; `skipped` for a disabled one. */
  readonly result: "done" | "failed" | "skipped";
  readonly status: DispatchStatus;
  /** The whole time, retries and waits included. */
  readonly latencyMs: number;
  readonly attempts: readonly Attempt[];
  /** The decoded answer of a standard webhook. */
  readonly response?: WebhookResponse;
  /** The body of a flexible webhook's answer as JSON, where a mapping reads it. */
  readonly json?: unknown;
  /** Why it failed. */
  readonly failure?: DispatchFailure;
  /** Events to look for a handler for, in this order: the finer one comes first. Empty: none is raised, as in ES, which has none for failures. */
  readonly events: readonly WebhookErrorEvent[];
  /** The state of the session after the call. */
  readonly session: SessionState;
  /** What changed in it. */
  readonly effects: readonly Effect[];
  /** Things worth knowing that were no failure: what was ignored, what was not set. */
  readonly warnings: readonly string[];
  readonly queryResult: QueryResultParts;
}
