import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, type ComparisonOperator } from "../../../src/dispatch/functions/comparison.ts";

describe("compare", () => {
  it.each<readonly [JsonValue, ComparisonOperator, JsonValue, boolean, string]>([
    [3, "=", "3", true, "the right side becomes a number (documented)"],
    [3, "=", " 3.0 ", true, "a number in any spelling"],
    [3, "=", "three", false, "no number"],
    [3, "=", "", false, "the empty text is not 0"],
    [3, "=", true, false, "a boolean is no number"],
    ["3", "=", 3, true, "the right side becomes a text (documented)"],
    ["3.0", "=", 3, false, "texts are compared as they are"],
    ["true", "=", true, true, "a boolean becomes a text"],
    [true, "=", "true", true, "a text becomes a boolean"],
    [true, "=", "yes", false, "no boolean"],
    [true, "=", 1, false, "assumed: a number is no boolean"],
    ["Chat", "=", "chat", false, "assumed: case counts"],
    [null, "=", null, true, "not set"],
    [null, "=", "", false, "not set is not empty (documented)"],
    [null, "!=", "x", true, "not set"],
    ["", "=", null, false, "empty is set"],
    [[1, 2], "=", [1, 2], true, "assumed: by content"],
    [[1, 2], "=", [2, 1], false, "order counts"],
    [{ a: 1, b: 2 }, "=", { b: 2, a: 1 }, true, "members have no order"],
    [{ a: 1 }, "=", "x", false, "a text is no composite"],
    ["b", ">", "a", true, "assumed: by characters"],
    ["10", "<", 9, true, "assumed: a text on the left makes texts of both"],
    [10, "<", "9", false, "a number on the left makes numbers of both"],
    [2, "<=", 2, true, "documented"],
    [2, ">=", 2, true, "documented"],
    [2, "<", 2, false, "documented"],
    [true, ">", false, false, "assumed: booleans have no order"],
    [[2], ">", [1], false, "assumed: lists have no order"],
    [null, "<", 1, false, "assumed: not set has no order"],
    [1, ">", null, false, "assumed: not set has no order"],
    ["New York", ":", "York", true, "a part of a text (documented)"],
    ["a1b", ":", 1, true, "a number as text"],
    ["abc", ":", "", true, "every text has the empty one"],
    [[1, 2], ":", "2", true, "membership, by the item's kind"],
    [["chat", 2], ":", "chat", true, "membership (documented)"],
    [[], ":", "x", false, "nothing in it"],
    [{ a: 1 }, ":", "a", false, "assumed: composites contain nothing"],
    [12, ":", 1, false, "assumed: numbers contain nothing"],
    ["abc", ":", null, false, "not set is contained nowhere"],
  ])("%j %s %j is %s: %s", (left, operator, right, expected) => {
    expect(compare(left, operator, right)).toBe(expected);
  });

  it("has = and != say the opposite", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const [a, b] = [left as JsonValue, right as JsonValue];
        expect(compare(a, "=", b)).toBe(!compare(a, "!=", b));
      }),
    );
  });

  it("has numbers in exactly one order", () => {
    const number = fc.double({ noNaN: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const orders = [compare(a, "<", b), compare(a, "=", b), compare(a, ">", b)];
        expect(orders.filter(Boolean)).toHaveLength(1);
        expect(compare(a, "<=", b)).toBe(!compare(a, ">", b));
      }),
    );
  });
});
