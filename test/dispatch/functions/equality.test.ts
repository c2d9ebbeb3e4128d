import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { valueKeys } from "../../../src/dispatch/functions/equality.ts";

describe("valueKeys", () => {
  it("gives equal values the same key, and others another", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (left, right) => {
        const keyOf = valueKeys("F");
        // Printed and read, so that -0 is 0.
        const [a, b] = JSON.parse(JSON.stringify([left, right])) as readonly JsonValue[];
        if (a === undefined || b === undefined) throw new Error("two values");
        expect(keyOf(a) === keyOf(b)).toBe(isDeepStrictEqual(a, b));
        expect(keyOf(a)).toBe(keyOf(structuredClone(a)));
      }),
    );
  });

  it("keeps kinds, names and nesting apart", () => {
    const keyOf = valueKeys("F");
    const all: JsonValue[] = [
      1,
      "1",
      true,
      "true",
      null,
      "null",
      [1],
      ["1"],
      [[1]],
      { 1: 1 },
      { "1,1": 1 },
      [1, 1],
      "[1]",
      {},
      [],
    ];
    expect(new Set(all.map(keyOf)).size).toBe(all.length);
  });

  it("spells a list that is in many places once", () => {
    const keyOf = valueKeys("F");
    const shared: JsonValue = ["x".repeat(100_000)];
    expect(() => Array.from({ length: 10_000 }, () => shared).map(keyOf)).not.toThrow();
  });

  it("stops where the keys are too long together, or a value is too deep", () => {
    let doubled: JsonValue = "x";
    for (let depth = 0; depth < 50; depth++) doubled = [doubled, doubled];
    expect(() => valueKeys("F")(doubled)).toThrow("F: the values are too large to be compared.");
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 101; depth++) deep = { deep };
    expect(() => valueKeys("F")(deep)).toThrow("F: a value is nested deeper than 100.");
  });
});
