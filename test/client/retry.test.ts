import { describe, expect, it } from "vitest";
import { nextDelay, sleep, withRetry } from "../../src/client/retry.ts";
import { WebhookError } from "../../src/errors.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import { skippingClock } from "./fixture.ts";

const backoff = { initialDelayMs: 100, multiplier: 1.3, maxDelayMs: 200 };

describe("withRetry", () => {
  const failing = (times: number) => {
    const left: number[] = [];
    const attempt = async (leftMs: number): Promise<string> => {
      left.push(leftMs);
      if (left.length <= times) throw new WebhookError("UNAVAILABLE");
      return "done";
    };
    return { attempt, left };
  };

  it("waits longer each time, up to the longest wait, and tells each try what is left", async () => {
    const clock = skippingClock();
    const { attempt, left } = failing(5);
    const context = { backoff, clock, random: () => 1, timeoutMs: 10_000 };
    expect(await withRetry(attempt, context)).toBe("done");
    expect(clock.waits.map(Math.round)).toEqual([100, 130, 169, 200, 200]);
    expect(left).toEqual([10_000, 9900, 9770, 9601, 9401, 9201]);
  });

  it("waits a random part of the full length", async () => {
    const clock = skippingClock();
    const parts = [0.5, 0, 0.9];
    const random = (): number => parts.shift() ?? 1;
    await withRetry(failing(3).attempt, { backoff, clock, random, timeoutMs: 10_000 });
    expect(clock.waits.map(Math.round)).toEqual([50, 0, 152]);
  });

  it("gives up when the next wait would outlast the time", async () => {
    const clock = skippingClock();
    const { attempt, left } = failing(9);
    const context = { backoff, clock, random: () => 1, timeoutMs: 230 };
    await expect(withRetry(attempt, context)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(left.length).toBe(2);
  });

  it("leaves what is no WebhookError alone", async () => {
    const attempt = async (): Promise<never> => {
      throw new Error("a fault");
    };
    const context = { backoff, clock: skippingClock(), random: () => 1, timeoutMs: 1000 };
    await expect(withRetry(attempt, context)).rejects.toThrow("a fault");
  });
});

describe("nextDelay", () => {
  it("stops growing at the longest wait", () => {
    expect([nextDelay(100, backoff), nextDelay(190, backoff)]).toEqual([130, 200]);
  });
});

describe("sleep", () => {
  it("ends when its time has come", async () => {
    const clock = createFakeClock();
    let over = false;
    const sleeping = sleep(100, { clock }).then(() => (over = true));
    clock.advance(99);
    await Promise.resolve();
    expect(over).toBe(false);
    clock.advance(1);
    await sleeping;
  });

  it.each(["before", "meanwhile"])("rejects when its signal aborts %s", async (when) => {
    const clock = createFakeClock();
    const controller = new AbortController();
    if (when === "before") controller.abort("enough");
    const sleeping = sleep(100, { clock, signal: controller.signal });
    controller.abort("enough");
    await expect(sleeping).rejects.toMatchObject({ code: "CANCELLED", cause: "enough" });
  });
});
