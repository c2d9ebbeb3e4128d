import { describe, expect, it } from "vitest";
import { WebhookError } from "../../src/errors.ts";
import { reply } from "../../src/handler/reply/index.ts";
import { createRouter } from "../../src/handler/router.ts";
import { createFakeClock, cxRequest, esRequest } from "../../src/testing/index.ts";
import { call, gate } from "./harness.ts";

const request = cxRequest({ tag: "t", session: "s1", intent: { displayName: "Pay bill" } });

/** Lets promises that have settled call back. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("the deadline", () => {
  it.each([
    ["5000 ms less a margin of 250 by default", {}, {}, 4750],
    [
      "the router's webhook timeout less its margin",
      { webhookTimeoutMs: 10_000, marginMs: 1000 },
      {},
      9000,
    ],
    ["the client's timeout where it is shorter", {}, { timeoutMs: 1500 }, 1500],
    ["the router's where the client grants more", {}, { timeoutMs: 60_000 }, 4750],
    ["the router's where the client grants no number", {}, { timeoutMs: Number.NaN }, 4750],
    [
      "the server's, where the router has none of its own",
      undefined,
      { budget: { handlerMs: 700, graceMs: 0 } },
      700,
    ],
    [
      "the router's rather than the server's",
      { webhookTimeoutMs: 1000 },
      { budget: { handlerMs: 700, graceMs: 0 } },
      750,
    ],
  ])("is %s", async (_, options, context, expected) => {
    const clock = createFakeClock();
    const start = clock.now();
    const router = createRouter(options).tag("t", ({ deadline, timeRemaining }) => {
      expect(deadline).toEqual(new Date(start + expected));
      expect(timeRemaining()).toBe(expected);
      clock.advance(expected - 1);
      expect(timeRemaining()).toBe(1);
    });
    expect((await call(router, request, { clock, ...context })).error).toBeUndefined();
  });

  it("fails the call at once and aborts the signal, though the handler goes on", async () => {
    const clock = createFakeClock();
    const work = gate<void>();
    let signal: AbortSignal | undefined;
    const router = createRouter().tag("t", async (call) => {
      signal = call.signal;
      await work.promise;
    });
    const pending = call(router, request, { clock });
    clock.advance(4749);
    expect(signal?.aborted).toBe(false);
    clock.advance(1);
    expect(signal?.aborted).toBe(true);
    const { error, events } = await pending;
    expect(error).toMatchObject({
      code: "DEADLINE_EXCEEDED",
      reason: "DEADLINE_EXCEEDED",
      httpStatus: 504,
    });
    expect(signal?.reason).toBe(error);
    expect(events).toMatchObject([{ event: "failed", durationMs: 4750, error }]);
  });

  it("aborts a signal that the handler asks for only afterwards", async () => {
    const clock = createFakeClock();
    const work = gate<void>();
    let late: AbortSignal | undefined;
    const router = createRouter().tag("t", async (call) => {
      await work.promise;
      late = call.signal;
    });
    const pending = call(router, request, { clock });
    clock.advance(5000);
    await pending;
    work.open();
    await settled();
    expect(late?.aborted).toBe(true);
  });

  it("logs a late result, and how late it is", async () => {
    const clock = createFakeClock();
    const work = gate<void>();
    const router = createRouter().tag("t", () => work.promise);
    const pending = call(router, request, { clock });
    clock.advance(4750);
    const { events } = await pending;
    clock.advance(1250);
    work.open();
    await settled();
    expect(events.slice(1)).toMatchObject([
      { event: "late", handler: 'tag "t"', durationMs: 6000, lateMs: 1250 },
    ]);
    expect(events[1]).not.toHaveProperty("error");
  });

  it("logs a late error, and drops it", async () => {
    const clock = createFakeClock();
    const work = gate<void>();
    const router = createRouter().tag("t", () => work.promise);
    const pending = call(router, request, { clock });
    clock.advance(4750);
    const { events } = await pending;
    clock.advance(100);
    const cause = new Error("too late");
    work.fail(cause);
    await settled();
    expect(events.slice(1)).toMatchObject([
      { event: "late", lateMs: 100, error: { code: "INTERNAL", cause } },
    ]);
  });

  it.each([
    ["a result", () => reply().text("at last")],
    [
      "an error",
      () => {
        throw new Error("at last");
      },
    ],
  ])("counts for a handler that blocks, too: %s after it is late", async (_, end) => {
    const clock = createFakeClock();
    const router = createRouter().tag("t", () => {
      clock.advance(5000);
      return end();
    });
    const { error, events } = await call(router, request, { clock });
    expect(error?.code).toBe("DEADLINE_EXCEEDED");
    expect(events.map(({ event }) => event)).toEqual(["failed", "late"]);
  });

  it("asks no timer for less than nothing after a handler that blocked before it waited", async () => {
    const fake = createFakeClock();
    const delays: number[] = [];
    const clock = {
      ...fake,
      setTimeout(callback: () => void, delayMs: number) {
        delays.push(delayMs);
        return fake.setTimeout(callback, delayMs);
      },
    };
    const router = createRouter().tag("t", async () => {
      fake.advance(60_000);
      await settled();
    });
    expect((await call(router, request, { clock })).error?.code).toBe("DEADLINE_EXCEEDED");
    expect(delays).toEqual([0]);
  });

  it("fails a call to which the client granted no time, and runs nothing", async () => {
    let ran = false;
    const router = createRouter().tag("t", () => {
      ran = true;
    });
    const { error } = await call(router, request, { timeoutMs: 0 });
    expect(error?.code).toBe("DEADLINE_EXCEEDED");
    expect(ran).toBe(false);
  });

  it("keeps interceptors from going on to the handler", async () => {
    const clock = createFakeClock();
    const lookup = gate<void>();
    let ran = false;
    const router = createRouter()
      .use(async (_, next) => {
        await lookup.promise;
        return next();
      })
      .tag("t", () => {
        ran = true;
      });
    const pending = call(router, request, { clock });
    clock.advance(5000);
    const { events } = await pending;
    lookup.open();
    await settled();
    expect(ran).toBe(false);
    expect(events.map(({ event }) => event)).toEqual(["failed", "late"]);
  });

  it("leaves no timer behind when the handler has answered", async () => {
    const clock = createFakeClock();
    const timers = new Set<unknown>();
    const counting = {
      now: () => clock.now(),
      setTimeout(callback: () => void, delayMs: number) {
        const handle = clock.setTimeout(callback, delayMs);
        timers.add(handle);
        return handle;
      },
      clearTimeout: (handle: unknown) => void timers.delete(handle),
    };
    await call(
      createRouter().tag("t", async () => {}),
      request,
      { clock: counting },
    );
    expect(timers.size).toBe(0);
  });

  it("needs no timer for a handler that answers at once", async () => {
    const clock = {
      now: () => 0,
      setTimeout: () => expect.fail("a timer was set"),
      clearTimeout: () => {},
    };
    expect(
      (
        await call(
          createRouter().tag("t", () => {}),
          request,
          { clock },
        )
      ).error,
    ).toBeUndefined();
  });
});

describe("a caller who goes away", () => {
  it("cancels the call and aborts the handler's signal", async () => {
    const client = new AbortController();
    const work = gate<void>();
    let signal: AbortSignal | undefined;
    const router = createRouter()
      .onError(() => expect.fail("nobody is there to read a reply"))
      .tag("t", async (call) => {
        signal = call.signal;
        await work.promise;
      });
    const pending = call(router, request, { signal: client.signal });
    client.abort(new Error("connection reset"));
    const { error, events } = await pending;
    expect(error).toMatchObject({ code: "CANCELLED", cause: { message: "connection reset" } });
    expect(signal?.reason).toBe(error);
    work.open();
    await settled();
    expect(events.map(({ event }) => event)).toEqual(["failed", "late"]);
  });

  it("before the call begins, keeps the handler from running", async () => {
    let ran = false;
    const router = createRouter().tag("t", () => {
      ran = true;
    });
    const { error, events } = await call(router, request, { signal: AbortSignal.abort() });
    expect(error?.code).toBe("CANCELLED");
    expect(events[0]).not.toHaveProperty("hint");
    expect(ran).toBe(false);
  });

  it("while the handler begins, cancels the call", async () => {
    const client = new AbortController();
    const router = createRouter().tag("t", () => {
      client.abort();
      return gate<void>().promise;
    });
    const { error } = await call(router, request, { signal: client.signal });
    expect(error?.code).toBe("CANCELLED");
  });

  it("after the answer changes nothing", async () => {
    const client = new AbortController();
    const { error, events } = await call(
      createRouter().tag("t", async () => {}),
      request,
      { signal: client.signal },
    );
    client.abort();
    await settled();
    expect(error).toBeUndefined();
    expect(events.map(({ event }) => event)).toEqual(["handled"]);
  });
});

describe("errors", () => {
  it.each([
    [
      "thrown at once",
      () => {
        throw new WebhookError("FAILED_PRECONDITION", {
          reason: "NO_FUNDS",
          message: "Not enough.",
        });
      },
    ],
    [
      "thrown later",
      async () => {
        throw new WebhookError("FAILED_PRECONDITION", {
          reason: "NO_FUNDS",
          message: "Not enough.",
        });
      },
    ],
  ])("that are WebhookErrors reach the caller as they are, %s", async (_, handler) => {
    const { error, events } = await call(createRouter().tag("t", handler), request);
    expect(error).toMatchObject({
      code: "FAILED_PRECONDITION",
      reason: "NO_FUNDS",
      message: "Not enough.",
    });
    expect(events).toMatchObject([{ event: "failed", error }]);
  });

  it.each([
    ["an Error", new Error("password=hunter2")],
    ["a string", "password=hunter2"],
    ["an object", { password: "hunter2" }],
    ["null", null],
  ])("that are anything else are INTERNAL and reveal nothing: %s", async (_, thrown) => {
    const router = createRouter().tag("t", () => {
      throw thrown as Error;
    });
    const { error, events } = await call(router, request);
    expect(error).toMatchObject({
      code: "INTERNAL",
      message: "The webhook failed. The cause is in its log.",
    });
    expect(JSON.stringify(error)).not.toContain("hunter2");
    expect(events).toMatchObject([{ event: "failed", error: { cause: thrown } }]);
  });

  it("of the log are dropped", async () => {
    const { invoke } = await import("../../src/handler/invoke.ts");
    const response = await invoke(
      createRouter().tag("t", () => reply().text("hi")),
      request,
      {
        log: () => {
          throw new Error("disk full");
        },
      },
    );
    expect(response.format).toBe("cx/v3");
  });
});

describe("events", () => {
  it("tell the session, the tag, the intent and the handler", async () => {
    const { events } = await call(
      createRouter().tag("t", () => {}),
      request,
    );
    expect(events).toEqual([
      {
        event: "handled",
        format: "cx/v3",
        session:
          "projects/test-project/locations/global/agents/11111111-1111-4111-8111-111111111111/sessions/s1",
        responseId: "22222222-2222-4222-8222-222222222222",
        tag: "t",
        intent: "Pay bill",
        handler: 'tag "t"',
        durationMs: expect.any(Number) as number,
      },
    ]);
  });

  it("tell the action on ES, and no tag", async () => {
    const { events } = await call(
      createRouter().fallback(() => {}),
      esRequest({ action: "t", intent: { displayName: "" } }),
    );
    expect(events).toMatchObject([
      { event: "handled", format: "es/v2", action: "t", handler: "fallback" },
    ]);
    expect(events[0]).not.toHaveProperty("tag");
    expect(events[0]).not.toHaveProperty("intent");
  });

  it("carry what handlers write to call.log", async () => {
    const router = createRouter().tag("t", ({ log }) => {
      log.info("Looked up the account.", { rows: 1 });
      log.warn("Slow.");
    });
    const { events } = await call(router, request);
    expect(events).toMatchObject([
      {
        event: "message",
        level: "info",
        message: "Looked up the account.",
        fields: { rows: 1 },
        handler: 'tag "t"',
        tag: "t",
      },
      { event: "message", level: "warn", message: "Slow.", fields: {} },
      { event: "handled" },
    ]);
  });
});
