/**
 * What `invoke` tells of each call, for logs and metrics. The texts are for
 * whoever runs the server, and never go to the caller.
 */
import type { WebhookError } from "../errors.ts";
import type { WireFormat } from "../wire/format.ts";

/** The levels of a handler's own log lines. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What every event tells of its call. */
export interface CallFacts {
  readonly format: WireFormat;
  /** The session's resource name. */
  readonly session: string;
  /** The platform's id of the turn. */
  readonly responseId: string;
  /** Absent if the request has none; so for the next two. */
  readonly tag?: string;
  /** The display name of the intent that was matched last. */
  readonly intent?: string;
  readonly action?: string;
  /** Which handler was selected, such as `tag "check-balance"` or `fallback`; `none` if there is none. */
  readonly handler: string;
}

/** What happened. Durations are in milliseconds, with fractions. */
export type CallEvent =
  | { readonly event: "handled"; readonly durationMs: number }
  /** The caller gets the error. Its `cause` tells what happened. */
  | {
      readonly event: "failed";
      readonly durationMs: number;
      readonly error: WebhookError;
      /** What may help, such as the tag that was perhaps meant. */
      readonly hint?: string;
    }
  /** The handler failed, and `onError` answered in its place. */
  | { readonly event: "recovered"; readonly durationMs: number; readonly error: WebhookError }
  /** `onError` itself failed; the call's own error follows as `failed`. */
  | { readonly event: "on-error-failed"; readonly durationMs: number; readonly error: WebhookError }
  /** A handler ended after its caller had been told DEADLINE_EXCEEDED or CANCELLED: with `error`, or with a result that nobody gets. */
  | {
      readonly event: "late";
      readonly durationMs: number;
      /** How long after that. */
      readonly lateMs: number;
      readonly error?: WebhookError;
    }
  /** The platform would refuse the answer, so the server answered with the error. Reported by the server. */
  | {
      readonly event: "response-refused";
      readonly durationMs: number;
      readonly error: WebhookError;
    }
  /** A line that a handler wrote to `call.log`. */
  | {
      readonly event: "message";
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>>;
    };

/** An event of a call. */
export type HandlerEvent = CallFacts & CallEvent;

/** Receives events. What it throws is dropped: a log must not break calls. */
export type HandlerLog = (event: HandlerEvent) => void;
