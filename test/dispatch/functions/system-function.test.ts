import { describe, expect, it } from "vitest";
import { defineFunction, FunctionError } from "../../../src/dispatch/functions/system-function.ts";
import { contextOf } from "./fixture.ts";

function taking(min: number, max: number): (count: number) => unknown {
  const { call } = defineFunction({
    name: "F",
    signature: "F()",
    summary: "Counts.",
    min,
    max,
    call: (args) => args.length,
  });
  return (count) =>
    call(
      Array.from({ length: count }, () => null),
      contextOf(),
    );
}

describe("defineFunction", () => {
  it.each([
    [0, 0, 1, "F takes no arguments, not 1."],
    [1, 1, 0, "F takes 1 argument, not 0."],
    [2, 2, 3, "F takes 2 arguments, not 3."],
    [1, 2, 0, "F takes 1 to 2 arguments, not 0."],
    [1, Infinity, 1001, "F takes 1 to 1000 arguments, not 1001."],
  ])("of %d to %d arguments refuses %d", (min, max, count, sentence) => {
    expect(() => taking(min, max)(count)).toThrow(new FunctionError(sentence));
  });

  it("calls with as many arguments as are allowed", () => {
    expect([taking(0, 0)(0), taking(1, 2)(2), taking(1, Infinity)(1000)]).toEqual([0, 2, 1000]);
  });
});
