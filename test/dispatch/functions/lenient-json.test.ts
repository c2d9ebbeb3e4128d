import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLenientJson } from "../../../src/dispatch/functions/lenient-json.ts";

const read = (text: string): unknown => readLenientJson(text, "F");

describe("readLenientJson", () => {
  it.each([
    ["{'a': 'b'}", { a: "b" }],
    ["{a: b, 1: 2}", { a: "b", 1: 2 }],
    [` [ 1 , "x" , 'y' ]\n`, [1, "x", "y"]],
    ["[true, false, null]", [true, false, null]],
    ["[-0.5e2, 01, 1e999]", [-50, "01", "1e999"]],
    [String.raw`'it\'s "so"'`, `it's "so"`],
    [String.raw`"\u00e9\n\/\q"`, "é\n/q"],
    ["'a\nb'", "a\nb"],
    ["{}", {}],
    ["[]", []],
    ["word", "word"],
  ])("reads %j", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  for (const [text, problem] of [
    ["", "column 1: expected a value"],
    ["[1,]", "column 4: expected a value"],
    ["[1 2]", "column 5: expected a comma or ]"],
    ["{'a' 1}", "expected a colon"],
    ["{'a': 1", "expected a comma or }"],
    ["{,}", "expected a value"],
    ["'open", "a quote is not closed"],
    [String.raw`"\u12"`, "four hexadecimal digits"],
    ["{} x", "column 4: expected the end"],
    ["[".repeat(5000), "nested deeper than 100"],
  ] as const)
    it(`refuses ${text.slice(0, 20)}: ${problem}`, () => {
      expect(() => read(text)).toThrow(problem);
    });

  it("reads all JSON", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (json) => {
        expect(read(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  it("makes members of names that prototypes have", () => {
    const value = read("{__proto__: {polluted: 1}, constructor: 2}");
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":1},"constructor":2}');
    expect(Object.hasOwn({}, "polluted")).toBe(false);
  });
});
