import { describe, expect, it } from "vitest";
import { integerKey, longKey, onceIn, readBoolKey } from "../../src/codec/map-key.ts";

describe("the shortest spelling of a key", () => {
  it.each([
    ["1", "1"],
    ["1.0", "1"],
    ["1e3", "1000"],
    ["-0", "0"],
    ["0x10", "16"],
    ["", ""],
    [" 1", " 1"],
    ["a", "a"],
  ])("of 32 bits: %j is %j", (key, short) => {
    expect(integerKey(key)).toBe(short);
  });

  it.each([
    ["1", "1"],
    ["007", "7"],
    ["-007", "-7"],
    ["000", "0"],
    ["-00", "0"],
    ["0x10", "0x10"],
    ["9223372036854775807", "9223372036854775807"],
    ["a", "a"],
  ])("of 64 bits: %j is %j", (key, short) => {
    expect(longKey(key)).toBe(short);
  });
});

describe("what a key may be", () => {
  it("a boolean is true or false, spelled so", () => {
    expect(() => readBoolKey("true")).not.toThrow();
    expect(() => readBoolKey("false")).not.toThrow();
    for (const key of ["TRUE", "1", ""]) expect(() => readBoolKey(key)).toThrow();
  });

  it("there once", () => {
    const seen = new Set<string>();
    onceIn(seen, "1");
    onceIn(seen, "2");
    expect(() => onceIn(seen, "1")).toThrow();
  });
});
