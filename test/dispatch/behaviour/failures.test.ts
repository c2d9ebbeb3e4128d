/** Error statuses, their events and what is told of calls (§4.1, §4.2), against a server on a real socket. */
import { describe, expect, it } from "vitest";
import type { WebhookErrorEvent } from "../../../src/dispatch/index.ts";
import { webhookTo } from "../fixture.ts";
import { callWebhook, only } from "./call.ts";
import type { Row } from "./evidence.ts";

const webhook = (origin: string) => webhookTo(origin);
const any = "webhook.error";

interface StatusRow extends Row {
  readonly statusCode: number;
  readonly code: number;
  /** After "Webhook call failed. Error: ". */
  readonly message: string;
  readonly events: readonly WebhookErrorEvent[];
}

const statuses: readonly StatusRow[] = [
  {
    about: "400 is a bad request",
    evidence: "documented",
    section: "§4.1",
    statusCode: 400,
    code: 3,
    message: "INVALID_ARGUMENT, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: 400.",
    events: ["webhook.error.bad-request", any],
  },
  {
    about: "401 is a rejection",
    evidence: "documented",
    section: "§4.1",
    statusCode: 401,
    code: 16,
    message:
      "UNAUTHENTICATED, State: URL_ERROR, Reason: ERROR_AUTHENTICATION, HTTP status code: 401.",
    events: ["webhook.error.rejected", any],
  },
  {
    about: "403 is a rejection",
    evidence: "documented",
    section: "§4.1",
    statusCode: 403,
    code: 7,
    message: "PERMISSION_DENIED, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: 403.",
    events: ["webhook.error.rejected", any],
  },
  {
    about: "404 is not found",
    evidence: "assumed",
    section: "§4.1",
    statusCode: 404,
    code: 5,
    message: "NOT_FOUND, State: URL_ERROR, Reason: ERROR_NOT_FOUND, HTTP status code: 404.",
    events: ["webhook.error.not-found", any],
  },
  {
    about: "503 is unavailable",
    evidence: "documented",
    section: "§4.1",
    statusCode: 503,
    code: 14,
    message: "UNAVAILABLE, State: URL_UNREACHABLE, Reason: UNREACHABLE_5xx, HTTP status code: 503.",
    events: ["webhook.error.unavailable", any],
  },
  ...[500, 502, 504].map((statusCode): StatusRow => ({
    about: `${statusCode} is an error without a finer event`,
    evidence: "observed",
    section: "§4.2",
    statusCode,
    code: 14,
    message: `UNAVAILABLE, State: URL_UNREACHABLE, Reason: UNREACHABLE_5xx, HTTP status code: ${statusCode}.`,
    events: [any],
  })),
  {
    about: "429 is an error without a finer event",
    evidence: "assumed",
    section: "§4.1",
    statusCode: 429,
    code: 8,
    message: "RESOURCE_EXHAUSTED, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: 429.",
    events: [any],
  },
  {
    about: "418 is an error without a finer event",
    evidence: "assumed",
    section: "§4.1",
    statusCode: 418,
    code: 9,
    message: "FAILED_PRECONDITION, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: 418.",
    events: [any],
  },
  ...[301, 302, 304, 307].map((statusCode): StatusRow => ({
    about: `${statusCode} is not followed`,
    evidence: "assumed",
    section: "§1.6",
    statusCode,
    code: 2,
    message: `UNKNOWN, State: URL_ERROR, Reason: ERROR_OTHER, HTTP status code: ${statusCode}.`,
    events: [any],
  })),
];

describe("an answer with a status other than 2xx", () => {
  it.each(statuses)("$about ($evidence, $section)", async (row) => {
    const { outcome, seen } = await callWebhook({
      webhook,
      answer: { status: row.statusCode, body: { payload: { a: 1 } } },
    });
    const status = { code: row.code, message: `Webhook call failed. Error: ${row.message}` };
    expect(outcome).toMatchObject({
      result: "failed",
      status,
      events: row.events,
      effects: [],
      queryResult: { webhookStatuses: [status], webhookPayloads: [{}] },
    });
    // Error statuses are terminal (documented, §4.3).
    expect(seen).toHaveLength(1);
    expect(outcome.attempts).toMatchObject([
      { reason: "first", response: { statusCode: row.statusCode } },
    ]);
  });

  it("goes by its status alone, even with a body that is cut off (assumed, §4.1)", async () => {
    const { outcome } = await callWebhook({
      webhook,
      answer: (socket) => socket.end("HTTP/1.1 403 No\r\ncontent-length: 100\r\n\r\nhalf"),
    });
    expect(outcome).toMatchObject({
      events: ["webhook.error.rejected", any],
      attempts: [{ response: { statusCode: 403, body: Buffer.from("half") } }],
    });
  });

  it("goes by its status alone, even with a body too long to read (assumed, §4.1)", async () => {
    const { outcome } = await callWebhook({
      webhook,
      answer: { status: 403, body: "x".repeat(70_000) },
    });
    expect(outcome.events).toEqual(["webhook.error.rejected", any]);
  });
});

describe("what is told of a call that was made (observed, §4.2)", () => {
  it("stands in the turn's result", async () => {
    const { outcome, origin } = await callWebhook({ webhook });
    expect(outcome.queryResult).toMatchObject({
      webhookStatuses: [{ code: 0, message: "" }],
      webhookPayloads: [{}],
      webhookIds: ["w"],
      webhookDisplayNames: ["orders"],
      webhookLatencies: [outcome.latencyMs],
      webhookTags: ["orders"],
      diagnosticInfo: {
        "Session Id": "test-session",
        "Execution Sequence": [
          {
            "Step 1": {
              Type: "STATE_MACHINE",
              FunctionExecution: {
                Responses: [],
                Webhook: {
                  Latency: expect.stringMatching(/^\d+ ms$/) as string,
                  Status: "OK",
                  URL: origin,
                  "Unauthorized FulfillmentResponse": false,
                },
              },
            },
          },
        ],
        "Webhook Latencies (ms)": [Math.round(outcome.latencyMs)],
      },
    });
  });
});

describe("a call of a disabled webhook", () => {
  it("is left out, without an event and without a status (assumed, §4.2)", async () => {
    const { outcome, seen } = await callWebhook({
      webhook: (origin) => webhookTo(origin, {}, { disabled: true }),
    });
    expect(outcome).toMatchObject({
      result: "skipped",
      events: [],
      attempts: [],
      queryResult: { webhookStatuses: [], webhookPayloads: [] },
    });
    expect(seen).toEqual([]);
  });
});

describe("a call that went well", () => {
  it("is one attempt, of which all is told", async () => {
    const { outcome, seen, origin } = await callWebhook({ webhook });
    expect(outcome.attempts).toMatchObject([
      {
        number: 1,
        reason: "first",
        request: { method: "POST", url: origin, body: only(seen).body },
        response: { statusCode: 200, address: new URL(origin).host },
      },
    ]);
  });
});
