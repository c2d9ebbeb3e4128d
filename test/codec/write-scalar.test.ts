import { describe, expect, it } from "vitest";
import * as codec from "../../src/codec/write-scalar.ts";
import { problemOf } from "./thrown.ts";

describe("what was found, in words", () => {
  it.each([
    [codec.writeString, undefined, "expected a string, found nothing"],
    [codec.writeBool, 0, "expected true or false, found a number"],
    [codec.writeInteger, "1", "expected a number, found a string"],
    [codec.writeFloat, 1n, "expected a number, found a bigint"],
    [codec.writeLong, 1.5, "expected an integer, found 1.5"],
    [codec.writeLong, true, "expected a bigint, found a boolean"],
    [codec.writeEnum, "RED", "expected the number of an enum value, found a string"],
    [codec.writeNullValue, null, "expected the number of an enum value, found null"],
  ])("%o of %o", (write, value, problem) => {
    expect(problemOf(() => write(value))).toBe(problem);
  });
});

describe("a float", () => {
  it.each([
    [1.5, 1.5],
    [-0, -0],
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    [-Infinity, "-Infinity"],
  ])("%d is %j", (value, json) => {
    expect(codec.writeFloat(value)).toBe(json);
  });
});

describe("a 64-bit integer", () => {
  it.each([[5n], [5], ["5"]])("%o is text", (value) => {
    expect(codec.writeLong(value)).toBe("5");
  });

  it("is zero in any type", () => {
    for (const zero of [0n, 0, -0, "0", ""]) expect(codec.isZero(zero)).toBe(true);
    for (const other of [1n, 1, "1", undefined, null]) expect(codec.isZero(other)).toBe(false);
  });
});

describe("bytes", () => {
  it("may be an array of numbers in a part of a message alone", () => {
    expect(codec.writeBytes([1, 2], false)).toBe("AQI=");
    expect(problemOf(() => codec.writeBytes([1, 2], true))).toBe(
      "expected bytes (Uint8Array), found an array",
    );
    expect(codec.writeBytes(new Uint8Array([1, 2]), true)).toBe("AQI=");
  });

  it("may be none", () => {
    expect(codec.isEmpty(new Uint8Array(0))).toBe(true);
    expect(codec.isEmpty(new Uint8Array(1))).toBe(false);
    expect(codec.isEmpty(undefined)).toBe(false);
  });
});
