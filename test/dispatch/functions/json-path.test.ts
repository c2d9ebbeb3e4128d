import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { loadJsonPath, queryJsonPath } from "../../../src/dispatch/functions/json-path.ts";
import { FunctionError } from "../../../src/dispatch/functions/system-function.ts";

const store: JsonValue = {
  books: [
    { title: "One", price: 8, tags: ["a"] },
    { title: "Two", price: 12 },
    { title: "Three", price: 8 },
  ],
  "odd name": { "": 1 },
};

describe("before the package is loaded", () => {
  it("says so", () => {
    expect(() => queryJsonPath({}, "$")).toThrow("FILTER: json-p3 is not loaded yet.");
  });
});

describe("queryJsonPath", () => {
  beforeAll(loadJsonPath);

  it.each<readonly [string, JsonValue]>([
    ["$.books[0].title", "One"],
    ["$['odd name']['']", 1],
    ["$.books[-1].title", "Three"],
    ["$.books[*].title", ["One", "Two", "Three"]],
    ["$.books[?(@.price == 8)].title", ["One", "Three"]],
    ["$.books[?@.price > 8 || @.tags].title", ["One", "Two"]],
    ["$..price", [8, 12, 8]],
    ["$.books[::2].title", ["One", "Three"]],
    ["$.books[?length(@.title) == 3].price", [8, 12]],
    ["$.books[?match(@.title, 'T.*')].title", ["Two", "Three"]],
    ["$.books[?match(@.title, 'w')].title", []],
    ["$.books[?search(@.title, 'w')].title", ["Two"]],
    ["$.books[?search(@.price, '8')].title", []],
    ["$.nothing", null],
    [" $.books[0].price ", 8],
  ])("%s finds %j", (path, expected) => {
    expect(queryJsonPath(store, path)).toEqual(expected);
  });

  it.each([
    "",
    "books",
    "$.",
    "$[",
    "$.books[?(@.price = 8)]",
    "$[?foo(@.a)]",
    "$.books[?match(@.title, '(')]",
  ])("%j is no path", (path) => {
    expect(() => queryJsonPath(store, path)).toThrow(FunctionError);
  });

  it("finds the parts themselves, in values that can't be changed", () => {
    const frozen = Object.freeze({ list: Object.freeze([Object.freeze({ a: 1 })]) });
    expect(queryJsonPath(frozen as unknown as JsonValue, "$.list[*]")).toEqual([{ a: 1 }]);
    expect(queryJsonPath(frozen as unknown as JsonValue, "$")).toEqual({ list: [{ a: 1 }] });
  });

  it("takes __proto__ for a name", () => {
    const value = JSON.parse('{"__proto__": {"x": 1}}') as JsonValue;
    expect(queryJsonPath(value, "$['__proto__'].x")).toBe(1);
    expect(queryJsonPath({ a: 1 }, "$['__proto__']")).toBeNull();
    expect(queryJsonPath({ a: 1 }, "$.constructor")).toBeNull();
  });

  it("gives the whole value for $", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as JsonValue;
        expect(queryJsonPath(json, "$")).toEqual(json);
      }),
    );
  });

  describe("looks at no more than a limited number of values", () => {
    const wide = Array.from({ length: 1000 }, (_item, index) => index);
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 90; depth++) deep = [deep, 1];

    it.each<readonly [string, JsonValue, string]>([
      ["descendants of descendants", deep, "$..*..*..*..*"],
      ["a filter over all in a filter over all", wide, "$[?$[?@ < 0]]"],
      [
        "the same items again and again",
        wide,
        `$[${Array.from({ length: 300 }, () => "*").join(",")}]`,
      ],
      ["more than there may be", Array.from({ length: 200_001 }, () => 0), "$[0]"],
    ])("%s", (_what, value, path) => {
      expect(() => queryJsonPath(value, path)).toThrow("too many values");
    });
  });

  it("refuses regular expressions that would take for ever", () => {
    expect(() => queryJsonPath(["a".repeat(60)], "$[?search(@, '(a+)+b')]")).toThrow(
      "too many steps",
    );
  });

  it("counts the steps of all its regular expressions together", () => {
    const texts = Array.from({ length: 10_000 }, () => "a".repeat(200));
    expect(() => queryJsonPath(texts, "$[?search(@, 'a*b')]")).toThrow("too many steps");
    expect(() => queryJsonPath(texts, `$[?search(@, '${"a?".repeat(490)}')]`)).toThrow("too many");
    expect(queryJsonPath(texts.slice(0, 10), "$[?match(@, 'a*')]")).toHaveLength(10);
  });

  it("refuses values that are nested too deeply", () => {
    let value: JsonValue = 1;
    for (let depth = 0; depth < 101; depth++) value = [value];
    expect(() => queryJsonPath(value, "$")).toThrow("deeper than 100");
  });
});
