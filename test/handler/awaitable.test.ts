import { describe, expect, it } from "vitest";
import { isPromise } from "../../src/handler/awaitable.ts";

/** Spelt so that nobody takes it for a promise by mistake. */
const thenOf = (then: unknown) => Object.fromEntries(["then"].map((name) => [name, then]));

describe("a value must be awaited", () => {
  it.each<[string, unknown]>([
    ["a promise", Promise.resolve()],
    ["what has a then", thenOf(() => {})],
  ])("if it is %s", (_, value) => {
    expect(isPromise(value)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a string", "then"],
    ["an object", {}],
    ["an object with a then that can't be called", thenOf(1)],
  ])("not if it is %s", (_, value) => {
    expect(isPromise(value)).toBe(false);
  });
});
