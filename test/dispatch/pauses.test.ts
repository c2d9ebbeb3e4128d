import { describe, expect, it } from "vitest";
import { createPauses } from "../../src/dispatch/pauses.ts";
import { createFakeClock } from "../../src/testing/clock.ts";

describe("a pause", () => {
  it("is over when its time is, and no sooner", async () => {
    const clock = createFakeClock();
    let over = false;
    const wait = createPauses(clock)
      .wait(100)
      .then((result) => {
        over = true;
        return result;
      });
    clock.advance(99);
    await Promise.resolve();
    expect(over).toBe(false);
    clock.advance(1);
    expect(await wait).toBe(true);
  });

  it("of no length sets no timer", async () => {
    const clock = { ...createFakeClock(), setTimeout: () => expect.fail("a timer was set") };
    expect(await createPauses(clock).wait(0)).toBe(true);
  });

  it("ends with the signal, and leaves neither timer nor listener", async () => {
    const clock = createFakeClock();
    const timers = new Set<unknown>();
    const counting = {
      ...clock,
      setTimeout(callback: () => void, delayMs: number) {
        const timer = clock.setTimeout(callback, delayMs);
        timers.add(timer);
        return timer;
      },
      clearTimeout: (timer: unknown) => void timers.delete(timer),
    };
    const caller = new AbortController();
    const wait = createPauses(counting).wait(100, caller.signal);
    caller.abort();
    expect(await wait).toBe(false);
    expect(timers.size).toBe(0);
  });

  it.each([0, 100])("of %i ms is over at once for a caller who has given up", async (delayMs) => {
    expect(await createPauses(createFakeClock()).wait(delayMs, AbortSignal.abort())).toBe(false);
  });

  it("ends when all of them are closed, and there is none after that", async () => {
    const pauses = createPauses(createFakeClock());
    const waits = [pauses.wait(100), pauses.wait(200)];
    pauses.close();
    expect(await Promise.all(waits)).toEqual([false, false]);
    expect(await pauses.wait(100)).toBe(false);
    expect(await pauses.wait(0)).toBe(false);
  });
});
