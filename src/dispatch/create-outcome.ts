/** What came of a call, put together. */
import type { Webhook } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { WireFormat } from "../wire/format.ts";
import type { Answer } from "./answer.ts";
import type { Behaviours } from "./behaviours.ts";
import { eventsOf, okStatus, statusOf } from "./classify.ts";
import type { DispatchFailure } from "./failure.ts";
import type { Attempt, Outcome } from "./outcome.ts";
import { noCall, queryResult } from "./query-result.ts";
import type { SessionState } from "./session/state.ts";

/** A call that is over. */
export interface FinishedDispatch {
  readonly format: WireFormat;
  /** Absent: it was not found. */
  readonly webhook?: Webhook;
  /** The name that it was called by. */
  readonly name: string;
  readonly tag: string;
  /** Absent: it never came to one. */
  readonly url?: string;
  readonly skipped?: boolean;
  readonly attempts?: readonly Attempt[];
  /** Absent: there is none that was taken. */
  readonly answer?: Answer;
  readonly failure?: DispatchFailure;
  /** The session before the call. */
  readonly session: SessionState;
  readonly warnings: readonly string[];
  readonly latencyMs: number;
  readonly behaviours: Behaviours;
}

/** The outcome of a call. */
export function createOutcome(call: FinishedDispatch): Outcome {
  const { attempts = [], answer, failure, latencyMs, warnings } = call;
  const status = failure === undefined ? okStatus : statusOf(failure, call.behaviours);
  const session = withStatusCode(answer?.session ?? call.session, attempts);
  const { response, json } = answer ?? {};
  return {
    result: failure === undefined ? (call.skipped ? "skipped" : "done") : "failed",
    status,
    latencyMs,
    attempts,
    ...(response && { response }),
    ...(json !== undefined && { json }),
    ...(failure && { failure }),
    // Events for failures are CX's: an agent of ES goes on with the intent's own messages.
    events:
      failure === undefined || call.format === "es/v2" ? [] : eventsOf(failure, call.behaviours),
    session,
    effects: answer?.effects ?? [],
    warnings: answer === undefined ? warnings : [...warnings, ...answer.warnings],
    queryResult: call.skipped
      ? noCall
      : queryResult({
          format: call.format,
          webhook: call.webhook ?? { name: call.name, displayName: "" },
          tag: call.tag,
          status,
          latencyMs,
          session,
          ...(call.url !== undefined && { url: call.url }),
          ...(response && { response }),
        }),
  };
}

/** Puts `$request.webhook_status_code` in place: what the last attempt was answered with. */
function withStatusCode(session: SessionState, attempts: readonly Attempt[]): SessionState {
  const last = attempts.at(-1);
  if (last === undefined) return session;
  const statusCode = last.response?.statusCode ?? last.failure?.statusCode;
  const { webhook_status_code: before, ...rest } = session.request;
  if (before === statusCode) return session;
  return {
    ...session,
    request: { ...rest, ...(statusCode !== undefined && { webhook_status_code: statusCode }) },
  };
}
