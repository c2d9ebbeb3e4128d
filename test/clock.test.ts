import { describe, expect, it } from "vitest";
import { systemClock } from "../src/clock.ts";

describe("the system's clock", () => {
  it("tells the time, and never an earlier one", () => {
    const first = systemClock.now();
    const second = systemClock.now();
    expect(second).toBeGreaterThanOrEqual(first);
    expect(Math.abs(first - Date.now())).toBeLessThan(60_000);
  });

  it("calls back, unless it is told not to", async () => {
    const called: string[] = [];
    systemClock.clearTimeout(systemClock.setTimeout(() => called.push("revoked"), 0));
    await new Promise<void>((resolve) => {
      systemClock.setTimeout(() => {
        called.push("kept");
        resolve();
      }, 0);
    });
    expect(called).toEqual(["kept"]);
  });
});
