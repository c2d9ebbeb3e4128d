/**
 * What a failure comes to: the status in the turn's result, the events that it
 * raises, and whether the call is tried again. Statuses are in the platform's
 * words where those are known from ES; where they are not, the failure's own
 * sentence follows the code and the state.
 */
import { type Code, codes } from "../errors.ts";
import type { Behaviours } from "./behaviours.ts";
import type { DispatchFailure, FailureKind } from "./failure.ts";
import type { DispatchStatus, WebhookErrorEvent } from "./outcome.ts";
import { AnswerSyntaxError } from "./parse-failure.ts";

/** A call that did not fail. */
export const okStatus: DispatchStatus = { code: 0, message: "" };

/** The status of a failed call: one google.rpc.Status of `QueryResult.webhook_statuses`. */
export function statusOf(failure: DispatchFailure, behaviours: Behaviours): DispatchStatus {
  if (failure.kind === "parse")
    return {
      code: codes.INVALID_ARGUMENT.grpc,
      message: `Webhook call failed. Error: Failed to parse webhook JSON response: ${parseWords(failure)}.`,
    };
  const { code, state, platformReason } =
    failure.kind === "status" ? httpRule(failure.statusCode ?? 0, behaviours) : rules[failure.kind];
  const parts = [
    `Error: ${code}`,
    ...(state === undefined ? [] : [`State: ${state}`]),
    ...(platformReason === undefined ? [] : [`Reason: ${platformReason}`]),
    ...(failure.kind === "status" ? [`HTTP status code: ${failure.statusCode}`] : []),
  ];
  const sentence = platformReason === undefined ? ` ${failure.message}` : "";
  return {
    code: codes[code].grpc,
    message: `Webhook call failed. ${parts.join(", ")}.${sentence}`,
  };
}

function parseWords({ cause, message }: DispatchFailure): string {
  return cause instanceof AnswerSyntaxError ? cause.message : message.replace(/\.$/, "");
}

/** How the platform names a kind of failure. */
interface StatusRule {
  readonly code: Code;
  readonly state?: "URL_TIMEOUT" | "URL_UNREACHABLE" | "URL_ERROR";
  /** Absent: the platform's is not known. */
  readonly platformReason?: string;
}

const unreachable: StatusRule = { code: "UNAVAILABLE", state: "URL_UNREACHABLE" };

const rules: Readonly<Record<Exclude<FailureKind, "status" | "parse">, StatusRule>> = {
  timeout: { code: "DEADLINE_EXCEEDED", state: "URL_TIMEOUT", platformReason: "TIMEOUT_WEB" },
  tls: { ...unreachable, platformReason: "UNREACHABLE_SSL_VALIDATION_FAILED" },
  dns: unreachable,
  address: unreachable,
  connect: unreachable,
  reset: unreachable,
  protocol: unreachable,
  oversize: { code: "INVALID_ARGUMENT" },
  plan: { code: "FAILED_PRECONDITION" },
  credentials: { code: "UNAUTHENTICATED" },
  cancelled: { code: "CANCELLED" },
};

const httpRules = new Map<number, StatusRule>([
  [400, { code: "INVALID_ARGUMENT", state: "URL_ERROR", platformReason: "ERROR_OTHER" }],
  [429, { code: "RESOURCE_EXHAUSTED", state: "URL_ERROR", platformReason: "ERROR_OTHER" }],
]);

function httpRule(statusCode: number, behaviours: Behaviours): StatusRule {
  const state = "URL_ERROR";
  switch (statusCode) {
    case 401:
      return { code: behaviours.unauthorizedCode, state, platformReason: "ERROR_AUTHENTICATION" };
    case 403:
      return { code: behaviours.forbiddenCode, state, platformReason: "ERROR_OTHER" };
    case 404:
      return { code: behaviours.notFoundCode, state, platformReason: "ERROR_NOT_FOUND" };
  }
  const rule = httpRules.get(statusCode);
  if (rule !== undefined) return rule;
  if (statusCode >= 500) return { ...unreachable, platformReason: "UNREACHABLE_5xx" };
  const code = statusCode >= 400 ? "FAILED_PRECONDITION" : "UNKNOWN";
  return { code, state, platformReason: "ERROR_OTHER" };
}

/**
 * The events to look for a handler for, the finer one first
 * (https://cloud.google.com/dialogflow/cx/docs/concept/handler#event-built-in).
 * None for a call that was cancelled: nobody is there to be answered.
 */
export function eventsOf(
  failure: DispatchFailure,
  behaviours: Behaviours,
): readonly WebhookErrorEvent[] {
  if (failure.kind === "cancelled") return [];
  const finer = finerEvent(failure, behaviours);
  return finer === undefined || finer === "webhook.error"
    ? ["webhook.error"]
    : [finer, "webhook.error"];
}

function finerEvent(
  { kind, statusCode }: DispatchFailure,
  { notFoundEvent, tlsEvent }: Behaviours,
): WebhookErrorEvent | undefined {
  switch (kind) {
    case "timeout":
      return "webhook.error.timeout";
    // The URL could not be reached.
    case "dns":
    case "connect":
    case "address":
      return "webhook.error.not-found";
    case "tls":
      return tlsEvent;
    case "status":
      return statusCode === 404 ? notFoundEvent : statusEvents.get(statusCode ?? 0);
    default:
      return undefined;
  }
}

const statusEvents = new Map<number, WebhookErrorEvent>([
  [400, "webhook.error.bad-request"],
  [401, "webhook.error.rejected"],
  [403, "webhook.error.rejected"],
  [503, "webhook.error.unavailable"],
]);

/** Failures that may pass: the platform tries again after timeouts and errors of the connection, never after an HTTP status. */
const passing: ReadonlySet<FailureKind> = new Set(["timeout", "dns", "connect", "reset"]);

/** Whether the same request may be sent again. */
export function isRetryable({ kind }: DispatchFailure): boolean {
  return passing.has(kind);
}
