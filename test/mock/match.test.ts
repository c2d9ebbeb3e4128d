import fc from "fast-check";
import type { JsonValue } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { describeRule, findRule, isPartOf } from "../../src/mock/match.ts";
import type { MockRule } from "../../src/mock/rules.ts";

const request = {
  method: "POST",
  path: "/hook?key=1",
  tag: "balance",
  action: "",
  json: { sessionInfo: { parameters: { amount: 5, list: [{ a: 1, b: 2 }] } } },
};

describe("findRule", () => {
  it.each<readonly [MockRule, boolean, string]>([
    [{}, true, "without conditions it takes every request"],
    [{ tag: "balance" }, true, "the tag is that"],
    [{ tag: "Balance" }, false, "tags have capitals and small letters"],
    [{ action: "pay" }, false, "the action is another"],
    [{ method: "POST", path: "/hook" }, true, "a path without a query takes any query"],
    [{ path: "/hook?key=1" }, true, "a path with a query is compared whole"],
    [{ path: "/hook?key=2" }, false, "the query is another"],
    [{ method: "GET" }, false, "the method is another"],
    [{ match: { sessionInfo: { parameters: { amount: 5 } } } }, true, "a part of the body"],
    [{ tag: "balance", match: { other: 1 } }, false, "all conditions have to hold"],
  ])("%j: %s (%s)", (rule, found) => {
    expect(findRule([rule], request) !== undefined).toBe(found);
  });

  it("takes the first of those that fit", () => {
    const rules = [{ tag: "other" }, { name: "first" }, { name: "second" }];
    expect(findRule(rules, request)).toBe(rules[1]);
  });

  it("matches no body that is not JSON", () => {
    expect(findRule([{ match: {} }], { method: "POST", path: "/" })).toBeUndefined();
  });
});

describe("isPartOf", () => {
  it.each<readonly [JsonValue, JsonValue, boolean, string]>([
    [{ a: 1 }, { a: 1, b: 2 }, true, "an object may have more members"],
    [{ a: 1, b: 2 }, { a: 1 }, false, "but not fewer"],
    [[{ a: 1 }], [{ a: 1, b: 2 }], true, "items are matched in part"],
    [[1], [1, 2], false, "a list has as many items"],
    [{ a: null }, {}, false, "null is a value that is there"],
    [{}, [], false, "a list is no object"],
    [[], {}, false, "an object is no list"],
    ["1", 1, false, "a text is no number"],
    [{ constructor: "x" }, {}, false, "what every object inherits is not in the JSON"],
  ])("%j is part of %j: %s (%s)", (part, whole, expected) => {
    expect(isPartOf(part, whole)).toBe(expected);
  });

  it("holds for every value and itself, and with any member added", () => {
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), json, (object, value) => {
        expect(isPartOf(object, object)).toBe(true);
        const more = Object.assign(Object.create(null) as object, object, {
          "an added one": value,
        });
        expect(isPartOf(object, more as JsonValue)).toBe(
          !Object.hasOwn(object, "an added one") || isPartOf(object["an added one"] ?? null, value),
        );
      }),
    );
  });
});

describe("describeRule", () => {
  it.each<readonly [MockRule, string]>([
    [{}, "anything"],
    [{ name: "balance", tag: "t" }, "balance"],
    [
      { method: "POST", path: "/a", tag: "t", action: "x", match: { a: 1 } },
      'POST, /a, tag t, action x, match {"a":1}',
    ],
  ])("calls %j %s", (rule, name) => {
    expect(describeRule(rule)).toBe(name);
  });
});
