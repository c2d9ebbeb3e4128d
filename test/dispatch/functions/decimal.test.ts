import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  decimalOf,
  divide,
  multiply,
  negate,
  numberIn,
  numberOf,
  round,
} from "../../../src/dispatch/functions/decimal.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("decimals", () => {
  it("are the number again", () => {
    fc.assert(
      fc.property(finite, (number) => {
        expect(numberOf(decimalOf(number))).toBe(number === 0 ? 0 : number);
      }),
    );
  });

  it("add up with their negatives to nothing", () => {
    fc.assert(
      fc.property(finite, (number) => {
        expect(add(decimalOf(number), negate(decimalOf(number))).digits).toBe(0n);
      }),
    );
  });

  it("are divided as they are multiplied", () => {
    const small = fc.integer({ min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        small,
        small.filter((b) => b !== 0),
        (a, b) => {
          const product = multiply(decimalOf(a), decimalOf(b));
          expect(numberOf(divide(product, decimalOf(b), 3))).toBe(a);
        },
      ),
    );
  });

  it("are rounded to what is at most half a unit away", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (number) => {
        const rounded = numberOf(round(decimalOf(number), 2));
        expect(Math.abs(rounded - number)).toBeLessThanOrEqual(0.005_000_001);
        expect(numberOf(round(decimalOf(rounded), 2))).toBe(rounded);
      }),
    );
  });
});

describe("numberIn", () => {
  it.each([
    ["-3", -3],
    [" 4.50 ", 4.5],
    ["+1e3", 1000],
    [".5", 0.5],
    ["5.", 5],
    ["-0", 0],
    ["", undefined],
    [".", undefined],
    ["0x10", undefined],
    ["1,000", undefined],
    ["Infinity", undefined],
    ["1e999", undefined],
    ["NaN", undefined],
    ["1 2", undefined],
  ])("reads %j as %j", (text, number) => {
    expect(numberIn(text)).toBe(number);
  });

  it("reads every number that is printed", () => {
    fc.assert(
      fc.property(finite, (number) => {
        expect(numberIn(String(number))).toBe(number === 0 ? 0 : number);
      }),
    );
  });
});
