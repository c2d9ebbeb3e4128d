import { describe, expect, it } from "vitest";
import * as codec from "../../src/codec/read-scalar.ts";
import { problemOf } from "./thrown.ts";

describe("what was found, in words", () => {
  it.each([
    [codec.readString, 1, "expected a string, found a number"],
    [codec.readString, "\ud800", "expected Unicode text, found an unpaired surrogate"],
    [codec.readBool, "true", "expected true or false, found a string"],
    [codec.readDouble, "", 'expected a number, found the text ""'],
    [
      codec.readDouble,
      Infinity,
      'expected a finite number; others are spelled "NaN", "Infinity" and "-Infinity"',
    ],
    [codec.readDouble, {}, "expected a number, found an object"],
    [codec.readFloat, 1e39, "expected a 32-bit float, found 1e+39, which is out of its range"],
    [codec.readInt32, 0.5, "expected an integer, found 0.5"],
    [codec.readInt32, "x".repeat(40), `expected an integer, found the text "${"x".repeat(30)}…"`],
    [
      codec.readUint32,
      -1,
      "expected an unsigned 32-bit integer, found -1, which is out of its range",
    ],
    [codec.readInt64, "1e3", 'expected an integer, found the text "1e3"'],
    [codec.readInt64, null, "expected an integer, found null"],
    [
      codec.readUint64,
      "-1",
      "expected an unsigned 64-bit integer, found -1, which is out of its range",
    ],
    [codec.readBytes, [], "expected a string in base64, found an array"],
    [codec.readBytes, "*", "expected a string in base64, found other text"],
  ])("%o of %j", (read, json, problem) => {
    expect(problemOf(() => read(json as never))).toBe(problem);
  });
});

describe("an enum", () => {
  const rule = { ignore: false, names: "RED, BLUE" };

  it.each([
    ["GREEN", 'expected one of RED, BLUE, found "GREEN"'],
    [true, "expected one of RED, BLUE, or a number, found a boolean"],
    [1.5, "expected one of RED, BLUE, or a 32-bit integer, found 1.5"],
    [2 ** 31, "expected one of RED, BLUE, or a 32-bit integer, found 2147483648"],
  ])("is not %j", (json, problem) => {
    expect(problemOf(() => codec.readEnum(json, rule))).toBe(problem);
  });

  it("has any 32-bit number if it is open, and its own alone if it is closed", () => {
    expect(codec.readEnum(77, rule)).toBe(77);
    expect(codec.readClosedEnum(2, { ...rule, numbers: [1, 2] })).toBe(2);
    expect(problemOf(() => codec.readClosedEnum(3, { ...rule, numbers: [1, 2] }))).toBe(
      "expected one of RED, BLUE, or the number of one, found 3",
    );
  });

  it("has unknown names skipped where that is asked for", () => {
    expect(codec.readEnum("GREEN", { ...rule, ignore: true })).toBeUndefined();
    expect(codec.readClosedEnum("GREEN", { ...rule, ignore: true, numbers: [1] })).toBeUndefined();
  });
});
