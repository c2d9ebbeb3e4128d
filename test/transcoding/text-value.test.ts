import { create, toJson, type DescField } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { describe, expect, it } from "vitest";
import { textReader, TextValueError } from "../../src/transcoding/text-value.ts";
import { messageType, registry } from "./fixture.ts";

const sample = messageType("Sample");

function field(name: string): DescField {
  const found = sample.fields.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`There is no field ${name}.`);
  return found;
}

/** The JSON that a text becomes, by way of its message. */
function read(name: string, text: string): unknown {
  const target = reflect(sample, create(sample));
  const value = textReader(field(name))?.(text);
  const one = field(name);
  if (one.fieldKind === "list") target.get(one).add(value);
  else target.set(one, value);
  const json = toJson(sample, target.message, { registry });
  return (json as Record<string, unknown>)[one.jsonName];
}

describe("textReader", () => {
  it.each([
    ["f_string", "a b", "a b"],
    ["p_string", "", ""],
    ["f_int32", "-5", -5],
    ["f_int32", "-2147483648", -2147483648],
    ["f_uint32", "4294967295", 4294967295],
    ["f_int64", "-9223372036854775808", "-9223372036854775808"],
    ["f_uint64", "18446744073709551615", "18446744073709551615"],
    ["f_double", "1.5e-3", 0.0015],
    ["f_double", "-1", -1],
    ["f_double", "NaN", "NaN"],
    ["f_float", "-Infinity", "-Infinity"],
    ["f_float", "3.4028235e38", 3.4028235e38],
    ["f_bool", "true", true],
    ["p_bool", "false", false],
    ["f_bytes", "-_8=", "+/8="],
    ["f_bytes", "+/8", "+/8="],
    ["f_bytes", " /8", "+/8="],
    ["f_colour", "COLOUR_RED", "COLOUR_RED"],
    ["f_colour", "2", "COLOUR_GREEN"],
    ["f_colour", "77", 77],
    ["f_colour", "-3", -3],
    ["r_colour", "5", ["COLOUR_BLUE"]],
    ["r_int32", "7", [7]],
    ["timestamp", "2026-01-31T12:00:00.5+01:00", "2026-01-31T11:00:00.500Z"],
    ["duration", "-3.5s", "-3.500s"],
    ["r_duration", "1s", ["1s"]],
    ["mask", "a_b,c.dE", "aB,c.dE"],
    ["w_string", "", ""],
    ["w_int64", "-1", "-1"],
    ["w_bool", "false", false],
    ["w_bytes", "AQ", "AQ=="],
    ["rw_int32", "4", [4]],
    ["c_wrapped", "9", 9],
  ])("reads %s from %j as %j", (name, text, expected) => {
    expect(read(name, text)).toEqual(expected);
  });

  it("reads null for the enum that is null, by its name too", () => {
    const one = textReader(field("null"));
    expect([one?.("null"), one?.("NULL_VALUE"), one?.("0")]).toEqual([0, 0, 0]);
  });

  it.each([
    ["f_int32", "2147483648", "an integer from -2147483648 to 2147483647", "it is too large"],
    ["f_int32", "1.0", "an integer", "it has a fraction"],
    ["f_int32", "0x10", "an integer", "it is hexadecimal"],
    ["f_int32", "", "an integer", "it is empty"],
    ["f_int32", " 1", "an integer", "it has a space"],
    ["f_int32", "+1", "an integer", "JSON has no plus sign"],
    ["f_uint32", "-1", "an integer from 0 to 4294967295", "it is negative"],
    ["f_int64", "9223372036854775808", "an integer", "it is too large"],
    ["f_uint64", "9".repeat(400), "an integer", "it is far too large"],
    ["f_double", "1e999", "a number", "it is infinite without saying so"],
    ["f_double", "1.", "a number", "JSON has digits after a dot"],
    ["f_double", ".5", "a number", "and before it"],
    ["f_double", "inf", "a number", "infinity is spelled out"],
    ["f_double", "", "a number", "it is empty"],
    ["f_float", "3.5e38", "a number", "it is beyond single precision"],
    ["f_bool", "1", "true or false", "a number is none"],
    ["f_bool", "True", "true or false", "case counts"],
    ["f_bytes", "a", "base64", "six bits are no byte"],
    ["f_bytes", "a b?", "base64", "of its characters"],
    ["f_colour", "RED", "COLOUR_RED, COLOUR_GREEN, COLOUR_BLUE", "the name is another"],
    ["f_colour", "2147483648", "one of", "no enum has so large a number"],
    ["timestamp", "yesterday", "RFC 3339", "it is no time"],
    ["duration", "5", "seconds", "it has no unit"],
    ["w_bool", "null", "true or false", "text has no null"],
  ])("refuses %s from %j, and asks for %s: %s", (name, text, expected) => {
    expect(() => read(name, text)).toThrow(TextValueError);
    expect(() => read(name, text)).toThrow(expected);
  });

  it.each(["f_child", "r_child", "m_string", "struct", "value", "any"])(
    "has no reader for %s",
    (name) => {
      expect(textReader(field(name))).toBeUndefined();
    },
  );
});
