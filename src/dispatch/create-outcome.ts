/** What came of a call, put together. */
import type { Webhook } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { WireFormat } from "../wire/format.ts";
import type { Answer } from "./answer.ts";
import type { Behaviours } from "./behaviours.ts";
import { eventsOf, okStatus, statusOf } from "./classify.ts";
import type { DispatchFailure } from "./failure.ts";
import type { Attempt, Outcome } from "./outcome.ts";
import { noCall, queryResult, type FinishedCall } from "./query-result.ts";
import type { SessionState } from "./session/state.ts";
import type { Writable } from "./writable.ts";

/** What has come of a call. */
export interface Progress {
  /** Absent: it was not found. */
  webhook?: Webhook;
  /** Absent: it never came to one. */
  url?: string;
  skipped?: boolean;
  attempts?: readonly Attempt[];
  /** Absent: there is none that was taken. */
  answer?: Answer;
  failure?: DispatchFailure;
}

/** A call that is over. */
export interface FinishedDispatch {
  readonly progress: Readonly<Progress>;
  readonly format: WireFormat;
  /** The name that it was called by. */
  readonly name: string;
  readonly tag: string;
  /** The session before the call. */
  readonly session: SessionState;
  readonly warnings: readonly string[];
  readonly latencyMs: number;
  readonly behaviours: Behaviours;
}

/** The outcome of a call. */
export function createOutcome(call: FinishedDispatch): Outcome {
  const { latencyMs, warnings } = call;
  const { attempts = [], answer, failure, skipped = false } = call.progress;
  const status = failure === undefined ? okStatus : statusOf(failure, call.behaviours);
  const session = withStatusCode(answer?.session ?? call.session, attempts);
  const { response, json } = answer ?? {};
  const outcome: Writable<Outcome> = {
    result: failure === undefined ? (skipped ? "skipped" : "done") : "failed",
    status,
    latencyMs,
    attempts,
    // Events for failures are CX's: an agent of ES goes on with the intent's own messages.
    events:
      failure === undefined || call.format === "es/v2" ? [] : eventsOf(failure, call.behaviours),
    session,
    effects: answer?.effects ?? [],
    warnings: answer === undefined ? warnings : [...warnings, ...answer.warnings],
    queryResult: skipped ? noCall : queryResult(finishedCall(call, { status, session })),
  };
  if (response !== undefined) outcome.response = response;
  if (json !== undefined) outcome.json = json;
  if (failure !== undefined) outcome.failure = failure;
  return outcome;
}

/** What the `QueryResult` tells of a call that was made. */
function finishedCall(
  call: FinishedDispatch,
  { status, session }: Pick<Outcome, "status" | "session">,
): FinishedCall {
  const { format, name, tag, latencyMs } = call;
  const { webhook, url, answer } = call.progress;
  const finished: Writable<FinishedCall> = {
    format,
    webhook: webhook ?? { name, displayName: "" },
    tag,
    status,
    latencyMs,
    session,
  };
  if (url !== undefined) finished.url = url;
  if (answer?.response !== undefined) finished.response = answer.response;
  return finished;
}

/** Puts `$request.webhook_status_code` in place: what the last attempt was answered with. */
function withStatusCode(session: SessionState, attempts: readonly Attempt[]): SessionState {
  const last = attempts.at(-1);
  if (last === undefined) return session;
  const statusCode = last.response?.statusCode ?? last.failure?.statusCode;
  if (session.request["webhook_status_code"] === statusCode) return session;
  const request = { ...session.request };
  if (statusCode === undefined) delete request["webhook_status_code"];
  else request["webhook_status_code"] = statusCode;
  return { ...session, request };
}
