/** Which values are the same: by kind and by content, whatever the order of members. */
import type { JsonValue } from "@bufbuild/protobuf";
import { FunctionError, functionLimits } from "./system-function.ts";

/**
 * A function that gives equal values, and only those, the same key. What its
 * keys may come to together is bounded, as is the nesting of a value: it throws
 * FunctionError, naming the function that it works for.
 */
export function valueKeys(of: string): (value: JsonValue) => string {
  let spent = 0;
  // A list that occurs in many places is spelt once.
  const known = new Map<object, string>();
  const spend = (key: string): string => {
    spent += key.length;
    if (spent > 16 * functionLimits.text)
      throw new FunctionError(`${of}: the values are too large to be compared.`);
    return key;
  };
  const keyOf = (value: JsonValue, depth: number): string => {
    if (value === null || typeof value !== "object") return spend(JSON.stringify(value));
    const before = known.get(value);
    if (before !== undefined) return before;
    if (depth > functionLimits.depth)
      throw new FunctionError(`${of}: a value is nested deeper than ${functionLimits.depth}.`);
    const parts = Array.isArray(value)
      ? value.map((item) => keyOf(item, depth + 1))
      : Object.keys(value)
          .toSorted()
          .map((name) => `${JSON.stringify(name)}:${keyOf(value[name] ?? null, depth + 1)}`);
    const key = Array.isArray(value)
      ? spend(`[${parts.join(",")}]`)
      : spend(`{${parts.join(",")}}`);
    known.set(value, key);
    return key;
  };
  return (value) => keyOf(value, 1);
}
