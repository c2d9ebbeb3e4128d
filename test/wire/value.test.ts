import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { create, fromJson, toBinary, toJson } from "@bufbuild/protobuf";
import { ValueSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { writeValue } from "../../src/codec/index.ts";
import {
  fromPlain,
  fromPlainObject,
  plainValue,
  toPlain,
  toPlainObject,
} from "../../src/wire/value.ts";

const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;

const prototypeNames = Object.getOwnPropertyNames(Object.prototype).toSorted();

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(prototypeNames);
});

describe("fromPlain and toPlain", () => {
  it("give back any JSON value", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(toPlain(fromPlain(value))).toEqual(value);
      }),
    );
  });

  it("are those of protobuf-es", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(fromPlain(value)).toEqual(fromJson(ValueSchema, value));
        expect(toPlain(fromJson(ValueSchema, value))).toEqual(
          toJson(ValueSchema, fromPlain(value)),
        );
      }),
    );
  });

  it("show what is absent, or has no kind, as null", () => {
    expect(toPlain(undefined)).toBeNull();
    expect(toPlain(create(ValueSchema))).toBeNull();
  });

  it("take init shapes", () => {
    expect(
      toPlain({
        kind: {
          case: "listValue",
          value: { values: [{ kind: { case: "boolValue", value: true } }] },
        },
      }),
    ).toEqual([true]);
    expect(toPlain({ kind: { case: "structValue", value: {} } })).toEqual({});
  });

  it("leave undefined members out", () => {
    expect(toPlainObject(fromPlainObject({ a: 1, b: undefined }))).toEqual({ a: 1 });
  });
});

describe("plainValue", () => {
  it("is a Value like any other to protobuf-es, and its JSON to the writer", () => {
    fc.assert(
      fc.property(json, (value) => {
        const made = plainValue(value);
        expect(toBinary(ValueSchema, made)).toEqual(toBinary(ValueSchema, fromPlain(value)));
        expect(toJson(ValueSchema, made)).toEqual(toJson(ValueSchema, fromPlain(value)));
        expect(toPlain(made)).toEqual(value);
        expect(writeValue(made, true)).toBe(value);
      }),
    );
  });
});

describe("keys that spell a prototype", () => {
  const hostile = JSON.parse(
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"x","a":[{"__proto__":1}]}',
  ) as JsonObject;

  it("are own properties on both ways", () => {
    const fields = fromPlainObject(hostile);
    expect(Object.keys(fields)).toEqual(["__proto__", "constructor", "toString", "a"]);
    const plain = toPlainObject(fields);
    expect(JSON.stringify(plain)).toBe(JSON.stringify(hostile));
    expect(Object.hasOwn(plain, "__proto__")).toBe(true);
    expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
  });

  it("reach no prototype", () => {
    const plain = toPlain(fromPlain(hostile)) as JsonObject;
    expect("polluted" in plain).toBe(false);
    expect("polluted" in {}).toBe(false);
    expect(Object.getPrototypeOf(fromPlainObject(hostile))).toBe(Object.prototype);
  });
});

describe("what is not JSON", () => {
  const cycle: JsonObject = {};
  cycle["self"] = cycle;

  it.each([
    ["NaN", { a: [Number.NaN] }, "value.a[0] is NaN"],
    ["Infinity", Number.POSITIVE_INFINITY, "value is Infinity"],
    ["a function", { f: () => 1 }, "value.f is function"],
    ["undefined in a list", [undefined], "value[0] is undefined"],
    ["a bigint", 1n, "value is bigint"],
    ["a date", { at: new Date(0) }, "value.at is an instance of Date"],
    ["a map", new Map(), "value is an instance of Map"],
    ["a cycle", cycle, "contains itself"],
  ])("is refused with its path: %s", (_, value, sentence) => {
    expect(() => fromPlain(value as JsonValue)).toThrow(TypeError);
    expect(() => fromPlain(value as JsonValue)).toThrow(sentence);
  });

  it("does not include objects without a prototype", () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 }) as JsonObject;
    expect(toPlain(fromPlain(bare))).toEqual({ a: 1 });
  });
});
