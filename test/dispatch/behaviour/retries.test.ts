/** Failures of connections, retries and timeouts (§4.3, §4.4), against servers on real sockets. */
import { describe, expect, it } from "vitest";
import {
  createDispatcher,
  type AttemptEvent,
  type DispatcherOptions,
  type WebhookErrorEvent,
} from "../../../src/dispatch/index.ts";
import { createFakeClock, cxRequest, esRequest } from "../../../src/testing/index.ts";
import { webhookTo } from "../fixture.ts";
import { callWebhook, local } from "./call.ts";
import type { Row } from "./evidence.ts";
import { startWebhook, type Reply } from "./webhook-server.ts";

const webhook = (origin: string) => webhookTo(origin);
const any = "webhook.error";

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
  const progress = { ended: false };
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
      progress.ended = true;
    });
  while (!progress.ended) {
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
      about: "of ES has 5 s, too, and raises no event, which ES does not have",
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
      events: format === "es" ? [] : ["webhook.error.timeout", any],
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
