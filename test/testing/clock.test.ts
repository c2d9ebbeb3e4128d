import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../src/testing/clock.ts";

describe("createFakeClock", () => {
  it("stands still until it is told", () => {
    const clock = createFakeClock(1000);
    expect([clock.now(), clock.now()]).toEqual([1000, 1000]);
    clock.advance(250);
    expect(clock.now()).toBe(1250);
  });

  it("calls back what falls due, in order of time, at the time when it was due", () => {
    const clock = createFakeClock(0);
    const calls: string[] = [];
    clock.setTimeout(() => calls.push(`second at ${clock.now()}`), 20);
    clock.setTimeout(() => calls.push(`first at ${clock.now()}`), 10);
    clock.setTimeout(() => calls.push("never"), 31);
    clock.advance(30);
    expect(calls).toEqual(["first at 10", "second at 20"]);
  });

  it("calls back what a callback starts, if that falls due as well", () => {
    const clock = createFakeClock(0);
    const times: number[] = [];
    clock.setTimeout(() => clock.setTimeout(() => times.push(clock.now()), 5), 5);
    clock.advance(10);
    expect(times).toEqual([10]);
  });

  it("does not call back what was revoked", () => {
    const clock = createFakeClock(0);
    const calls: string[] = [];
    const handle = clock.setTimeout(() => calls.push("revoked"), 1);
    clock.clearTimeout(handle);
    clock.advance(1);
    expect(calls).toEqual([]);
  });
});
