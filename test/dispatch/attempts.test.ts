import { describe, expect, it } from "vitest";
import {
  makeAttempts,
  type AttemptEvent,
  type AttemptsInit,
  type AttemptTools,
  type AttemptsResult,
} from "../../src/dispatch/attempts.ts";
import { resolveBehaviours, type Behaviours } from "../../src/dispatch/behaviours.ts";
import type { Authorization, AuthorizeRequest } from "../../src/dispatch/credentials/authorizer.ts";
import { DispatchFailure } from "../../src/dispatch/failure.ts";
import { createPauses } from "../../src/dispatch/pauses.ts";
import { planOf } from "../../src/dispatch/plan.ts";
import type {
  TransportRequest,
  TransportResponse,
} from "../../src/dispatch/transport/transport.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import { webhookTo } from "./fixture.ts";
import { inDirectory, service } from "./service-directory.ts";

/** What is answered to one try, or thrown; the milliseconds that it takes. */
interface Step {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly failure?: DispatchFailure;
  readonly ms?: number;
}

interface World {
  readonly steps: readonly Step[];
  readonly behaviours?: Partial<Behaviours>;
  readonly webhook?: ReturnType<typeof webhookTo>;
  readonly init?: Partial<AttemptsInit>;
  readonly tools?: Partial<AttemptTools>;
  /** How long credentials take. Default: 0. */
  readonly authorizeMs?: number;
}

/** Tokens `t1`, `t2`… that can be asked for anew. */
function token(number: number): Authorization {
  return {
    headers: [["Authorization", `Bearer t${number}`]],
    refreshable: true,
    identity: "tokens",
  };
}

async function make(world: World) {
  const clock = createFakeClock();
  const sent: TransportRequest[] = [];
  const asked: AuthorizeRequest[] = [];
  const events: AttemptEvent[] = [];
  const steps = [...world.steps];
  const webhook =
    world.webhook ?? webhookTo("https://a.example/", { secretVersionForUsernamePassword: "s" });
  const result: AttemptsResult = await makeAttempts({
    plan: await planOf(webhook),
    request: {
      method: "POST",
      url: "https://a.example/",
      headers: [["X-Team", "billing"]],
      body: "{}",
    },
    headers: [],
    tools: {
      transport: {
        async send(request): Promise<TransportResponse> {
          sent.push(request);
          const { status = 200, headers = {}, failure, ms = 0 } = steps.shift() ?? {};
          clock.advance(ms);
          if (failure !== undefined) throw failure;
          return { statusCode: status, headers, body: new Uint8Array() };
        },
        close: async () => undefined,
      },
      authorizer: {
        async authorize(request) {
          asked.push(request);
          clock.advance(world.authorizeMs ?? 0);
          return token(asked.length);
        },
      },
      clock,
      behaviours: resolveBehaviours(world.behaviours),
      maxResponseBytes: 100,
      findEndpoints: async () => [{ address: "192.0.2.1", port: 1 }],
      pauses: createPauses(clock),
      ...world.tools,
    },
    tls: undefined,
    showCredentials: false,
    signal: undefined,
    observe(event) {
      events.push(event);
      if (event.kind === "waiting")
        // Once the timer of the wait is set.
        queueMicrotask(() => {
          clock.advance(event.delayMs);
        });
    },
    ...world.init,
  });
  const reasons = result.attempts.map(({ reason }) => reason);
  return { result, reasons, sent, asked, events, clock };
}

const reset = new DispatchFailure("reset", "Cut off.");
const late = new DispatchFailure("timeout", "Late.");

describe("tries", () => {
  it("end with the first answer of 2xx", async () => {
    const { result, reasons } = await make({ steps: [{ status: 204 }] });
    expect(result.response?.statusCode).toBe(204);
    expect(result.failure).toBeUndefined();
    expect(reasons).toEqual(["first"]);
  });

  it.each<[string, World, readonly string[]]>([
    ["a passing failure", { steps: [{ failure: reset }] }, ["first", "retry"]],
    [
      "a passing failure each time",
      { steps: [{ failure: reset }, { failure: late }, { failure: reset }] },
      ["first", "retry"],
    ],
    [
      "as many as may be retried",
      { steps: [{ failure: reset }, { failure: late }, {}], behaviours: { retryCount: 3 } },
      ["first", "retry", "retry"],
    ],
    ["none that may be", { steps: [{ failure: reset }], behaviours: { retryCount: 0 } }, ["first"]],
    ["an error status", { steps: [{ status: 503 }] }, ["first"]],
    ["a refused token", { steps: [{ status: 401 }] }, ["first", "token-refresh"]],
    [
      "two refused tokens",
      { steps: [{ status: 401 }, { status: 401 }] },
      ["first", "token-refresh"],
    ],
    [
      "a refused token after a retry",
      { steps: [{ failure: reset }, { status: 401 }] },
      ["first", "retry", "token-refresh"],
    ],
    [
      "a refused token without time left",
      { steps: [{ status: 401, ms: 5_000 }], behaviours: { retryTimeout: "shared" } },
      ["first"],
    ],
    [
      "a Retry-After that nobody waits for",
      { steps: [{ status: 503, headers: { "retry-after": "1" } }] },
      ["first"],
    ],
    [
      "a Retry-After that is waited for",
      {
        steps: [{ status: 503, headers: { "retry-after": "1" } }],
        behaviours: { retryAfter: "wait" },
      },
      ["first", "retry"],
    ],
    [
      "a 429 with a Retry-After that is waited for",
      {
        steps: [{ status: 429, headers: { "retry-after": "1" } }],
        behaviours: { retryAfter: "wait" },
      },
      ["first", "retry"],
    ],
    [
      "a 503 without Retry-After",
      { steps: [{ status: 503 }], behaviours: { retryAfter: "wait" } },
      ["first"],
    ],
    [
      "a 500 with one",
      {
        steps: [{ status: 500, headers: { "retry-after": "1" } }],
        behaviours: { retryAfter: "wait" },
      },
      ["first"],
    ],
    [
      "a Retry-After beyond the webhook's timeout",
      {
        steps: [{ status: 503, headers: { "retry-after": "6" } }],
        behaviours: { retryAfter: "wait" },
      },
      ["first"],
    ],
    [
      "a delay that all tries together have no time for",
      {
        steps: [{ failure: reset, ms: 3_000 }],
        behaviours: { retryTimeout: "shared", retryDelayMs: 2_000 },
      },
      ["first"],
    ],
    [
      "a delay that is longer than the timeout, which each has to itself",
      { steps: [{ failure: reset }], behaviours: { retryDelayMs: 10_000 } },
      ["first", "retry"],
    ],
  ])("after %s are right", async (_, world, expected) => {
    expect((await make(world)).reasons).toEqual(expected);
  });

  it("are told while they happen", async () => {
    const { events, result } = await make({
      steps: [{ failure: reset }],
      behaviours: { retryDelayMs: 100 },
    });
    expect(events).toEqual([
      { kind: "started", number: 1, reason: "first" },
      { kind: "ended", attempt: result.attempts[0] },
      { kind: "waiting", delayMs: 100 },
      { kind: "started", number: 2, reason: "retry" },
      { kind: "ended", attempt: result.attempts[1] },
    ]);
  });

  it("wait for the longer of the delay and Retry-After", async () => {
    const { events } = await make({
      steps: [
        { status: 503, headers: { "retry-after": "1" } },
        { status: 503, headers: { "retry-after": "1" } },
      ],
      behaviours: { retryAfter: "wait", retryDelayMs: 700, retryCount: 2 },
    });
    expect(events.filter(({ kind }) => kind === "waiting")).toEqual([
      { kind: "waiting", delayMs: 1_000 },
      { kind: "waiting", delayMs: 1_400 },
    ]);
  });

  it("have the time that credentials left of the webhook's", async () => {
    const { sent, asked } = await make({ steps: [{}], authorizeMs: 2_000 });
    expect(asked[0]?.timeoutMs).toBe(5_000);
    expect(sent[0]?.timeoutMs).toBe(3_000);
  });

  it("have whole milliseconds, which sentences tell", async () => {
    const { sent } = await make({ steps: [{}], authorizeMs: 0.4 });
    expect(sent[0]?.timeoutMs).toBe(5_000);
  });

  it("say which token was refused", async () => {
    const { asked, sent } = await make({ steps: [{ status: 401 }] });
    expect(asked.map(({ refused }) => refused)).toEqual([undefined, token(1)]);
    expect(sent.map(({ headers }) => headers.at(-1)?.[1])).toEqual(["Bearer t1", "Bearer t2"]);
  });

  it("do not ask about credentials where there are none", async () => {
    const { asked, sent } = await make({ steps: [{}], webhook: webhookTo("https://a.example/") });
    expect(asked).toEqual([]);
    expect(sent[0]).toMatchObject({ identity: "", headers: [["X-Team", "billing"]] });
  });

  it("have the request's headers over credentials over the webhook's", async () => {
    const { sent, result } = await make({
      steps: [{}],
      init: {
        headers: [
          ["authorization", "Mine"],
          ["x-team", "support"],
        ],
      },
    });
    expect(sent[0]?.headers).toEqual([
      ["x-team", "support"],
      ["authorization", "Mine"],
    ]);
    expect(result.attempts[0]?.request?.headers).toEqual([
      ["x-team", "support"],
      ["authorization", "********"],
    ]);
  });

  it("go to the service's endpoints, found anew each time", async () => {
    const services: string[] = [];
    const { sent } = await make({
      steps: [{ failure: reset }],
      webhook: inDirectory("https://a.example/"),
      tools: {
        async findEndpoints(name) {
          services.push(name);
          return [{ address: "192.0.2.1", port: services.length }];
        },
      },
    });
    expect(services).toEqual([service, service]);
    expect(sent.map(({ endpoints }) => endpoints?.[0]?.port)).toEqual([1, 2]);
  });

  it("end with the wait for a retry when the dispatcher closes", async () => {
    const pauses = createPauses(createFakeClock());
    const { result } = await make({
      steps: [{ failure: reset }],
      behaviours: { retryDelayMs: 100 },
      tools: { pauses },
      init: {
        observe: ({ kind }) => {
          if (kind === "waiting") queueMicrotask(pauses.close);
        },
      },
    });
    expect(result.failure).toMatchObject({ kind: "cancelled" });
    expect(result.attempts).toHaveLength(1);
  });

  it("throw what is no failure of a call", async () => {
    const broken = make({
      steps: [],
      tools: { authorizer: { authorize: () => Promise.reject(new RangeError("a mistake")) } },
    });
    await expect(broken).rejects.toThrow(RangeError);
  });
});
