/** What came of a call, as messages of fulfillkit.v1.DispatchService have it. */
import { create, fromJson, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import {
  durationFromMs,
  timestampFromMs,
  ValueSchema,
  type Duration,
} from "@bufbuild/protobuf/wkt";
import {
  DispatchAttempt_Reason as Reason,
  DispatchAttemptSchema,
  DispatchResponse_Result as Result,
  DispatchResponseSchema,
  StreamAttemptsResponseSchema,
  type DispatchAttempt,
  type DispatchResponse,
  type StreamAttemptsResponse,
} from "../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { WebhookResponseSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { WebhookResponseSchema as EsWebhookResponseSchema } from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { writeResponseMessage } from "../wire/messages.ts";
import type { AttemptEvent } from "./attempts.ts";
import type { DispatchFailure } from "./failure.ts";
import { maskHeaders, platformHeaders, type HeaderList } from "./headers.ts";
import type { Attempt, Outcome, QueryResultParts } from "./outcome.ts";
import type { Effect } from "./session/effect.ts";

/** What of a call its caller may see. */
export interface ResponseOptions {
  /**
   * Names of the headers that may be shown beside the platform's own; the values of all others are
   * masked, since those of a stored webhook are secrets. Absent: all that the attempts show.
   */
  readonly shownHeaders?: Iterable<string>;
}

/** An outcome as a message. */
export function responseOfOutcome(
  outcome: Outcome,
  options: ResponseOptions = {},
): DispatchResponse {
  const { status, failure, session } = outcome;
  return create(DispatchResponseSchema, {
    result: results[outcome.result],
    status: { code: status.code, message: status.message },
    latency: durationOf(outcome.latencyMs),
    attempts: outcome.attempts.map((attempt) => messageOfAttempt(attempt, options)),
    answer: answerOf(outcome),
    events: [...outcome.events],
    ...(failure && { failure: failureOf(failure) }),
    effects: outcome.effects.map(effectOf),
    parameters: session.parameters,
    warnings: [...outcome.warnings],
    queryResult: queryResultOf(outcome.queryResult),
  });
}

/** Something that happened during a call as a message. */
export function messageOfEvent(
  event: AttemptEvent,
  options: ResponseOptions = {},
): StreamAttemptsResponse {
  switch (event.kind) {
    case "started": {
      const { number, reason } = event;
      const value = create(DispatchAttemptSchema, { number, reason: reasons[reason] });
      return create(StreamAttemptsResponseSchema, { event: { case: "started", value } });
    }
    case "ended": {
      const value = messageOfAttempt(event.attempt, options);
      return create(StreamAttemptsResponseSchema, { event: { case: "ended", value } });
    }
    case "waiting": {
      const value = durationOf(event.delayMs);
      return create(StreamAttemptsResponseSchema, { event: { case: "waiting", value } });
    }
  }
}

/** The end of a call as a message. */
export function messageOfEnd(
  outcome: Outcome,
  options: ResponseOptions = {},
): StreamAttemptsResponse {
  const value = responseOfOutcome(outcome, options);
  return create(StreamAttemptsResponseSchema, { event: { case: "outcome", value } });
}

const results = {
  done: Result.DONE,
  failed: Result.FAILED,
  skipped: Result.SKIPPED,
} as const satisfies Record<Outcome["result"], Result>;

const reasons = {
  first: Reason.FIRST,
  retry: Reason.RETRY,
  "token-refresh": Reason.TOKEN_REFRESH,
} as const satisfies Record<Attempt["reason"], Reason>;

function messageOfAttempt(attempt: Attempt, options: ResponseOptions): DispatchAttempt {
  const { number, reason, startedAt, latencyMs, request, response, failure } = attempt;
  return create(DispatchAttemptSchema, {
    number,
    reason: reasons[reason],
    startTime: timestampFromMs(Math.round(startedAt)),
    latency: durationOf(latencyMs),
    ...(request && {
      request: {
        method: request.method,
        url: request.url,
        headers: pairsOf(shown(request.headers, options)),
        body: request.body ?? "",
      },
    }),
    ...(response && {
      response: {
        statusCode: response.statusCode,
        headers: pairsOf(Object.entries(response.headers)),
        body: response.body,
        address: response.address ?? "",
      },
    }),
    ...(failure && { failure: failureOf(failure) }),
  });
}

/** Whole microseconds: a fraction of one says nothing of a call. */
function durationOf(milliseconds: number): Duration {
  const micros = Math.max(0, Math.round(milliseconds * 1000));
  const duration = durationFromMs(Math.floor(micros / 1000));
  duration.nanos += (micros % 1000) * 1000;
  return duration;
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

function pairsOf(headers: HeaderList): Pair[] {
  return headers.map(([name, value]) => ({ name, value }));
}

const ownNames = platformHeaders({ hasBody: true }).map(([name]) => name);

function shown(headers: HeaderList, { shownHeaders }: ResponseOptions): HeaderList {
  if (shownHeaders === undefined) return headers;
  const open = new Set([...ownNames, ...shownHeaders].map((name) => name.toLowerCase()));
  const hidden = headers.map(([name]) => name.toLowerCase()).filter((name) => !open.has(name));
  return maskHeaders(headers, new Set(hidden));
}

function failureOf({ kind, message, statusCode = 0 }: DispatchFailure): {
  readonly kind: string;
  readonly message: string;
  readonly statusCode: number;
} {
  return { kind, message, statusCode };
}

function effectOf(effect: Effect): { readonly kind: string; readonly details: JsonObject } {
  const { kind, ...details } = effect;
  return { kind, details: details as JsonObject };
}

/** Read from the answer's JSON, so that a part of a message becomes a whole one. */
function answerOf({ response, json }: Outcome): DispatchResponse["answer"] {
  if (response?.format === "es/v2") {
    const value = fromJson(EsWebhookResponseSchema, writeResponseMessage(response));
    return { case: "esResponse", value };
  }
  if (response !== undefined)
    return {
      case: "response",
      value: fromJson(WebhookResponseSchema, writeResponseMessage(response)),
    };
  if (json === undefined) return { case: undefined };
  return { case: "json", value: fromJson(ValueSchema, json as JsonValue) };
}

/** As the platform's QueryResult is written in JSON, where there is something in it. */
function queryResultOf(parts: QueryResultParts): JsonObject {
  return {
    webhookStatuses: parts.webhookStatuses.map(({ code, message }) => ({ code, message })),
    webhookPayloads: [...parts.webhookPayloads],
    webhookIds: [...parts.webhookIds],
    webhookDisplayNames: [...parts.webhookDisplayNames],
    webhookLatencies: parts.webhookLatencies.map((ms) => `${Math.round(ms) / 1000}s`),
    webhookTags: [...parts.webhookTags],
    diagnosticInfo: parts.diagnosticInfo,
  };
}
