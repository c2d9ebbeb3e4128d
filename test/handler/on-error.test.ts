import { describe, expect, it } from "vitest";
import { WebhookError } from "../../src/errors.ts";
import { reply } from "../../src/handler/reply/index.ts";
import { createRouter } from "../../src/handler/router.ts";
import { createFakeClock, cxRequest } from "../../src/testing/index.ts";
import { call, gate, textOf } from "./harness.ts";

const request = cxRequest({ tag: "t", session: "s1" });
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const fails = () => {
  throw new WebhookError("UNAVAILABLE", { message: "The bank is closed." });
};

describe("onError", () => {
  it("turns an error into a reply, from the error and the call", async () => {
    const router = createRouter()
      .tag("t", fails)
      .onError((error, { session }) => reply().text(`${session.id}: ${error.message}`));
    const outcome = await call(router, request);
    expect(textOf(outcome)).toBe("s1: The bank is closed.");
    expect(outcome.events).toMatchObject([{ event: "recovered", error: { code: "UNAVAILABLE" } }]);
  });

  it("gets whatever was thrown as a WebhookError with its cause", async () => {
    const cause = new TypeError("x is undefined");
    let seen: unknown;
    const router = createRouter()
      .onError((error) => {
        seen = error;
      })
      .tag("t", async () => {
        throw cause;
      });
    await call(router, request);
    expect(seen).toMatchObject({ code: "INTERNAL", cause });
  });

  it.each([
    ["at once", () => {}],
    ["later", async () => {}],
  ])("keeps the error by returning nothing, %s", async (_, onError) => {
    const { error, events } = await call(createRouter().tag("t", fails).onError(onError), request);
    expect(error?.code).toBe("UNAVAILABLE");
    expect(events.map(({ event }) => event)).toEqual(["failed"]);
  });

  it.each([
    [
      "at once",
      () => {
        throw new Error("onError is broken");
      },
    ],
    [
      "later",
      async () => {
        throw new Error("onError is broken");
      },
    ],
    ["by its result", (() => "sorry") as never],
  ])("that fails itself, %s, is logged, and the first error goes on", async (_, onError) => {
    const { error, events } = await call(createRouter().tag("t", fails).onError(onError), request);
    expect(error?.code).toBe("UNAVAILABLE");
    expect(events).toMatchObject([
      { event: "on-error-failed", error: { code: "INTERNAL" } },
      { event: "failed", error: { code: "UNAVAILABLE" } },
    ]);
  });

  it("is asked about calls without a handler, and about wrong parameters", async () => {
    const router = createRouter().onError((error) => reply().text(error.reason));
    expect(textOf(await call(router, request))).toBe("NO_HANDLER");
  });

  it("is asked about errors of interceptors", async () => {
    const router = createRouter()
      .onError((error) => reply().text(error.code))
      .use(async () => {
        throw new WebhookError("UNAUTHENTICATED");
      })
      .tag("t", () => {});
    expect(textOf(await call(router, request))).toBe("UNAUTHENTICATED");
  });

  it("is asked about replies that can't be rendered", async () => {
    const router = createRouter()
      .onError((error) => reply().text(error.reason))
      .tag("t", (() => 42) as never);
    expect(textOf(await call(router, request))).toBe("INVALID_RESPONSE");
  });

  it("of a mounted router comes first, then the one that it is mounted on", async () => {
    const child = createRouter()
      .tag("t", fails)
      .tag("u", () => {
        throw new WebhookError("ABORTED");
      })
      .onError((error) => (error.code === "UNAVAILABLE" ? reply().text("child") : undefined));
    const router = createRouter()
      .mount(child)
      .tag("own", fails)
      .onError(() => reply().text("parent"));
    expect(textOf(await call(router, request))).toBe("child");
    expect(textOf(await call(router, cxRequest({ tag: "u" })))).toBe("parent");
    expect(textOf(await call(router, cxRequest({ tag: "own" })))).toBe("parent");
  });
});

describe("onError and the deadline", () => {
  it("may answer in the handler's place, with time of the margin", async () => {
    const clock = createFakeClock();
    const router = createRouter()
      .tag("t", () => gate<void>().promise)
      .onError(async (error) => reply().text(error.code));
    const pending = call(router, request, { clock });
    clock.advance(4750);
    const outcome = await pending;
    expect(textOf(outcome)).toBe("DEADLINE_EXCEEDED");
    expect(outcome.events).toMatchObject([{ event: "recovered", durationMs: 4750 }]);
  });

  it("has half of the margin, and no more", async () => {
    const clock = createFakeClock();
    const apology = gate<ReturnType<typeof reply>>();
    const router = createRouter()
      .tag("t", () => gate<void>().promise)
      .onError(() => apology.promise);
    const pending = call(router, request, { clock });
    clock.advance(4750);
    clock.advance(125);
    const { error, events } = await pending;
    expect(error?.code).toBe("DEADLINE_EXCEEDED");
    apology.open(reply());
    await settled();
    expect(events.map(({ event }) => event)).toEqual(["failed", "late"]);
  });

  it("is not asked where the client set the deadline: it has gone by then", async () => {
    const clock = createFakeClock();
    const router = createRouter()
      .tag("t", () => gate<void>().promise)
      .onError(() => expect.fail("nobody is there to read a reply"));
    const pending = call(router, request, { clock, timeoutMs: 1000 });
    clock.advance(1000);
    expect((await pending).error?.code).toBe("DEADLINE_EXCEEDED");
  });

  it("passes while onError works on another error: the caller gets that error", async () => {
    const clock = createFakeClock();
    const apology = gate<void>();
    const router = createRouter()
      .tag("t", fails)
      .onError(() => apology.promise);
    const pending = call(router, request, { clock });
    clock.advance(5000);
    expect((await pending).error?.code).toBe("UNAVAILABLE");
  });

  it("ends with the caller going away, even after the deadline", async () => {
    const clock = createFakeClock();
    const client = new AbortController();
    const router = createRouter()
      .tag("t", () => gate<void>().promise)
      .onError(() => gate<void>().promise);
    const pending = call(router, request, { clock, signal: client.signal });
    clock.advance(4750);
    client.abort();
    expect((await pending).error?.code).toBe("CANCELLED");
  });

  it("passes while one of two fails: the other is no longer asked", async () => {
    const clock = createFakeClock();
    const apology = gate<void>();
    const child = createRouter()
      .tag("t", fails)
      .onError(() => apology.promise);
    const router = createRouter()
      .mount(child)
      .onError(() => expect.fail("the caller has its answer already"));
    const pending = call(router, request, { clock });
    clock.advance(5000);
    const { events } = await pending;
    apology.fail(new Error("no words"));
    await settled();
    expect(events.map(({ event }) => event)).toEqual(["failed", "on-error-failed"]);
  });

  it("ends with the caller going away", async () => {
    const client = new AbortController();
    const router = createRouter()
      .tag("t", fails)
      .onError(() => gate<void>().promise);
    const pending = call(router, request, { signal: client.signal });
    client.abort();
    expect((await pending).error?.code).toBe("CANCELLED");
  });
});
