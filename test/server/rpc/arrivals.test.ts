import { describe, expect, it } from "vitest";
import { Arrivals } from "../../../src/server/rpc/arrivals.ts";
import { createFakeClock } from "../../../src/testing/clock.ts";

/** Arrivals that may take 100 ms, on a clock that also counts the timers that were set. */
function waiting() {
  const time = createFakeClock();
  let timers = 0;
  const arrivals = new Arrivals(100, {
    ...time,
    setTimeout: (callback, delayMs) => {
      timers++;
      return time.setTimeout(callback, delayMs);
    },
  });
  const late: string[] = [];
  const named = (name: string) => ({ late: () => void late.push(name) });
  return { arrivals, late, named, advance: time.advance, timers: () => timers };
}

describe("requests on their way", () => {
  it("are each given the time from their own start", () => {
    const { arrivals, late, named, advance } = waiting();
    arrivals.add(named("first"));
    advance(60);
    arrivals.add(named("second"));
    advance(39);
    expect(late).toEqual([]);
    advance(1);
    expect(late).toEqual(["first"]);
    advance(60);
    expect(late).toEqual(["first", "second"]);
  });

  it("are left alone once they are there", () => {
    const { arrivals, late, named, advance } = waiting();
    const there = named("there");
    arrivals.add(there);
    arrivals.add(named("waits"));
    arrivals.delete(there);
    advance(500);
    expect(late).toEqual(["waits"]);
  });

  it("share one timer, which is not set again when none is left", () => {
    const { arrivals, named, advance, timers } = waiting();
    for (let count = 0; count < 50; count++) arrivals.add(named(String(count)));
    expect(timers()).toBe(1);
    advance(1000);
    expect(timers()).toBe(1);
  });

  it("may begin while others are told, with one timer for them as well", () => {
    const { arrivals, late, named, advance, timers } = waiting();
    arrivals.add({ late: () => arrivals.add(named("begun then")) });
    advance(100);
    expect([late, timers()]).toEqual([[], 2]);
    advance(100);
    expect([late, timers()]).toEqual([["begun then"], 2]);
  });
});
