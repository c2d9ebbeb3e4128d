import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, rowsOf } from "./fixture.ts";

describe("ADD", () => {
  rowsOf("ADD", [
    { args: [1, 2], is: 3, why: "documented" },
    { args: [1, 2, 3, 4], is: 10, why: "any number of arguments is documented" },
    { args: [5], is: 5, why: "assumed: a sum of one" },
    { args: [0.1, 0.2], is: 0.3, why: "assumed: decimal, as DIVIDE's scale is" },
    { args: [1e21, 1e-7], is: 1e21, why: "the nearest number to the exact sum" },
    { args: [-0, 0], is: 0, why: "JSON has no use for -0" },
    { args: [], fails: "takes 1 to 1000", why: "there is nothing to add" },
    { args: [1, null], fails: "not null (not set)", why: "all arguments are numbers (documented)" },
    { args: [1, "2"], fails: "not a text", why: "all arguments are numbers; TO_NUMBER makes them" },
    { args: [1, true], fails: "not a boolean", why: "all arguments are numbers" },
    { args: [[1, 2]], fails: "not a list", why: "all arguments are numbers" },
    { args: [1e308, 1e308], fails: "too large", why: "JSON has no Infinity" },
    { args: Array.from({ length: 1001 }, () => 1), fails: "not 1001", why: "a limit" },
  ]);

  it("adds whole numbers in any order to the same sum", () => {
    const whole = fc.maxSafeInteger().map((value) => Math.trunc(value / 1000));
    fc.assert(
      fc.property(fc.array(whole, { minLength: 1, maxLength: 20 }), (numbers) => {
        const sum = numbers.reduce((a, b) => a + b, 0);
        expect(call("ADD", numbers)).toBe(sum);
        expect(call("ADD", numbers.toReversed())).toBe(sum);
      }),
    );
  });
});

describe("MINUS", () => {
  rowsOf("MINUS", [
    { args: [3, 2], is: 1, why: "documented" },
    { args: [0.3, 0.1], is: 0.2, why: "assumed: decimal" },
    { args: [1, 1], is: 0, why: "not -0" },
    { args: [1], fails: "takes 2 arguments", why: "two arguments are documented" },
    { args: [null, 1], fails: "not null", why: "both are numbers" },
  ]);
});

describe("MULTIPLY", () => {
  rowsOf("MULTIPLY", [
    { args: [2, 3, 4], is: 24, why: "any number of arguments, as agents have" },
    {
      args: [50, 1.08],
      is: 54,
      why: "a price with tax; binary arithmetic gives 54.00000000000001",
    },
    { args: [1.1, 1.1], is: 1.21, why: "assumed: decimal" },
    { args: [-1, 0], is: 0, why: "not -0" },
    {
      args: Array.from({ length: 1000 }, () => 1e300),
      fails: "too large",
      why: "bounded however many there are",
    },
  ]);
});

describe("DIVIDE", () => {
  rowsOf("DIVIDE", [
    { args: [10, 3], is: 3.333, why: "three decimal places by default (documented)" },
    { args: [10, 3, 2], is: 3.33, why: "documented" },
    { args: [2, 3], is: 0.667, why: "rounded to the scale (documented)" },
    { args: [1, 8, 2], is: 0.13, why: "assumed: halves are rounded up" },
    { args: [-1, 8, 2], is: -0.13, why: "assumed: away from zero" },
    { args: [1, 3, 0], is: 0, why: "a whole number" },
    { args: [6, 3], is: 2, why: "numbers are printed without .0" },
    { args: [0, 5], is: 0, why: "nothing divided" },
    { args: [1e-5, 1], is: 0, why: "below the scale" },
    { args: [1, 0], fails: "divisor is 0", why: "division by zero has no value" },
    { args: [1e300, 1e-300], fails: "too large", why: "JSON has no Infinity" },
    { args: [1, 3, 101], fails: "from 0 to 100", why: "a limit" },
    { args: [1, 3, 1.5], fails: "whole number", why: "a scale is whole" },
    { args: [1, 3, null], fails: "not null", why: "a scale that is not set is no scale" },
  ]);
});

describe("ROUND", () => {
  rowsOf("ROUND", [
    { args: [2.345_67, 2], is: 2.35, why: "as agents have it" },
    { args: [2.345_67], is: 2, why: "a whole number by default (observed with one argument)" },
    { args: [2.5], is: 3, why: "assumed: halves away from zero" },
    { args: [-2.5], is: -3, why: "assumed: halves away from zero" },
    { args: [1.005, 2], is: 1.01, why: "decimal: binary arithmetic gives 1" },
    { args: [1234, -2], is: 1200, why: "assumed: places before the point" },
    { args: [-0.2], is: 0, why: "not -0" },
    { args: [5e-324, 100], is: 0, why: "the least number there is" },
    { args: [1.797e308, 2], is: 1.797e308, why: "a number that has no decimal places" },
    { args: [1, 101], fails: "from -100 to 100", why: "a limit" },
    { args: ["1.5"], fails: "not a text", why: "a number is asked for" },
  ]);
});

describe("RAND", () => {
  rowsOf("RAND", [
    { args: [], is: 0.25, why: "the session's source of chance" },
    { args: [1], fails: "takes no arguments", why: "no arguments are documented" },
  ]);
});
