import { fromJson } from "@bufbuild/protobuf";
import { ListValueSchema, ValueSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/codec/index.ts";
import * as codec from "../../src/codec/read-struct.ts";
import { problemOf } from "./thrown.ts";

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;

describe("a Value and a ListValue", () => {
  it("are those of protobuf-es", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(codec.readValue(value, 100)).toEqual(fromJson(ValueSchema, value));
        expect(codec.readListValue([value], 100)).toEqual(fromJson(ListValueSchema, [value]));
      }),
    );
  });

  it("a ListValue is a list", () => {
    expect(problemOf(() => codec.readListValue({}, 100))).toBe(
      "expected an array, found an object",
    );
  });
});

describe("a Struct in a field", () => {
  it("is the object that was given, not a copy", () => {
    const struct: JsonObject = { a: [{ b: null }] };
    expect(codec.readStruct(struct, 100)).toBe(struct);
  });

  it.each<readonly [string, number]>([
    ["{}", 1],
    ['{"a":1}', 2],
    ['{"a":{}}', 2],
    ['{"a":[{"b":1}]}', 4],
  ])("%s needs %i levels", (text, levels) => {
    const struct = JSON.parse(text) as JsonObject;
    expect(codec.readStruct(struct, levels)).toBe(struct);
    expect(problemOf(() => codec.readStruct(struct, levels - 1))).toBe("nested too deeply");
  });

  it("holds nothing that JSON has not", () => {
    for (const value of [undefined, 1n, () => 1, Symbol("s")])
      expect(problemOf(() => codec.readStruct({ a: [value as never] }, 100))).toMatch(
        /^expected a JSON value, found/,
      );
  });
});

describe("an array with holes", () => {
  it("is no JSON", () => {
    const holes: JsonValue[] = [];
    holes.length = 1;
    expect(problemOf(() => codec.readStruct({ a: holes }, 100))).toBe(
      "expected JSON values, found nothing",
    );
  });
});

describe("a NullValue", () => {
  it.each([
    [null, 0],
    ["NULL_VALUE", 0],
    [0, 0],
    [5, 5],
  ])("%j is %j", (value, number) => {
    expect(codec.readNullValue(value, false)).toBe(number);
  });

  it("has unknown names skipped where that is asked for", () => {
    expect(codec.readNullValue("OTHER", true)).toBeUndefined();
    expect(problemOf(() => codec.readNullValue("OTHER", false))).toBe(
      'expected null, or "NULL_VALUE", found a string',
    );
    expect(problemOf(() => codec.readNullValue(0.5, true))).toBe(
      'expected null, or "NULL_VALUE", found a number',
    );
  });
});
