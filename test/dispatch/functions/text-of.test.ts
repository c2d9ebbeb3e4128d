import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bounded, joined, textOf } from "../../../src/dispatch/functions/text-of.ts";

const limit = 262_144;

describe("textOf", () => {
  it("writes lists and composites as JSON.stringify does", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
        (value) => {
          expect(textOf(value as JsonValue, "F")).toBe(JSON.stringify(value));
        },
      ),
    );
  });

  it("writes a text as it is, and nothing for what is not set", () => {
    expect([textOf('a"b', "F"), textOf(null, "F"), textOf(-1.5, "F")]).toEqual(['a"b', "", "-1.5"]);
  });

  it("stops at the limit", () => {
    expect(textOf("x".repeat(limit), "F")).toHaveLength(limit);
    expect(() => textOf("x".repeat(limit + 1), "F")).toThrow("F: the text is longer than 262144.");
    expect(() => textOf(["x".repeat(limit)], "F")).toThrow("longer than");
  });

  it("stops at a hundred levels", () => {
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 100; depth++) deep = [deep];
    expect(textOf(deep, "F")).toHaveLength(201);
    expect(() => textOf([deep], "F")).toThrow("F: a value is nested deeper than 100.");
  });
});

describe("joined and bounded", () => {
  it("stop at the limit", () => {
    expect(joined(["a", "b"], "F")).toBe("ab");
    expect(() => joined(["x".repeat(limit), "y"], "F")).toThrow("longer than");
    expect(bounded("a", "F")).toBe("a");
    expect(() => bounded("x".repeat(limit + 1), "F")).toThrow("longer than");
  });
});
