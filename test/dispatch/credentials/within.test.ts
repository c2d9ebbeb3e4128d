import { describe, expect, it } from "vitest";
import { within } from "../../../src/dispatch/credentials/within.ts";
import { createFakeClock } from "../../../src/testing/clock.ts";
import { failureOf } from "./fixture.ts";

const never = new Promise<never>(() => undefined);
const what = "A token";

describe("within", () => {
  it("passes on what comes in time, and leaves neither timer nor listener", async () => {
    let timers = 0;
    const clock = {
      now: () => 0,
      setTimeout: () => (timers += 1),
      clearTimeout: () => void (timers -= 1),
    };
    const { signal } = new AbortController();
    expect(await within(Promise.resolve(1), { what, clock, timeoutMs: 5, signal })).toBe(1);
    expect(timers).toBe(0);
  });

  it("passes on what is thrown", async () => {
    const clock = createFakeClock();
    const failing = Promise.reject(new Error("no"));
    await expect(within(failing, { what, clock, timeoutMs: 5 })).rejects.toThrow("no");
  });

  it("ends by the clock, with a sentence", async () => {
    const clock = createFakeClock();
    const failure = failureOf(within(never, { what, clock, timeoutMs: 5000 }));
    clock.advance(5000);
    expect(await failure).toMatchObject({
      kind: "timeout",
      message: "A token did not come within 5000 ms.",
    });
  });

  it("ends when the caller gives up, be it beforehand", async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const { signal } = controller;
    const during = failureOf(within(never, { what, clock, timeoutMs: 5, signal }));
    controller.abort();
    expect((await during).kind).toBe("cancelled");
    const before = await failureOf(within(never, { what, clock, timeoutMs: 5, signal }));
    expect(before.kind).toBe("cancelled");
  });
});
