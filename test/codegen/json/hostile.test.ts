import type { JsonValue } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { JsonReadError, type ReadOptions } from "../../../src/codec/index.ts";
import * as editionsEs from "../gen/es/editions_pb.ts";
import * as kindsEs from "../gen/es/kinds_pb.ts";
import * as editionsJson from "../gen/json/editions_json.ts";
import * as kindsJson from "../gen/json/kinds_json.ts";
import { expectSameRead, subject } from "../oracle.ts";

const es = { ...kindsEs, ...editionsEs };
const json = { ...kindsJson, ...editionsJson };

/** JSON in text, since `__proto__` and duplicates of a literal are not what JSON.parse makes of them. */
type Row = readonly [reason: string, message: string, text: string, options?: ReadOptions];

const lenient: ReadOptions = { ignoreUnknownFields: true };

const accepted: readonly Row[] = [
  [
    "null in every kind of field is no value",
    "Scalars",
    '{"aDouble":null,"aString":null,"someBytes":null,"aColor":null,"int64Text":null}',
  ],
  ["null in a list field is no list", "Lists", '{"doubles":null,"messages":null}'],
  ["null in a map field is no map", "Maps", '{"stringToString":null}'],
  [
    "null for a message is none",
    "WellKnown",
    '{"duration":null,"struct":null,"boolValue":null,"any":null}',
  ],
  ["null is a google.protobuf.Value", "WellKnown", '{"value":null}'],
  ["null is a NullValue, which needs no name", "Optionals", '{"aNull":null}'],
  ["null for a scalar of a oneof does not count", "Oneofs", '{"aDouble":null,"aString":"x"}'],
  ["null for a Value of a oneof is one", "Oneofs", '{"aValue":null}'],
  ["null may be among Values", "Lists", '{"values":[null,1],"nulls":[null]}'],
  ["a field may come under its proto name", "Scalars", '{"a_double":1,"int64_text":"7"}'],
  ["a name of its own in JSON, and the proto name", "Names", '{"@custom":"a","snake_json":"b"}'],
  ["a field may be named __proto__ in JSON", "Names", '{"__proto__":"data"}'],
  [
    "a field may have the name of an object's method",
    "Names",
    '{"constructor":"a","toString":"b","valueOf":"c","toJson":"d"}',
  ],
  ["1.0 and 1e3 are integers", "Scalars", '{"anInt32":1.0,"aUint32":1e3}'],
  [
    "integers may be strings, in any notation that Number reads",
    "Scalars",
    '{"anInt32":"1e3","aUint32":"0x10","anInt64":"0x10"}',
  ],
  ["-0 is an integer and stays -0", "Scalars", '{"anInt32":-0}'],
  ["64-bit integers may be numbers", "Scalars", '{"anInt64":9007199254740992,"int64Text":5}'],
  ["text with jstype JS_STRING stays as it was spelled", "Scalars", '{"int64Text":"007"}'],
  [
    "floats have names for what JSON has no number for",
    "Scalars",
    '{"aDouble":"NaN","aFloat":"-Infinity"}',
  ],
  ["the largest float, and what is rounded to it", "Scalars", '{"aFloat":3.4028235e38}'],
  [
    "base64 of both alphabets, padded or not, with blanks",
    "Lists",
    '{"bytesList":["-_-_","+/+/","AA","AA==","AA=AA=","A A\\nA A"]}',
  ],
  ["enums by name, alias and number", "Lists", '{"colors":["RED","CRIMSON",1,"BEYOND",-3,0]}'],
  ["an open enum takes any 32-bit number", "Scalars", '{"aColor":2147483647}'],
  ["a closed enum takes its own numbers", "Implicit", '{"closedList":["SEVEN",9]}'],
  [
    "unknown enum names are skipped where unknown fields are",
    "Lists",
    '{"colors":["RED","NONE","BLUE"]}',
    lenient,
  ],
  ["a skipped enum name leaves a oneof unset", "Oneofs", '{"aColor":"NONE"}', lenient],
  [
    "the key of a skipped map entry is not looked at",
    "Maps",
    '{"int32ToColor":{"x":"NONE"},"stringToColor":{"\\ud800":"NONE"}}',
    lenient,
  ],
  [
    "unknown fields are skipped, whatever they hold",
    "Scalars",
    '{"x":{"y":[null]},"[a.b]":1,"__proto__":{"aDouble":1}}',
    lenient,
  ],
  [
    "map keys named like properties of objects are data",
    "Maps",
    '{"stringToString":{"__proto__":"a","constructor":"b","":"c"}}',
  ],
  [
    "Struct keys named like properties of objects are data",
    "WellKnown",
    '{"struct":{"__proto__":{"polluted":true},"toString":1}}',
  ],
  ["Value keys too", "WellKnown", '{"value":{"__proto__":{"polluted":true}}}'],
  ["Struct text need not be Unicode", "WellKnown", '{"struct":{"a":"\\ud800"},"value":"\\ud800"}'],
  [
    "map keys of numbers, in any notation",
    "Maps",
    '{"int32ToInt32":{"1e1":1,"-0":2},"int64ToInt64":{"007":1,"-00":2}}',
  ],
  ["map keys of booleans", "Maps", '{"boolToStruct":{"true":{},"false":{}}}'],
  ["an empty Any", "WellKnown", '{"any":{}}'],
  ["a Duration may be followed by anything", "WellKnown", '{"duration":"1sabc"}'],
  ["a Duration of minus zero has nanos of minus zero", "WellKnown", '{"duration":"-0.0s"}'],
  [
    "the first and the last time",
    "Lists",
    '{"durations":["315576000000.999999999s","-315576000000s"]}',
  ],
];

const refused: readonly (readonly [
  reason: string,
  message: string,
  text: string,
  options: ReadOptions,
  path: string,
])[] = [
  ["a list is no message", "Scalars", "[]", {}, ""],
  ["null is no message", "Scalars", "null", {}, ""],
  ["text is no message", "Scalars", '"x"', {}, ""],
  ["an unknown field", "Scalars", '{"no_field":1}', {}, "no_field"],
  [
    "an unknown field in a message",
    "Tree",
    '{"left":{"branches":[{"x y":1}]}}',
    {},
    'left.branches[0]["x y"]',
  ],
  ["a field of a message without any", "Lists", '{"nothings":[{},{"a":1}]}', {}, "nothings[1].a"],
  ["a field under both its names", "Scalars", '{"aDouble":1,"a_double":1}', {}, "aDouble"],
  [
    "a field under both its names, though one is null",
    "Scalars",
    '{"aDouble":1,"a_double":null}',
    {},
    "aDouble",
  ],
  [
    "a field under both its names, in a message",
    "Tree",
    '{"left":{"named":{"k":{"field_is":1}}}}',
    {},
    'left.named["k"].field_is',
  ],
  ["two members of a oneof", "Oneofs", '{"aDouble":1,"aString":"x"}', {}, "aString"],
  [
    "two members of a oneof, though one is a null message",
    "Oneofs",
    '{"aMessage":null,"aString":"x"}',
    {},
    "aString",
  ],
  [
    "two members of a oneof, though one is a null enum",
    "Oneofs",
    '{"aColor":null,"aString":"x"}',
    {},
    "aString",
  ],
  [
    "two members of a oneof, though one is a skipped enum name",
    "Oneofs",
    '{"aColor":"NONE","aString":"x"}',
    lenient,
    "aString",
  ],
  ["null in a list", "Lists", '{"strings":["a",null]}', {}, "strings[1]"],
  ["null among messages", "Lists", '{"messages":[null]}', {}, "messages[0]"],
  ["null among Structs", "Lists", '{"structs":[null]}', {}, "structs[0]"],
  ["null among wrappers", "Lists", '{"int64Values":[null]}', {}, "int64Values[0]"],
  ["null in a map", "Maps", '{"stringToString":{"a":null}}', {}, 'stringToString["a"]'],
  ["an object for a list", "Lists", '{"doubles":{"0":1}}', {}, "doubles"],
  ["a value for a list", "Lists", '{"strings":"a"}', {}, "strings"],
  ["a list for a map", "Maps", '{"stringToString":[]}', {}, "stringToString"],
  ["a number for text", "Scalars", '{"aString":1}', {}, "aString"],
  ["text for a boolean", "Scalars", '{"aBool":"true"}', {}, "aBool"],
  ["a number for a boolean", "Scalars", '{"aBool":1}', {}, "aBool"],
  ["half a character", "Scalars", '{"aString":"\\ud800"}', {}, "aString"],
  [
    "half a character as a key",
    "Maps",
    '{"stringToString":{"\\udc00":"x"}}',
    {},
    'stringToString["\\udc00"]',
  ],
  ["a fraction for an integer", "Scalars", '{"anInt32":1.5}', {}, "anInt32"],
  ["an integer beyond 32 bits", "Scalars", '{"anInt32":2147483648}', {}, "anInt32"],
  ["a negative unsigned integer", "Scalars", '{"aUint32":-1}', {}, "aUint32"],
  ["an integer beyond 64 bits", "Scalars", '{"anInt64":"9223372036854775808"}', {}, "anInt64"],
  ["a fraction for a 64-bit integer", "Scalars", '{"anInt64":1.5}', {}, "anInt64"],
  ["an exponent in a 64-bit integer's text", "Scalars", '{"anInt64":"1e3"}', {}, "anInt64"],
  ["text with jstype JS_STRING is checked too", "Scalars", '{"uint64Text":"-1"}', {}, "uint64Text"],
  ["blanks around a number", "Scalars", '{"anInt32":" 1"}', {}, "anInt32"],
  ["empty text for a number", "Scalars", '{"aDouble":""}', {}, "aDouble"],
  ["a number that JSON.parse makes infinite", "Scalars", '{"aDouble":1e999}', {}, "aDouble"],
  ["a number beyond 32-bit floats", "Scalars", '{"aFloat":3.5e38}', {}, "aFloat"],
  ["base64 with another character", "Scalars", '{"someBytes":"A*=="}', {}, "someBytes"],
  ["base64 with a character too many", "Scalars", '{"someBytes":"AAAAA"}', {}, "someBytes"],
  ["an unknown enum name", "Scalars", '{"aColor":"GREEN"}', {}, "aColor"],
  ["a fraction for an enum", "Scalars", '{"aColor":1.5}', {}, "aColor"],
  [
    "a closed enum with another's number",
    "Implicit",
    '{"closedMap":{"a":8}}',
    {},
    'closedMap["a"]',
  ],
  ["null in a closed enum's list", "Implicit", '{"closedList":[null]}', {}, "closedList[0]"],
  [
    "a key twice, in two notations",
    "Maps",
    '{"int32ToInt32":{"1":1,"1.0":2}}',
    {},
    'int32ToInt32["1.0"]',
  ],
  [
    "a 64-bit key twice, in two notations",
    "Maps",
    '{"int64ToInt64":{"1":1,"01":2}}',
    {},
    'int64ToInt64["01"]',
  ],
  ["a key that is no number", "Maps", '{"int32ToInt32":{"a":1}}', {}, 'int32ToInt32["a"]'],
  ["a key beyond its type", "Maps", '{"uint32ToFloat":{"-1":1}}', {}, 'uint32ToFloat["-1"]'],
  ["a key that is no boolean", "Maps", '{"boolToStruct":{"1":{}}}', {}, 'boolToStruct["1"]'],
  [
    "an Any with a type",
    "WellKnown",
    '{"any":{"@type":"type.googleapis.com/kinds.Nothing"}}',
    lenient,
    "any",
  ],
  ["an Any without a type", "WellKnown", '{"any":{"a":1}}', {}, "any"],
  ["a time without a zone", "WellKnown", '{"timestamp":"2026-01-31T12:00:00"}', {}, "timestamp"],
  [
    "a time with ten digits of a second",
    "WellKnown",
    '{"timestamp":"2026-01-31T12:00:00.1234567890Z"}',
    {},
    "timestamp",
  ],
  [
    "a time before the year 1",
    "WellKnown",
    '{"timestamp":"0000-12-31T23:59:59Z"}',
    {},
    "timestamp",
  ],
  [
    "a duration with ten digits of a second",
    "WellKnown",
    '{"duration":"1.1234567890s"}',
    {},
    "duration",
  ],
  [
    "a duration of more than ten thousand years",
    "WellKnown",
    '{"duration":"315576000001s"}',
    {},
    "duration",
  ],
  ["a path in snake_case", "WellKnown", '{"fieldMask":"display_name"}', {}, "fieldMask"],
  ["a Struct that is a list", "WellKnown", '{"struct":[]}', {}, "struct"],
  ["a ListValue that is an object", "WellKnown", '{"listValue":{}}', {}, "listValue"],
  [
    "messages deeper than the limit",
    "Tree",
    '{"left":{"left":{"left":{}}}}',
    { depthLimit: 3 },
    "left.left.left",
  ],
  [
    "a Struct deeper than the limit",
    "Tree",
    '{"leaf":{"a":{"b":[1]}}}',
    { depthLimit: 4 },
    'leaf["a"]["b"][0]',
  ],
  ["a Value deeper than the limit", "Tree", '{"fruit":[1]}', { depthLimit: 3 }, "fruit"],
];

describe("accepted, with the value of protobuf-es", () => {
  it.each(accepted.map(([reason, ...rest]) => [reason, rest] as const))(
    "%s",
    (_, [message, text, options]) => {
      const input = { json: JSON.parse(text) as JsonValue, options: options ?? {} };
      expect(expectSameRead(subject({ es, json }, message), input)).toBe(true);
    },
  );
});

describe("refused, as by protobuf-es, and told where", () => {
  it.each(refused)("%s", (_, message, text, options, path) => {
    const value = JSON.parse(text) as JsonValue;
    const type = subject({ es, json }, message);
    expect(expectSameRead(type, { json: value, options })).toBe(false);
    expect(() => type.read(value, options)).toThrow(
      expect.objectContaining({ path, name: "JsonReadError" }) as Error,
    );
  });
});

describe("the work", () => {
  it("grows with the size of the input, under any names", () => {
    let tree: JsonValue = {};
    for (let i = 0; i < 90; i++) tree = { left: tree, own_name: "x" };
    expect(expectSameRead(subject({ es, json }, "Tree"), { json: tree })).toBe(true);
  });
});

describe("what an error says", () => {
  const said = (message: string, value: JsonValue): string => {
    try {
      subject({ es, json }, message).read(value);
    } catch (thrown) {
      if (thrown instanceof JsonReadError) return thrown.message;
    }
    return "nothing";
  };

  it.each<readonly [string, JsonValue, string]>([
    ["Scalars", { aString: 5 }, "aString: expected a string, found a number"],
    ["Scalars", { aBool: "yes" }, "aBool: expected true or false, found a string"],
    ["Scalars", { anInt32: 1.5 }, "anInt32: expected an integer, found 1.5"],
    [
      "Scalars",
      { anInt32: 3e9 },
      "anInt32: expected a signed 32-bit integer, found 3000000000, which is out of its range",
    ],
    [
      "Scalars",
      { aColor: "GREEN" },
      'aColor: expected one of COLOR_UNSPECIFIED, RED, CRIMSON, BLUE, BEYOND, found "GREEN"',
    ],
    [
      "Tree",
      { branches: [{}, { named: { "a b": 1 } }] },
      'branches[1].named["a b"]: expected an object, found a number',
    ],
    ["Nothing", { a: 1 }, "a: unknown field; the message has none"],
    ["Scalars", [], "expected an object, found an array"],
    [
      "Oneofs",
      { aBool: true, aFloat: 1 },
      "aFloat: another member of the oneof kind is given too, and only one may be",
    ],
  ])("%s %j: %s", (message, value, text) => {
    expect(said(message, value)).toBe(text);
  });
});
