/** Errors, events, retries and timeouts (§4), against servers on real sockets. */
import { describe, expect, it } from "vitest";
import {
  createDispatcher,
  type AttemptEvent,
  type DispatcherOptions,
  type WebhookErrorEvent,
} from "../../../src/dispatch/index.ts";
import { createFakeClock, cxRequest, esRequest } from "../../../src/testing/index.ts";
import { webhookTo } from "../fixture.ts";
import { callWebhook, local, only } from "./call.ts";
import type { Row } from "./evidence.ts";
import { startWebhook, type Reply } from "./webhook-server.ts";

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

interface RetryRow extends Row {
  readonly reply: Reply;
  readonly tries: number;
  readonly kind: string;
  readonly events: readonly WebhookErrorEvent[];
}

const cut: Reply = (socket) => socket.destroy();

const retries: readonly RetryRow[] = [
  {
    about: "a connection that ends before the answer is tried again",
    evidence: "documented",
    section: "§4.3",
    reply: cut,
    tries: 2,
    kind: "reset",
    events: [any],
  },
  {
    about: "one that ends within the answer is tried again",
    evidence: "documented",
    section: "§4.3",
    reply: (socket) => {
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{");
    },
    tries: 2,
    kind: "reset",
    events: [any],
  },
  {
    about: "bad JSON is not",
    evidence: "assumed",
    section: "§4.3",
    reply: { body: "{" },
    tries: 1,
    kind: "parse",
    events: [any],
  },
  {
    about: "an answer that is too long is not",
    evidence: "assumed",
    section: "§4.3",
    reply: { body: "x".repeat(70_000) },
    tries: 1,
    kind: "oversize",
    events: [any],
  },
  {
    about: "what is no HTTP is not",
    evidence: "assumed",
    section: "§4.3",
    reply: (socket) => socket.end("SMTP 220 hello\r\n\r\n"),
    tries: 1,
    kind: "protocol",
    events: [any],
  },
];

describe("a failure of the connection", () => {
  it.each(retries)("$about ($evidence, $section)", async ({ reply, tries, kind, events }) => {
    const { outcome, seen } = await callWebhook({ webhook, answer: reply });
    expect(outcome).toMatchObject({ result: "failed", failure: { kind }, events });
    expect(seen).toHaveLength(tries);
    expect(outcome.attempts.map(({ reason }) => reason)).toEqual(
      ["first", "retry"].slice(0, tries),
    );
  });

  it("sends the same again, with the same id of the turn (assumed, §4.3)", async () => {
    const { outcome, seen } = await callWebhook({
      webhook,
      answers: (_, number) => (number === 1 ? cut : {}),
    });
    expect(outcome).toMatchObject({ result: "done", status: { code: 0 }, events: [] });
    expect(seen[1]?.raw).toBe(seen[0]?.raw);
    expect(outcome.attempts).toMatchObject([
      { number: 1, reason: "first", failure: { kind: "reset" } },
      { number: 2, reason: "retry", response: { statusCode: 200 } },
    ]);
  });

  it("of a server that refuses is not-found, and tried again (documented, §4.1, §4.3)", async () => {
    await using gone = await startWebhook(() => ({}));
    const { origin } = gone;
    await gone[Symbol.asyncDispose]();
    await using dispatcher = createDispatcher(local);
    const outcome = await dispatcher.call({ webhook: webhook(origin), request: cxRequest() });
    expect(outcome).toMatchObject({
      status: { code: 14 },
      failure: { kind: "connect" },
      events: ["webhook.error.not-found", any],
      attempts: [{ reason: "first" }, { reason: "retry" }],
    });
  });

  it("of a host without an address is not-found, and tried again (documented, §4.1, §4.3)", async () => {
    let asked = 0;
    await using dispatcher = createDispatcher({
      transport: {
        async resolveAddresses() {
          asked += 1;
          throw Object.assign(new Error("no such host"), { code: "ENOTFOUND" });
        },
      },
    });
    const outcome = await dispatcher.call({
      webhook: webhookTo("https://no.example/"),
      request: cxRequest(),
    });
    expect(outcome).toMatchObject({
      status: { code: 14 },
      failure: { kind: "dns" },
      events: ["webhook.error.not-found", any],
    });
    expect(asked).toBe(2);
  });
});

/** Lets what is due happen. */
async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Calls a server that never answers; for each request that has come, the timeout passes. */
async function neverAnswered(options: {
  readonly ms?: number;
  readonly seconds?: number;
  readonly behaviours?: DispatcherOptions["behaviours"];
  readonly format?: "es";
}) {
  const { ms = 5_000, seconds, behaviours = {}, format } = options;
  const clock = createFakeClock();
  await using server = await startWebhook(() => () => undefined);
  await using dispatcher = createDispatcher({ ...local, clock, behaviours });
  const times: number[] = [];
  const began = clock.now();
  let ended = false;
  const call = dispatcher
    .call({
      webhook: webhookTo(
        server.origin,
        {},
        seconds === undefined ? {} : { timeout: { seconds: BigInt(seconds) } },
      ),
      request: format === "es" ? esRequest() : cxRequest(),
      observe: ({ kind }) => {
        if (kind === "ended") times.push(clock.now() - began);
      },
    })
    .finally(() => {
      ended = true;
    });
  while (!ended) {
    if (server.seen.length === times.length) await Promise.race([server.next(), call]);
    if (server.seen.length === times.length) continue;
    clock.advance(ms - 1);
    await turn();
    expect(times).toHaveLength(server.seen.length - 1);
    clock.advance(1);
    await turn();
  }
  return { outcome: await call, times, seen: server.seen };
}

describe("a webhook that does not answer in time", () => {
  it.each([
    { about: "has 5 s where nothing is set", evidence: "documented", section: "§4.4", ms: 5_000 },
    {
      about: "has what is set",
      evidence: "documented",
      section: "§4.4",
      seconds: 12,
      ms: 12_000,
    },
    {
      about: "has 30 s at most",
      evidence: "documented",
      section: "§4.4",
      seconds: 60,
      ms: 30_000,
    },
    {
      about: "of ES has 5 s, too",
      evidence: "documented",
      section: "§4.4",
      format: "es" as const,
      ms: 5_000,
    },
  ])("$about ($evidence, $section)", async ({ ms, seconds, format }) => {
    const { outcome, times } = await neverAnswered({
      ms,
      behaviours: { retryCount: 0 },
      ...(seconds !== undefined && { seconds }),
      ...(format && { format }),
    });
    expect(times).toEqual([ms]);
    expect(outcome).toMatchObject({
      status: {
        code: 4,
        message:
          "Webhook call failed. Error: DEADLINE_EXCEEDED, State: URL_TIMEOUT, Reason: TIMEOUT_WEB.",
      },
      events: ["webhook.error.timeout", any],
      latencyMs: ms,
    });
  });

  it("is tried again, with its whole timeout (documented; assumed, §4.3)", async () => {
    const { outcome, times, seen } = await neverAnswered({});
    expect(times).toEqual([5_000, 10_000]);
    expect(outcome.attempts).toMatchObject([
      { reason: "first", latencyMs: 5_000 },
      { reason: "retry", latencyMs: 5_000 },
    ]);
    expect(seen[1]?.body).toBe(seen[0]?.body);
  });

  it("is tried as often as is said (assumed, §4.3)", async () => {
    const { times } = await neverAnswered({ behaviours: { retryCount: 3 } });
    expect(times).toEqual([5_000, 10_000, 15_000, 20_000]);
  });

  it("is not tried again where all tries share the timeout (assumed, §4.3)", async () => {
    const { times } = await neverAnswered({ behaviours: { retryTimeout: "shared" } });
    expect(times).toEqual([5_000]);
  });
});

describe("the wait before a retry", () => {
  it("is doubled each time (assumed, §4.3)", async () => {
    const clock = createFakeClock();
    await using server = await startWebhook(() => cut);
    const behaviours = { retryCount: 3, retryDelayMs: 100 };
    await using dispatcher = createDispatcher({ ...local, clock, behaviours });
    const events: AttemptEvent[] = [];
    await dispatcher.call({
      webhook: webhook(server.origin),
      request: cxRequest(),
      observe(event) {
        events.push(event);
        if (event.kind === "waiting")
          // Once the timer of the wait is set.
          queueMicrotask(() => {
            clock.advance(event.delayMs);
          });
      },
    });
    expect(events.filter(({ kind }) => kind === "waiting")).toEqual(
      [100, 200, 400].map((delayMs) => ({ kind: "waiting", delayMs })),
    );
    expect(server.seen).toHaveLength(4);
  });

  it("is none by default (assumed, §4.3)", async () => {
    const kinds: string[] = [];
    await callWebhook({
      webhook,
      answer: cut,
      call: { observe: ({ kind }) => void kinds.push(kind) },
    });
    expect(kinds).toEqual(["started", "ended", "started", "ended"]);
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
