import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printDouble, printFloat } from "../../src/wire/print-number.ts";

describe("printDouble", () => {
  it.each([
    [0, "0.0", "captured: counters without input or match"],
    [-0, "-0.0", "zero keeps its sign, as in Java"],
    [1, "1.0", "captured: a confidence"],
    [-3, "-3.0", "whole numbers have a decimal, negative ones too"],
    [0.2, "0.2", "captured: a sentiment"],
    [3.25, "3.25", "no digits are added to a fraction"],
    [0.001, "0.001", "the smallest without exponent"],
    [0.0005, "5.0E-4", "below it, with one"],
    [9_999_999, "9999999.0", "the largest whole number without exponent"],
    [9_999_999.5, "9999999.5", "the same with a fraction"],
    [10_000_000, "1.0E7", "from there on, with one"],
    [1_515_096_137_778, "1.515096137778E12", "a time in milliseconds"],
    [1e23, "1.0E23", "the exponent has no plus"],
    [-12_345_678.9, "-1.23456789E7", "digits stay, the point moves"],
  ])("writes %d as %s: %s", (value, text) => {
    expect(printDouble(value)).toBe(text);
  });

  it("writes what reads back as the same number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(printDouble(value))).toBe(value);
        expect(JSON.parse(printDouble(value))).toBe(value);
      }),
    );
  });
});

describe("printFloat", () => {
  it.each([
    [Math.fround(0.2), "0.2", "as it was meant, not as a double has it"],
    [0.2, "0.2", "a double is rounded first"],
    [1, "1.0", "a whole confidence"],
    [Math.fround(0.752_422_3), "0.7524223", "seven digits, where that many are needed"],
    [Math.fround(16_777_217), "1.6777216E7", "large ones by the rule of doubles"],
    [Math.fround(1e-5), "1.0E-5", "small ones too"],
  ])("writes %d as %s: %s", (value, text) => {
    expect(printFloat(value)).toBe(text);
  });

  it("writes what reads back as the same float, in no more than nine digits", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = printFloat(value);
        expect(Math.fround(Number(text))).toBe(value);
        const [mantissa = ""] = text.replace(/^-?0?\.?0*/, "").split("E");
        expect(mantissa.replace(".", "").replace(/0+$/, "").length).toBeLessThanOrEqual(9);
      }),
    );
  });

  it("writes a decimal of up to six digits as it is written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 999_999 }), (number) => {
        const text = printDouble(number / 1e6);
        expect(printFloat(Math.fround(Number(text)))).toBe(text);
      }),
    );
  });
});
