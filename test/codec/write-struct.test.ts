import { create, fromJson, toJson } from "@bufbuild/protobuf";
import { ListValueSchema, ValueSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/codec/index.ts";
import { writeListValue, writeStruct, writeValue } from "../../src/codec/write-struct.ts";
import { problemOf } from "./thrown.ts";

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;

describe("a Value and a ListValue", () => {
  it("are written as by protobuf-es", () => {
    fc.assert(
      fc.property(json, (value) => {
        const message = fromJson(ValueSchema, value);
        expect(writeValue(message, true)).toEqual(toJson(ValueSchema, message));
        const list = create(ListValueSchema, { values: [message] });
        expect(writeListValue(list, true)).toEqual(toJson(ListValueSchema, list));
      }),
    );
  });

  it.each([
    [{ kind: { case: "stringValue", value: 5 } }, "expected a string, found a number"],
    [{ kind: { case: "boolValue", value: 5 } }, "expected true or false, found a number"],
    [{ kind: { case: "numberValue", value: "5" } }, "expected a number, found a string"],
    [{ kind: { case: "numberValue", value: NaN } }, "expected a finite number, found NaN"],
    [
      { kind: { case: undefined } },
      "expected a google.protobuf.Value with a kind, found one without",
    ],
    [{}, "expected a google.protobuf.Value with a kind, found one without"],
  ])("refuse %j", (value, problem) => {
    expect(problemOf(() => writeValue(value, false))).toBe(problem);
  });
});

describe("a Struct in a field", () => {
  it("is the object of the message, not a copy", () => {
    fc.assert(
      fc.property(json, (value) => {
        const struct: JsonObject = { value };
        expect(writeStruct(struct)).toBe(struct);
      }),
    );
  });

  it("is a copy of own properties where a toJSON would come between", () => {
    expect(
      JSON.stringify(
        writeStruct({
          date: Object.assign(Object.create({ toJSON: () => 5 }) as object, { a: 1 }),
        }),
      ),
    ).toBe('{"date":{"a":1}}');
    expect(writeStruct({ day: new Date(0), list: [1] })).toEqual({ day: {}, list: [1] });
  });

  it.each([
    [[1], "expected a plain object, found an array"],
    ["x", "expected a plain object, found a string"],
    [{ a: undefined }, "expected a JSON value, found nothing"],
    [{ a: [NaN] }, "expected a finite number, found NaN"],
    [{ a: () => 1 }, "expected a JSON value, found a function"],
  ])("is not %o", (value, problem) => {
    expect(problemOf(() => writeStruct(value))).toBe(problem);
  });
});
