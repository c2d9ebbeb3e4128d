import { describe, expect, it } from "vitest";
import { durationMs } from "../../src/mock/duration.ts";

describe("durationMs", () => {
  it.each<readonly [unknown, number | undefined, string]>([
    ["250ms", 250, "milliseconds"],
    ["1.5s", 1500, "parts of a second"],
    ["600s", 600_000, "ten minutes, the longest"],
    ["601s", undefined, "longer than that"],
    ["5", undefined, "no unit: nobody would agree which"],
    ["-1s", undefined, "nothing is sent before it was asked for"],
    ["1m", undefined, "there are no minutes"],
    [5, undefined, "a number has no unit"],
  ])("reads %j as %j: %s", (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });
});
