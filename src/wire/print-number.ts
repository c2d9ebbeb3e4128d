/**
 * Numbers as Java's `Double.toString` and `Float.toString` spell them, which is
 * how the platform's JSON has them: at least one decimal, and an exponent from
 * 10⁷ up and below 10⁻³
 * (https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Double.html#toString(double)).
 * Captured bodies show the decimal; the exponent is taken from Java's rule.
 */

const small = 1e-3;
const large = 1e7;

/** A finite double: `1.0`, `0.2`, `1.515096137778E12`. */
export function printDouble(value: number): string {
  // Zero has a sign, which JavaScript's own text leaves out.
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size < large && (size >= small || size === 0))
    return Number.isInteger(value) ? `${value}.0` : `${value}`;
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits}${digits.includes(".") ? "" : ".0"}E${exponent.replace("+", "")}`;
}

/**
 * A finite 32-bit float, in the fewest digits that tell it from its neighbours:
 * what was read from binary as 0.20000000298023224 is `0.2`.
 */
export function printFloat(value: number): string {
  // What is a decimal of six digits at most is told by it.
  const text = printDouble(value);
  if (text.length <= 7 && !text.includes("E")) return text;
  const float = Math.fround(value);
  return printDouble(Number.isInteger(float) && Math.abs(float) < large ? float : shortest(float));
}

/** Every float is told by 9 digits, and one that a decimal of up to 6 digits was meant by is told by 6. */
function shortest(float: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(float.toPrecision(digits));
    if (Math.fround(candidate) === float) return candidate;
  }
  return Number(float.toPrecision(9));
}
