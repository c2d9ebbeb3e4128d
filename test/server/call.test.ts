import fc from "fast-check";
import { afterEach, assert, beforeEach, describe, expect, it } from "vitest";
import { createRouter, reply, WebhookError } from "../../src/index.ts";
import type { Router } from "../../src/index.ts";
import { answer as answerWith, runCall } from "../../src/server/call.ts";
import type { Answer, Arrival, CallService } from "../../src/server/call.ts";
import { createReporter } from "../../src/server/log.ts";
import { createMetrics } from "../../src/server/metrics.ts";
import { createTelemetry } from "../../src/server/telemetry.ts";
import type { OpenTelemetryApi } from "../../src/server/telemetry.ts";
import { cxRequest } from "../../src/testing/index.ts";
import { verifyResponse } from "../../src/wire/encode.ts";
import type { WebhookRequest, WebhookResponse } from "../../src/wire/format.ts";
import { cxBody, keepingLogger, testRouter, textOf } from "./fixture.ts";

/** A service whose log and metrics can be read. */
function createService(router: Router = testRouter()) {
  const logger = keepingLogger();
  const metrics = createMetrics();
  const service: CallService = {
    router,
    decode: {},
    metrics,
    reporter: createReporter({ logger }),
  };
  return {
    service,
    metrics,
    events: () =>
      logger.lines.map(({ level, fields }) => [level, fields["event"], fields["reason"]]),
  };
}

const arrival = (more: Partial<Arrival> = {}): Arrival => ({
  door: "json",
  method: "POST",
  path: "/webhook",
  protocol: "HTTP/1.1",
  headers: {},
  signal: new AbortController().signal,
  ...more,
});

async function answer(
  service: CallService,
  body: Parameters<typeof answerWith>[1],
  from: Arrival,
): Promise<Answer> {
  return new Promise((send) => answerWith(service, body, { arrival: from, send }));
}

/** As the RPC door runs a call. */
function runRpc(
  service: CallService,
  request: WebhookRequest,
  from: Arrival = arrival(),
): Promise<WebhookResponse> {
  return runCall(service, { request, arrival: from, finish: verifyResponse });
}

describe("one call", () => {
  it("is answered at once where its handler answers at once", () => {
    const answers: Answer[] = [];
    const send = (one: Answer): void => void answers.push(one);
    answerWith(createService().service, cxBody("hello"), { arrival: arrival(), send });
    expect(answers).toMatchObject([{ status: 200 }]);
  });

  it.each<[string, string, number, readonly unknown[], string]>([
    [
      "that succeeds",
      cxBody("hello"),
      200,
      ["debug", "handled", undefined],
      'handler="tag \\"hello\\"",outcome="handled",code="OK"',
    ],
    [
      "that fails",
      cxBody("fail"),
      500,
      ["error", "failed", "INTERNAL"],
      'outcome="failed",code="INTERNAL"',
    ],
    [
      "without a handler",
      cxBody("nobody"),
      404,
      ["warn", "failed", "NO_HANDLER"],
      'handler="none",outcome="failed",code="NOT_FOUND"',
    ],
    [
      "whose answer is refused",
      cxBody("too-large"),
      500,
      ["error", "response-refused", "RESPONSE_TOO_LARGE"],
      'outcome="response-refused",code="INTERNAL"',
    ],
  ])("%s is logged once and counted once", async (_, body, status, event, labels) => {
    const { service, metrics, events } = createService();
    expect((await answer(service, body, arrival())).status).toBe(status);
    expect(events()).toEqual([event]);
    const counts = metrics.render().match(/^fulfillkit_call_duration_seconds_count.*$/gm);
    expect(counts).toEqual([expect.stringContaining(labels)]);
    expect(counts?.[0]).toMatch(/ 1$/);
  });

  it("that never becomes one is logged as refused and counted by its reason", async () => {
    const { service, metrics, events } = createService();
    expect((await answer(service, "{", arrival())).status).toBe(400);
    expect(events()).toEqual([["warn", "refused", "NOT_JSON"]]);
    expect(metrics.render()).toContain('fulfillkit_refused_requests_total{reason="NOT_JSON"} 1');
    expect(metrics.render()).not.toContain("duration_seconds_count");
  });

  it("that an error handler answers is counted with the error it had", async () => {
    const router = createRouter()
      .tag("fail", () => {
        throw new WebhookError("UNAVAILABLE");
      })
      .onError(() => reply().text("Sorry."));
    const { service, metrics, events } = createService(router);
    const { status, body } = await answer(service, cxBody("fail"), arrival());
    expect([status, textOf(body)]).toEqual([200, "Sorry."]);
    expect(events()).toEqual([["warn", "recovered", "UNAVAILABLE"]]);
    expect(metrics.render()).toContain('outcome="recovered",code="UNAVAILABLE"');
  });

  it("takes a body that somebody else has parsed", async () => {
    const { service } = createService();
    const { body } = await answer(
      service,
      { json: JSON.parse(cxBody("hello")) as { tag: string } },
      arrival(),
    );
    expect(textOf(body)).toBe("Hello.");
  });

  it("ends when the client's time is up, and its late result is logged and counted", async () => {
    const late = Promise.withResolvers<void>();
    const router = createRouter().tag("slow", async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      queueMicrotask(late.resolve);
      return reply();
    });
    const { service, metrics, events } = createService(router);
    const { status } = await answer(service, cxBody("slow"), arrival({ timeoutMs: 10 }));
    await late.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(status).toBe(504);
    expect(events().map(([, event]) => event)).toEqual(["failed", "late"]);
    expect(metrics.render()).toContain("fulfillkit_late_results_total 1");
  });

  it("ends when the client goes away", async () => {
    const abort = new AbortController();
    const router = createRouter().tag("hang", async () => {
      queueMicrotask(() => abort.abort());
      return new Promise<never>(() => {});
    });
    const { service } = createService(router);
    expect((await answer(service, cxBody("hang"), arrival({ signal: abort.signal }))).status).toBe(
      499,
    );
  });

  it("of an RPC throws what it fails with, and is logged with its door", async () => {
    const { service, metrics, events } = createService();
    const request = cxRequest({ tag: "fail" });
    await expect(runRpc(service, request, arrival({ door: "grpc" }))).rejects.toThrow(WebhookError);
    expect(events()).toEqual([["error", "failed", "INTERNAL"]]);
    expect(metrics.render()).toContain('door="grpc"');
  });
});

const failing = (): never => assert.fail("on purpose");

/** Reads as anything, and throws whatever is done with it. */
const unreadable: unknown = new Proxy(
  {},
  { get: failing, has: failing, ownKeys: failing, getPrototypeOf: failing },
);

describe("an answer that the platform would refuse", () => {
  it("is refused on RPCs, too", async () => {
    const router = createRouter().tag("nan", () => ({ payload: { at: Number.NaN } }));
    const { service, events } = createService(router);
    await expect(runRpc(service, cxRequest({ tag: "nan" }))).rejects.toMatchObject({
      reason: "INVALID_RESPONSE",
      violations: [{ field: "payload.at" }],
    });
    expect(events()).toEqual([["error", "response-refused", "INVALID_RESPONSE"]]);
  });

  it("only for its size is not: that is the platform's own limit", async () => {
    const { service } = createService();
    const { format } = await runRpc(service, cxRequest({ tag: "too-large" }));
    expect(format).toBe("cx/v3");
  });
});

/** Makes values that handlers throw and return where no type checker has looked. */
const anyValue = fc.oneof(
  fc.constantFrom<() => unknown>(
    () => undefined,
    () => null,
    () => unreadable,
    () => Symbol("s"),
    () => 1n,
    () => reply().text("Hello."),
    () => reply().text("x".repeat(70_000)),
    () => new WebhookError("NOT_FOUND", { metadata: { id: 1n as unknown as string } }),
    () => Object.assign(new WebhookError("ABORTED"), { code: "NOPE" }),
    () => Object.assign(new WebhookError("ABORTED"), { toJSON() {} }),
    () => ({ payload: { at: new Date(0) } }),
    () => Object.defineProperty({}, "payload", { get: failing, enumerable: true }),
    // oxlint-disable-next-line unicorn/no-thenable -- a promise that cannot even be recognised
    () => Object.defineProperty({}, "then", { get: failing }),
  ),
  fc.anything().map((value) => () => value),
);

type Behaviour = "throw" | "return" | "reject" | "resolve" | "settle twice" | "fail to settle";

/** What a handler does, made of a behaviour and a value. */
function behave(behaviour: Behaviour, make: () => unknown): unknown {
  const value = make();
  switch (behaviour) {
    case "throw":
      throw value;
    case "return":
      return value;
    case "reject":
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what handlers must not do, and do
      return Promise.reject(value);
    case "resolve":
      return Promise.resolve(value);
    case "settle twice":
      return {
        // oxlint-disable-next-line unicorn/no-thenable -- a promise of a bad library
        then(done: (value: unknown) => void, failed: (value: unknown) => void) {
          failed(value);
          done(value);
          throw value;
        },
      };
    case "fail to settle":
      return new Promise(() => {});
  }
}

const behaviour = fc.constantFrom<Behaviour>(
  "throw",
  "return",
  "reject",
  "resolve",
  "settle twice",
  "fail to settle",
);

/** Tracers and loggers that fail where they can. */
const brokenApi = (broken: "extract" | "setAttribute" | "end"): OpenTelemetryApi => {
  const context = {
    getValue: () => undefined,
    setValue: () => context,
    deleteValue: () => context,
  };
  const span = {
    spanContext: () => ({ traceId: "", spanId: "", traceFlags: 0 }),
    setAttribute: broken === "setAttribute" ? failing : () => {},
    setStatus() {},
    updateName() {},
    recordException() {},
    end: broken === "end" ? failing : () => {},
  };
  return {
    trace: { getTracer: () => ({ startSpan: () => span }), setSpan: () => context },
    context: { active: () => context, with: (_, run) => run() },
    propagation: { extract: broken === "extract" ? failing : () => context },
  };
};

describe("whatever a handler does", () => {
  const escaped: unknown[] = [];
  const keep = (thrown: unknown): void => void escaped.push(thrown);

  beforeEach(() => {
    escaped.length = 0;
    process.on("unhandledRejection", keep).on("uncaughtException", keep);
  });
  afterEach(() => {
    process.off("unhandledRejection", keep).off("uncaughtException", keep);
  });

  const logger = fc.constantFrom(
    { debug: failing, info: failing, warn: failing, error: failing },
    keepingLogger(),
  );
  const tracer = fc.constantFrom(
    undefined,
    ...(["extract", "setAttribute", "end"] as const).map((part) =>
      createTelemetry(brokenApi(part)),
    ),
  );

  it("its call is answered exactly once, and nothing escapes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          handler: fc.tuple(behaviour, anyValue),
          onError: fc.option(fc.tuple(behaviour, anyValue), { nil: undefined }),
          logger,
          telemetry: tracer,
        }),
        async ({ handler, onError, ...parts }) => {
          const plain = createRouter().tag("a", () => behave(...handler) as undefined);
          const router = onError ? plain.onError(() => behave(...onError) as undefined) : plain;
          const service: CallService = {
            router,
            decode: {},
            reporter: createReporter({ logger: parts.logger }),
            telemetry: parts.telemetry,
            budget: { handlerMs: 4, graceMs: 2 },
          };
          const answers: Answer[] = [];
          await new Promise<void>((resolve) => {
            const send = (one: Answer): void => {
              answers.push(one);
              resolve();
              failing();
            };
            answerWith(service, cxBody("a"), { arrival: arrival(), send });
          });
          await new Promise((resolve) => setImmediate(resolve));
          expect(answers).toHaveLength(1);
          expect(typeof JSON.parse(answers[0]?.body ?? "")).toBe("object");
          expect([200, 404, 500, 504]).toContain(answers[0]?.status);
          const failed: Behaviour[] = ["throw", "reject", "settle twice", "fail to settle"];
          if (failed.includes(handler[0]) && !onError) expect(answers[0]?.status).not.toBe(200);
        },
      ),
      { numRuns: 500 },
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(escaped).toEqual([]);
  });

  it("its RPC settles, and nothing escapes", async () => {
    await fc.assert(
      fc.asyncProperty(behaviour, anyValue, logger, async (does, value, sink) => {
        const service: CallService = {
          router: createRouter().tag("a", () => behave(does, value) as undefined),
          decode: {},
          reporter: createReporter({ logger: sink }),
          budget: { handlerMs: 4, graceMs: 2 },
        };
        const outcome = await runRpc(service, cxRequest({ tag: "a" })).catch(
          (thrown: unknown) => thrown,
        );
        expect(WebhookError.is(outcome) || (outcome as { format?: string }).format).toBeTruthy();
      }),
    );
    expect(escaped).toEqual([]);
  });
});
