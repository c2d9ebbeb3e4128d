/**
 * Decimal arithmetic, so that 0.1 + 0.2 is 0.3. A number is taken for the
 * shortest decimal that spells it.
 */

/** `digits` · 10^`exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** The decimal that a finite number is printed as. */
export function decimalOf(number: number): Decimal {
  const [mantissa = "0", exponent = "0"] = String(number).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return {
    digits: BigInt(whole + fraction),
    exponent: Number(exponent) - fraction.length,
  };
}

/** The nearest number; Infinity where it is out of range. */
export function numberOf({ digits, exponent }: Decimal): number {
  const number = Number(`${digits}e${exponent}`);
  return number === 0 ? 0 : number;
}

/** The number that a text spells in decimal, space around it set aside; undefined where it spells none. */
export function numberIn(text: string): number | undefined {
  const spelt = text.trim();
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(spelt)) return undefined;
  const number = Number(spelt);
  if (!Number.isFinite(number)) return undefined;
  return number === 0 ? 0 : number;
}

/** a + b */
export function add(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: shifted(a, exponent) + shifted(b, exponent), exponent };
}

/** −a */
export function negate({ digits, exponent }: Decimal): Decimal {
  return { digits: -digits, exponent };
}

/** a · b */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

/** a / b with so many decimal places, halves rounded away from zero. b is not 0. */
export function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  const shift = a.exponent - b.exponent + scale;
  const dividend = shift > 0 ? a.digits * 10n ** BigInt(shift) : a.digits;
  const divisor = shift < 0 ? b.digits * 10n ** BigInt(-shift) : b.digits;
  return { digits: halfUp(dividend, divisor), exponent: -scale };
}

/** Rounded to so many decimal places (before the point, if negative), halves away from zero. */
export function round(a: Decimal, scale: number): Decimal {
  return a.exponent >= -scale ? a : divide(a, { digits: 1n, exponent: 0 }, scale);
}

function halfUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = magnitude(dividend % divisor);
  if (rest * 2n < magnitude(divisor)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function shifted({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}
