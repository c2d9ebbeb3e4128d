import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { JsonWriteError } from "../../../src/codec/index.ts";
import * as editionsEs from "../gen/es/editions_pb.ts";
import * as kindsEs from "../gen/es/kinds_pb.ts";
import * as editionsJson from "../gen/json/editions_json.ts";
import * as kindsJson from "../gen/json/kinds_json.ts";
import { expectSameWrite, subject } from "../oracle.ts";

const es = { ...kindsEs, ...editionsEs };
const json = { ...kindsJson, ...editionsJson };

const ownProto = (value: unknown): object =>
  JSON.parse(`{"__proto__":${JSON.stringify(value)}}`) as object;
const scalars = create(kindsEs.ScalarsSchema, { aString: "x" });
const stranger = { $typeName: "a.Stranger", aString: "x" };

const written: readonly (readonly [reason: string, message: string, part: object])[] = [
  ["nothing at all", "Scalars", {}],
  [
    "undefined and null for fields that are not set",
    "Scalars",
    { aString: undefined, aDouble: null, someBytes: undefined, aColor: null },
  ],
  [
    "zero values are left out",
    "Scalars",
    { aString: "", anInt32: 0, anInt64: 0n, aBool: false, aColor: 0, someBytes: new Uint8Array(0) },
  ],
  ["zero of a 64-bit integer in other types", "Scalars", { anInt64: 0, int64Text: "0" }],
  ["but not minus zero of a float", "Scalars", { aDouble: -0, aFloat: -0 }],
  [
    "zero values of optional fields are written",
    "Optionals",
    { aString: "", anInt32: 0, aBool: false, aNull: 0, int64Text: "0" },
  ],
  ["what JSON has no number for", "Scalars", { aDouble: NaN, aFloat: -Infinity }],
  ["the largest 64-bit integers", "Scalars", { anInt64: -(2n ** 63n), aUint64: 2n ** 64n - 1n }],
  ["bytes as an array of numbers in a part", "Scalars", { someBytes: [1, 2, 255] }],
  ["half a character in text", "Scalars", { aString: "\ud800" }],
  ["enum numbers without a name", "Lists", { colors: [1, 77, -3] }],
  ["empty lists and maps are left out", "Lists", { doubles: [], messages: [] }],
  ["a map with __proto__", "Maps", { stringToString: ownProto("a") }],
  [
    "a field named __proto__ in JSON",
    "Names",
    { protoKey: "data", constructor$: "c", custom: "@" },
  ],
  ["a Struct with __proto__ in it", "WellKnown", { struct: { a: ownProto({ polluted: true }) } }],
  ["a Struct with a property named toJSON", "WellKnown", { struct: { toJSON: "data" } }],
  [
    "a Struct with an object that inherits",
    "WellKnown",
    { struct: { a: Object.assign(Object.create({ inherited: 1 }) as object, { x: 1 }) } },
  ],
  [
    "wrappers are plain, and may be zero",
    "WellKnown",
    { boolValue: false, int64Value: 0n, stringValue: "", bytesValue: new Uint8Array(0) },
  ],
  ["a message within a part", "Lists", { messages: [scalars, {}] }],
  ["a message of another type within a part, by its fields", "Lists", { messages: [stranger] }],
  ["a whole message of another type, by its fields", "Scalars", stranger],
  ["a oneof whose case is not one of it", "Oneofs", { kind: { case: "unheardOf", value: 1 } }],
  ["a oneof with a message of no fields", "Oneofs", { kind: { case: "nothing", value: {} } }],
  [
    "members of a oneof on both sides of a field",
    "Oneofs",
    { second: { case: "otherChoice", value: "b" }, between: "a" },
  ],
  [
    "negative durations",
    "Lists",
    { durations: [{ seconds: -1n, nanos: -500_000_000 }, { nanos: -1 }, { seconds: -1n }] },
  ],
  ["a required message that is set", "Required", { needed: {} }],
];

const refused: readonly (readonly [reason: string, message: string, part: object, path: string])[] =
  [
    ["a number for text", "Scalars", { aString: 5 }, "aString"],
    ["text for a number", "Scalars", { anInt32: "5" }, "anInt32"],
    ["a fraction for a 64-bit integer", "Scalars", { anInt64: 1.5 }, "anInt64"],
    ["a string for an enum", "Scalars", { aColor: "RED" }, "aColor"],
    ["a string for bytes", "Scalars", { someBytes: "AAAA" }, "someBytes"],
    ["undefined in a list", "Lists", { strings: ["a", undefined] }, "strings[1]"],
    ["null in a map", "Maps", { stringToString: { a: null } }, 'stringToString["a"]'],
    [
      "a message's field, deep in a tree",
      "Tree",
      { branches: [{}, { named: { "a b": { left: { leaf: { x: [NaN] } } } } }] },
      'branches[1].named["a b"].left.leaf["x"][0]',
    ],
    ["undefined in a Struct", "WellKnown", { struct: { a: undefined } }, 'struct["a"]'],
    [
      "a function in a Struct",
      "WellKnown",
      { struct: { a: { toJSON: () => 1 } } },
      'struct["a"]["toJSON"]',
    ],
    ["a bigint in a Struct", "WellKnown", { struct: { a: [1n] } }, 'struct["a"][0]'],
    ["infinity in a Struct", "WellKnown", { struct: { a: Infinity } }, 'struct["a"]'],
    ["a Value of no kind", "WellKnown", { value: {} }, "value"],
    [
      "NaN in a Value",
      "WellKnown",
      { value: { kind: { case: "numberValue", value: NaN } } },
      "value",
    ],
    [
      "NaN in a list of Values",
      "WellKnown",
      { listValue: { values: [{ kind: { case: "numberValue", value: NaN } }] } },
      "listValue[0]",
    ],
    ["a oneof without its value", "Oneofs", { kind: { case: "aString" } }, "aString"],
    [
      "an Any with a type",
      "WellKnown",
      { any: { typeUrl: "type.googleapis.com/kinds.Nothing" } },
      "any",
    ],
    [
      "a time beyond the year 9999",
      "WellKnown",
      { timestamp: { seconds: 253402300800n } },
      "timestamp",
    ],
    ["negative nanos of a time", "WellKnown", { timestamp: { nanos: -1 } }, "timestamp"],
    ["a duration of two signs", "WellKnown", { duration: { seconds: 1n, nanos: -1 } }, "duration"],
    [
      "a path that camelCase cannot carry",
      "WellKnown",
      { fieldMask: { paths: ["a", "foo__bar"] } },
      "fieldMask",
    ],
    [
      "a part within a whole message",
      "Lists",
      { $typeName: "kinds.Lists", ...withEmptyLists(), messages: [{ aString: "x" }] },
      "messages[0]",
    ],
    [
      "another message within a whole one",
      "Tree",
      { ...create(kindsEs.TreeSchema), left: scalars },
      "left",
    ],
    ["a whole message without its fields", "Scalars", { $typeName: "kinds.Scalars" }, "aDouble"],
    ["a required message that is not set", "Required", {}, "needed"],
  ];

function withEmptyLists(): object {
  return create(kindsEs.ListsSchema);
}

describe("written as by protobuf-es", () => {
  it.each(written)("%s", (_, message, part) => {
    expect(expectSameWrite(subject({ es, json }, message), part)).toBe(true);
  });
});

it("writes a Struct without a prototype as it is", () => {
  const struct = Object.assign(Object.create(null) as Record<string, number>, { a: 1 });
  expect(kindsJson.writeWellKnown({ struct })["struct"]).toBe(struct);
});

describe("refused as by protobuf-es, and told where", () => {
  it.each(refused)("%s", (_, message, part, path) => {
    const type = subject({ es, json }, message);
    expect(expectSameWrite(type, part)).toBe(false);
    expect(() => type.write(part as never)).toThrow(
      expect.objectContaining({ path, name: "JsonWriteError" }) as Error,
    );
  });
});

describe("refused, where protobuf-es drops what the types forbid", () => {
  it.each([
    ["text for a Struct, which protobuf-es writes as {}", "WellKnown", { struct: "text" }],
    ["a list for a Struct, which protobuf-es writes as {}", "WellKnown", { struct: [1] }],
    ["text for a list, which protobuf-es takes to pieces", "Lists", { strings: "abc" }],
    ["an object for a list, which protobuf-es writes as []", "Lists", { strings: {} }],
    [
      "a list for a map, which protobuf-es writes with indices as keys",
      "Maps",
      { stringToString: ["a"] },
    ],
    [
      "a number in a Value's text, which protobuf-es writes as a number",
      "WellKnown",
      { value: { kind: { case: "stringValue", value: 5 } } },
    ],
    [
      "a duration without nanos that says it is whole, which protobuf-es writes as NaN",
      "WellKnown",
      { duration: { $typeName: "google.protobuf.Duration", seconds: 1n } },
    ],
  ])("%s", (_, message, part) => {
    expect(() => subject({ es, json }, message).write(part as never)).toThrow(JsonWriteError);
  });
});
