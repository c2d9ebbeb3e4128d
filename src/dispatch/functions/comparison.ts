/**
 * Comparisons of conditions: the right side is converted to the kind of the left
 * one (documented). Texts are compared by their characters, case included
 * (assumed).
 */
import type { JsonValue } from "@bufbuild/protobuf";
import { numberIn } from "./decimal.ts";
import { valueKeys } from "./equality.ts";
import { textOf } from "./text-of.ts";

/** `:` is contains. */
export type ComparisonOperator = ":" | "=" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * Whether a comparison holds. What is not set is null, equals nothing but null,
 * and is neither less nor more than anything.
 */
export function compare(
  ...[left, operator, right]: readonly [JsonValue, ComparisonOperator, JsonValue]
): boolean {
  if (operator === "=") return equals(left, right);
  if (operator === "!=") return !equals(left, right);
  if (left === null || right === null) return false;
  if (operator === ":") return contains(left, right);
  const other = converted(right, left);
  if (typeof left === "number" && typeof other === "number") return inOrder(left - other, operator);
  if (typeof left === "string" && typeof other === "string")
    return inOrder(left < other ? -1 : Number(left > other), operator);
  return false;
}

function inOrder(difference: number, operator: "<" | "<=" | ">" | ">="): boolean {
  switch (operator) {
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
  }
}

function equals(left: JsonValue, right: JsonValue): boolean {
  if (left === null || right === null) return left === right;
  const other = converted(right, left);
  if (other === undefined) return false;
  if (typeof left !== "object") return left === other;
  const keyOf = valueKeys("A comparison");
  return keyOf(left) === keyOf(other);
}

function contains(left: JsonValue, right: JsonValue): boolean {
  if (typeof left === "string") return left.includes(textOf(right, "A comparison"));
  return Array.isArray(left) && left.some((item) => equals(item, right));
}

/** The right side as the kind of the left one; undefined where it can't be. */
function converted(right: JsonValue, left: JsonValue): JsonValue | undefined {
  switch (typeof left) {
    case "string":
      return textOf(right, "A comparison");
    case "number":
      return typeof right === "string"
        ? numberIn(right)
        : typeof right === "number"
          ? right
          : undefined;
    case "boolean":
      return asBoolean(right);
    default:
      return typeof right === "object" ? right : undefined;
  }
}

function asBoolean(value: JsonValue): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}
