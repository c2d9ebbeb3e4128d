import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkJson, checkUnicode, under } from "../../src/wire/check-json.ts";

const cycle: Record<string, unknown> = {};
cycle["a"] = [cycle];

describe("checkJson", () => {
  it("takes any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(checkJson(value, 10)).toBeUndefined();
      }),
    );
  });

  it.each<[string, unknown, string, string]>([
    ["NaN", { a: Number.NaN }, "a", "NaN is not a JSON number"],
    ["-Infinity in a list", [0, Number.NEGATIVE_INFINITY], "[1]", "-Infinity is not a JSON number"],
    ["undefined in a list", [undefined], "[0]", "type undefined"],
    ["a function", { f: () => 1 }, "f", "type function"],
    ["a symbol", Symbol("s"), "", "type symbol"],
    ["a date", { at: new Date(0) }, "at", "toJSON"],
    ["a cycle", cycle, "", "more than 10 levels"],
    ["a name that is no identifier", { "a-b": [{ c: 1n }] }, '["a-b"][0].c', "type bigint"],
  ])("refuses %s", (_, value, field, sentence) => {
    const finding = checkJson(value, 10);
    expect(finding?.field).toBe(field);
    expect(finding?.description).toContain(sentence);
  });

  it("counts the value itself as one level", () => {
    expect(checkJson({ a: [{}] }, 3)).toBeUndefined();
    expect(checkJson({ a: [{}] }, 2)?.description).toContain("more than 2 levels");
    expect(checkJson("text", 0)).toBeUndefined();
  });
});

describe("checkUnicode", () => {
  it.each<[string, unknown, string | undefined]>([
    ["whole characters", { a: ["😀", "é"] }, undefined],
    ["half an emoji", { a: ["x", "\ude00"] }, "a[1]"],
    ["half an emoji in a name", { "\ud83d": 1 }, String.raw`["\ud83d"]`],
    ["numbers and nulls", [1, null, true], undefined],
  ])("%s", (_, json, field) => {
    expect(checkUnicode(json)?.field).toBe(field);
  });
});

describe("under", () => {
  it.each([
    ["", "a"],
    ["b", "a.b"],
    ["[0].b", "a[0].b"],
  ])("puts a path before %j", (field, path) => {
    expect(under("a", { field, description: "" }).field).toBe(path);
  });
});
