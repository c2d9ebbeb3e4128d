import { describe, expect, it } from "vitest";
import { describe as inWords, setOwn } from "../../src/codec/json.ts";

describe("setOwn", () => {
  it.each(["a", "__proto__", "constructor", ""])(
    "sets %j as a property of the object's own",
    (key) => {
      const object: Record<string, unknown> = {};
      setOwn(object, { key, value: { polluted: true } });
      expect(Object.entries(object)).toEqual([[key, { polluted: true }]]);
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    },
  );
});

describe("a value in words", () => {
  it.each([
    [null, "null"],
    [undefined, "nothing"],
    [[], "an array"],
    [{}, "an object"],
    [new Uint8Array(1), "bytes"],
    ["x", "a string"],
    [1, "a number"],
    [1n, "a bigint"],
    [true, "a boolean"],
  ])("%o is %s", (value, words) => {
    expect(inWords(value)).toBe(words);
  });
});
