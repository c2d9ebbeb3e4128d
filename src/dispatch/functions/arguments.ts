/** Arguments of system functions, read as what a function needs; everything else is a sentence. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { FunctionError, functionLimits } from "./system-function.ts";

/** Where an argument stands: in which function, and as what. */
export interface Place {
  /** The function's name. */
  readonly of: string;
  /** What the argument is, with its article, such as "the delimiter". */
  readonly what: string;
}

/** A finite number. */
export function numberArgument(value: JsonValue | undefined, place: Place): number {
  if (typeof value === "number") return value;
  throw wrongKind(value, place, "a number");
}

/** A whole number within a range. */
export function wholeArgument(
  value: JsonValue | undefined,
  place: Place & { readonly min: number; readonly max: number },
): number {
  const number = numberArgument(value, place);
  if (Number.isInteger(number) && number >= place.min && number <= place.max) return number;
  throw new FunctionError(
    `${place.of}: ${place.what} is a whole number from ${place.min} to ${place.max}, not ${number}.`,
  );
}

/** A text no longer than the limit. */
export function textArgument(value: JsonValue | undefined, place: Place): string {
  if (typeof value !== "string") throw wrongKind(value, place, "a text");
  if (value.length <= functionLimits.text) return value;
  throw new FunctionError(`${place.of}: ${place.what} is longer than ${functionLimits.text}.`);
}

/** A regular expression, a date pattern or a path: a short text. */
export function patternArgument(value: JsonValue | undefined, place: Place): string {
  const pattern = textArgument(value, place);
  if (pattern.length <= functionLimits.pattern) return pattern;
  throw new FunctionError(`${place.of}: ${place.what} is longer than ${functionLimits.pattern}.`);
}

/** A list no longer than the limit. */
export function listArgument(value: JsonValue | undefined, place: Place): readonly JsonValue[] {
  if (!Array.isArray(value)) throw wrongKind(value, place, "a list");
  if (value.length <= functionLimits.items) return value;
  throw new FunctionError(
    `${place.of}: ${place.what} has more than ${functionLimits.items} items.`,
  );
}

/** Whether a value is a composite. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member of a composite itself, never of its prototype. */
export function ownMember(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function wrongKind(value: JsonValue | undefined, place: Place, wanted: string): FunctionError {
  return new FunctionError(`${place.of}: ${place.what} is ${wanted}, not ${kindOf(value)}.`);
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "null (not set)";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "object":
      return "a composite";
    case "string":
      return "a text";
    default:
      return `a ${typeof value}`;
  }
}
