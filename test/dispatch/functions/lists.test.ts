import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, rowsOf } from "./fixture.ts";

const many = Array.from({ length: 65_536 }, (_item, index) => index);

describe("APPEND", () => {
  rowsOf("APPEND", [
    { args: [[1, 2], 3, 4], is: [1, 2, 3, 4], why: "documented" },
    { args: [[1], 3, [4, 5]], is: [1, 3, 4, 5], why: "lists are flattened (documented)" },
    { args: [[1], [[2]]], is: [1, [2]], why: "by one level" },
    { args: [[1], []], is: [1], why: "an empty list adds nothing" },
    { args: [null, "a"], is: ["a"], why: "assumed: agents append to lists that were never set" },
    { args: [[1], null], is: [1, null], why: "assumed: null is a value in a list" },
    { args: ["a", "b"], fails: "the first argument is a list", why: "a text is no list" },
    { args: [many, 1], fails: "65536 items", why: "a limit" },
  ]);

  it("leaves the list as it is", () => {
    const list = Object.freeze([1]);
    expect(call("APPEND", [list as unknown as number[], 2])).toEqual([1, 2]);
    expect(list).toEqual([1]);
  });
});

describe("CONTAIN", () => {
  rowsOf("CONTAIN", [
    { args: [[1, 2, 3], 1], is: true, why: "documented" },
    { args: [[1, 2, 3], 4], is: false, why: "documented" },
    { args: [["1"], 1], is: false, why: "assumed: kinds differ" },
    { args: [[{ a: 1, b: 2 }], { b: 2, a: 1 }], is: true, why: "members have no order" },
    { args: [[[1, 2]], [2, 1]], is: false, why: "items have" },
    { args: [[], null], is: false, why: "an empty list has nothing" },
    { args: [[null], null], is: true, why: "assumed: null is a value in a list" },
    { args: [null, 1], fails: "not null", why: "a list that is not set" },
    { args: ["abc", "a"], fails: "not a text", why: "a text is no list; `:` is for texts" },
  ]);
});

describe("COUNT", () => {
  rowsOf("COUNT", [
    { args: [[1, 2, 3]], is: 3, why: "documented" },
    { args: [[]], is: 0, why: "an empty list" },
    { args: [null], fails: "not null", why: "a list that is not set" },
    { args: [{ a: 1 }], fails: "not a composite", why: "a composite is no list" },
  ]);
});

describe("GET", () => {
  rowsOf("GET", [
    { args: [["a", "b", "c"], 1], is: "b", why: "counts from 0 (documented)" },
    { args: [[null], 0], is: null, why: "an item that is null" },
    { args: [["a"], 1], fails: "from 0 to 0", why: "assumed: beyond the end there is no value" },
    { args: [["a"], -1], fails: "from 0 to 0", why: "assumed: no counting from the end" },
    { args: [["a"], 0.5], fails: "whole", why: "no index" },
    { args: [[], 0], fails: "empty", why: "an empty list" },
    { args: [["a"], "0"], fails: "the index is a number", why: "a text is no index" },
  ]);
});

describe("MATCH", () => {
  rowsOf("MATCH", [
    { args: [["x", "y", "z"], "y"], is: 1, why: "documented" },
    { args: [["x", "y", "y"], "y"], is: 1, why: "the first one" },
    { args: [["x"], "n"], is: -1, why: "documented" },
    { args: [[{ a: [1] }], { a: [1] }], is: 0, why: "by content" },
  ]);
});

describe("REMOVE", () => {
  rowsOf("REMOVE", [
    { args: [[1, 2, 3, 2], 2], is: [1, 3], why: "every such value (documented)" },
    { args: [[1, 2, 3], 1, [2, 3]], is: [], why: "lists are flattened, as those of APPEND" },
    { args: [[[1], 1], [[1]]], is: [1], why: "by one level" },
    { args: [["__proto__"], "__proto__"], is: [], why: "names are data" },
    { args: [[1], 2], is: [1], why: "nothing to remove" },
    { args: [null, 2], fails: "not null", why: "a list that is not set" },
  ]);
});

describe("UNIQUE", () => {
  rowsOf("UNIQUE", [
    { args: [[1, 2, 2, 3]], is: [1, 2, 3], why: "documented" },
    { args: [[1, "1", true, "true"]], is: [1, "1", true, "true"], why: "assumed: kinds differ" },
    { args: [[{ a: 1 }, { a: 1 }]], is: [{ a: 1 }], why: "by content" },
    { args: [[]], is: [], why: "an empty list" },
  ]);

  it("fails where the values are too large to be compared", () => {
    const item = "x".repeat(250_000);
    expect(() => call("UNIQUE", [Array.from({ length: 20_000 }, () => item)])).toThrow("too large");
  });
});

describe("lists", () => {
  it("have every item of UNIQUE once, and none of REMOVE", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 })), (values) => {
        const list = values as number[];
        const unique = call("UNIQUE", [list]) as number[];
        for (const [index, item] of unique.entries()) {
          expect(call("MATCH", [unique, item])).toBe(index);
          expect(call("CONTAIN", [call("REMOVE", [list, [item]]), item])).toBe(false);
        }
        expect(call("REMOVE", [list, unique])).toEqual([]);
      }),
    );
  });
});
