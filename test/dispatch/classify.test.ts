import { describe, expect, it } from "vitest";
import { resolveBehaviours } from "../../src/dispatch/behaviours.ts";
import { eventsOf, isRetryable, okStatus, statusOf } from "../../src/dispatch/classify.ts";
import { DispatchFailure, type FailureKind } from "../../src/dispatch/failure.ts";
import type { WebhookErrorEvent } from "../../src/dispatch/outcome.ts";
import { AnswerSyntaxError } from "../../src/dispatch/parse-failure.ts";

const defaults = resolveBehaviours();

/** A row: a failure, and what the platform makes of it. */
interface Row {
  readonly kind: FailureKind;
  readonly statusCode?: number;
  readonly code: number;
  /** The status's message after `Webhook call failed. `. */
  readonly text: string;
  /** The finer event. Absent: there is none. */
  readonly event?: WebhookErrorEvent;
  readonly retried: boolean;
  /** How code and text are known: `observed` in statuses of ES. */
  readonly status: "observed" | "unverified" | "inferred";
}

const rows: readonly Row[] = [
  {
    kind: "timeout",
    code: 4,
    text: "Error: DEADLINE_EXCEEDED, State: URL_TIMEOUT, Reason: TIMEOUT_WEB.",
    event: "webhook.error.timeout",
    retried: true,
    status: "observed",
  },
  ...[500, 502, 504].map((statusCode): Row => ({
    kind: "status",
    statusCode,
    code: 14,
    text: `Error: UNAVAILABLE, State: URL_UNREACHABLE, Reason: UNREACHABLE_5xx, HTTP status code: ${statusCode}.`,
    retried: false,
    status: statusCode === 504 ? "inferred" : "observed",
  })),
  {
    kind: "status",
    statusCode: 503,
    code: 14,
    text: "Error: UNAVAILABLE, State: URL_UNREACHABLE, Reason: UNREACHABLE_5xx, HTTP status code: 503.",
    event: "webhook.error.unavailable",
    retried: false,
    status: "observed",
  },
  {
    kind: "status",
    statusCode: 404,
    code: 5,
    text: "Error: NOT_FOUND, State: URL_ERROR, Reason: ERROR_NOT_FOUND, HTTP status code: 404.",
    event: "webhook.error.not-found",
    retried: false,
    status: "unverified",
  },
  {
    kind: "status",
    statusCode: 403,
    code: 7,
    text: "Error: PERMISSION_DENIED, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: 403.",
    event: "webhook.error.rejected",
    retried: false,
    status: "unverified",
  },
  {
    kind: "status",
    statusCode: 401,
    code: 16,
    text: "Error: UNAUTHENTICATED, State: URL_ERROR, Reason: ERROR_AUTHENTICATION, HTTP status code: 401.",
    event: "webhook.error.rejected",
    retried: false,
    status: "unverified",
  },
  {
    kind: "status",
    statusCode: 400,
    code: 3,
    text: "Error: INVALID_ARGUMENT, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: 400.",
    event: "webhook.error.bad-request",
    retried: false,
    status: "inferred",
  },
  {
    kind: "status",
    statusCode: 429,
    code: 8,
    text: "Error: RESOURCE_EXHAUSTED, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: 429.",
    retried: false,
    status: "inferred",
  },
  {
    kind: "status",
    statusCode: 418,
    code: 9,
    text: "Error: FAILED_PRECONDITION, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: 418.",
    retried: false,
    status: "inferred",
  },
  {
    kind: "status",
    statusCode: 302,
    code: 2,
    text: "Error: UNKNOWN, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: 302.",
    retried: false,
    status: "inferred",
  },
  {
    kind: "tls",
    code: 14,
    text: "Error: UNAVAILABLE, State: URL_UNREACHABLE, Reason: UNREACHABLE_SSL_VALIDATION_FAILED.",
    retried: false,
    status: "unverified",
  },
  ...(["dns", "connect", "address", "reset", "protocol"] as const).map((kind): Row => {
    const reached = kind === "reset" || kind === "protocol";
    return {
      kind,
      code: 14,
      text: "Error: UNAVAILABLE, State: URL_UNREACHABLE. It failed.",
      ...(!reached && { event: "webhook.error.not-found" }),
      retried: kind !== "address" && kind !== "protocol",
      status: "inferred",
    };
  }),
  {
    kind: "oversize",
    code: 3,
    text: "Error: INVALID_ARGUMENT. It failed.",
    retried: false,
    status: "inferred",
  },
  {
    kind: "parse",
    code: 3,
    text: "Error: Failed to parse webhook JSON response: It failed.",
    retried: false,
    status: "observed",
  },
  {
    kind: "plan",
    code: 9,
    text: "Error: FAILED_PRECONDITION. It failed.",
    retried: false,
    status: "inferred",
  },
  {
    kind: "credentials",
    code: 16,
    text: "Error: UNAUTHENTICATED. It failed.",
    retried: false,
    status: "inferred",
  },
];

const failureOf = ({ kind, statusCode }: Pick<Row, "kind" | "statusCode">): DispatchFailure =>
  new DispatchFailure(kind, "It failed.", statusCode === undefined ? {} : { statusCode });

describe.each(rows)("$kind $statusCode", (row) => {
  it(`is code ${row.code}: ${row.text} (${row.status})`, () => {
    expect(statusOf(failureOf(row), defaults)).toEqual({
      code: row.code,
      message: `Webhook call failed. ${row.text}`,
    });
  });

  it(`raises ${row.event ?? "webhook.error alone"}`, () => {
    const events = row.event === undefined ? ["webhook.error"] : [row.event, "webhook.error"];
    expect(eventsOf(failureOf(row), defaults)).toEqual(events);
  });

  it(`is ${row.retried ? "" : "not "}tried again`, () => {
    expect(isRetryable(failureOf(row))).toBe(row.retried);
  });
});

describe("a call that was cancelled", () => {
  const failure = new DispatchFailure("cancelled", "The caller gave up.");

  it("raises no event, and is not tried again", () => {
    expect(eventsOf(failure, defaults)).toEqual([]);
    expect(isRetryable(failure)).toBe(false);
  });

  it("is CANCELLED", () => {
    expect(statusOf(failure, defaults)).toEqual({
      code: 1,
      message: "Webhook call failed. Error: CANCELLED. The caller gave up.",
    });
  });
});

describe("choices", () => {
  it("404 may raise webhook.error alone", () => {
    const behaviours = resolveBehaviours({ notFoundEvent: "webhook.error" });
    const failure = failureOf({ kind: "status", statusCode: 404 });
    expect(eventsOf(failure, behaviours)).toEqual(["webhook.error"]);
    const dns = failureOf({ kind: "dns" });
    expect(eventsOf(dns, behaviours)).toEqual(["webhook.error.not-found", "webhook.error"]);
  });
});

describe("statusOf", () => {
  it("has the platform's words for an answer that can't be read, where they are known", () => {
    const cause = new AnswerSyntaxError("Expect message object but got: null");
    const failure = new DispatchFailure("parse", "The answer is null.", { cause });
    expect(statusOf(failure, defaults).message).toBe(
      "Webhook call failed. Error: Failed to parse webhook JSON response: Expect message object but got: null.",
    );
  });

  it("is 0 without a text for a call that went well", () => {
    expect(okStatus).toEqual({ code: 0, message: "" });
  });
});
