/**
 * Numbers. Arithmetic is decimal, and halves are rounded away from zero: the
 * `scale` of DIVIDE is the word of decimal arithmetic, the rest is assumed.
 */
import type { JsonValue } from "@bufbuild/protobuf";
import { numberArgument, wholeArgument } from "./arguments.ts";
import {
  add,
  decimalOf,
  divide,
  multiply,
  negate,
  numberOf,
  round,
  type Decimal,
} from "./decimal.ts";
import {
  defineFunction,
  FunctionError,
  functionLimits,
  type SystemFunction,
} from "./system-function.ts";

/** ADD, MINUS, MULTIPLY, DIVIDE, ROUND, RAND. */
export const arithmeticFunctions: readonly SystemFunction[] = [
  defineFunction({
    name: "ADD",
    signature: "ADD(n, n, …)",
    summary: "The sum of numbers.",
    min: 1,
    max: Infinity,
    call: (args) => finite("ADD", decimals("ADD", args).reduce(add)),
  }),
  defineFunction({
    name: "MINUS",
    signature: "MINUS(a, b)",
    summary: "a less b.",
    min: 2,
    max: 2,
    call: ([a, b]) => finite("MINUS", add(decimal("MINUS", a), negate(decimal("MINUS", b)))),
  }),
  defineFunction({
    name: "MULTIPLY",
    signature: "MULTIPLY(n, n, …)",
    summary: "The product of numbers.",
    min: 1,
    max: Infinity,
    call: (args) => finite("MULTIPLY", decimals("MULTIPLY", args).reduce(multiply)),
  }),
  defineFunction({
    name: "DIVIDE",
    signature: "DIVIDE(a, b[, scale])",
    summary: "a divided by b, rounded to scale decimal places; to 3 by default.",
    min: 2,
    max: 3,
    call: ([a, b, scale = 3]) => quotient(a, b, scale),
  }),
  defineFunction({
    name: "ROUND",
    signature: "ROUND(n[, digits])",
    summary: "n rounded to so many decimal places; to a whole number by default.",
    min: 1,
    max: 2,
    call: ([n, digits = 0]) =>
      finite("ROUND", round(decimal("ROUND", n), places("ROUND", digits, -functionLimits.scale))),
  }),
  defineFunction({
    name: "RAND",
    signature: "RAND()",
    summary: "A random number from 0 to 1, 1 not included. May be written rand.",
    min: 0,
    max: 0,
    call: (_args, { scope }) => scope.random(),
  }),
];

function quotient(a: JsonValue | undefined, b: JsonValue | undefined, scale: JsonValue): JsonValue {
  const divisor = decimal("DIVIDE", b);
  if (divisor.digits === 0n) throw new FunctionError("DIVIDE: the divisor is 0.");
  return finite("DIVIDE", divide(decimal("DIVIDE", a), divisor, places("DIVIDE", scale, 0)));
}

function decimals(of: string, args: readonly JsonValue[]): readonly Decimal[] {
  return args.map((value) => decimal(of, value));
}

function decimal(of: string, value: JsonValue | undefined): Decimal {
  return decimalOf(numberArgument(value, { of, what: "every argument" }));
}

function places(of: string, value: JsonValue, min: number): number {
  return wholeArgument(value, {
    of,
    what: "the number of decimal places",
    min,
    max: functionLimits.scale,
  });
}

function finite(of: string, result: Decimal): number {
  const number = numberOf(result);
  if (Number.isFinite(number)) return number;
  throw new FunctionError(`${of}: the result is too large for a number.`);
}
