import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "@bufbuild/protobuf";
import { keyOf, splits, valueAt } from "../../../src/dispatch/template/member.ts";

describe("a key", () => {
  it.each<[object: object, name: string, key: string | undefined, what: string]>([
    [{ size: 1 }, "size", "size", "of the same case"],
    [{ Size: 1 }, "siZe", "Size", "in any case"],
    [{ SIZE: 1, size: 2 }, "size", "size", "of the same case rather than another"],
    [{ SIZE: 1, Size: 2 }, "size", "SIZE", "the first of several in other cases"],
    [{ a: 1 }, "b", undefined, "that is not there"],
    [{}, "constructor", undefined, "that only the prototype has"],
    [JSON.parse('{"__proto__": 1}') as object, "__PROTO__", "__proto__", "whatever it spells"],
  ])("of %j for %s is %s: one %s", (object, name, key) => {
    expect(keyOf(object, name)).toBe(key);
  });
});

describe("the value at", () => {
  const value: JsonValue = {
    a: { b: { c: 1 }, "b.c": 2, list: [{ m: 3 }, [4]], none: null, no: false },
    "a.x": 5,
    "a.list": "text",
    "0": 6,
  };

  it.each<[path: (string | number)[], expected: unknown, what: string]>([
    [[], value, "nothing: the whole"],
    [["a", "b"], { c: 1 }, "members"],
    [["a", "b", "c"], 2, "the longest name first"],
    [["a", "x"], 5, "the longest name first, from the beginning"],
    [["a", "list"], "text", "the longest name, even if a shorter one has a value"],
    [["a", "list", 0, "m"], 3, "a shorter name, where the longest leads to nothing"],
    [["a", "list", 1, 0], 4, "lists of lists"],
    [["A", "B"], { c: 1 }, "names in any case"],
    [["a", "no"], false, "a value that is false"],
    [["a", "none"], undefined, "null, which is not set"],
    [["a", "none", "x"], undefined, "a member of null"],
    [["a", "list", 2], undefined, "an index behind the end"],
    [["a", "list", "length"], undefined, "a property of lists that is no item"],
    [["a", 0], undefined, "an index of an object"],
    [[0], undefined, "an index of an object with such a key"],
    [["a.list", 0], undefined, "a character of a text"],
    [["a.x", "toFixed"], undefined, "a method of a number"],
    [["constructor", "name"], undefined, "what only the prototype has"],
    [["__proto__"], undefined, "the prototype"],
  ])("%j is %j: %s", (path, expected) => {
    expect(valueAt(value, path)).toEqual(expected);
  });

  it("any path is what JavaScript finds there, where names have no dots", () => {
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.string());
    const key = fc.stringMatching(/^[a-z_]{1,3}$/);
    const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "medium" },
        leaf,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (root) => {
        for (const { path, value: found } of places(root)) expect(valueAt(root, path)).toBe(found);
      }),
    );
  });
});

describe("the names that a path may begin with", () => {
  it("are longest first, and end before an index", () => {
    expect(splits(["a", "b", 0, "c"])).toEqual([
      { name: "a.b", rest: [0, "c"] },
      { name: "a", rest: ["b", 0, "c"] },
    ]);
    expect(splits([0, "a"])).toEqual([]);
  });
});

interface Placed {
  readonly path: readonly (string | number)[];
  readonly value: JsonValue;
}

function places(value: JsonValue, path: readonly (string | number)[] = []): readonly Placed[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => places(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]));
  return [{ path, value }, ...inner];
}
