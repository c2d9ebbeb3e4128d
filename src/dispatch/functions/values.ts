/** Values as other kinds of values, and choices among them. */
import type { JsonValue } from "@bufbuild/protobuf";
import { textArgument } from "./arguments.ts";
import { numberIn } from "./decimal.ts";
import { readLenientJson } from "./lenient-json.ts";
import { defineFunction, FunctionError, type SystemFunction } from "./system-function.ts";
import { textOf } from "./text-of.ts";

/** IDENTITY, IF, TO_NUMBER, TO_OBJECT, TO_TEXT, UUID. */
export const valueFunctions: readonly SystemFunction[] = [
  defineFunction({
    name: "IDENTITY",
    signature: "IDENTITY(value)",
    summary: "The value itself, of the kind it is.",
    min: 1,
    max: 1,
    call: ([value = null]) => value,
  }),
  defineFunction({
    name: "IF",
    signature: "IF(condition, a, b)",
    summary: "a where the condition, a text, holds; otherwise b.",
    min: 3,
    max: 3,
    call: ([condition, a = null, b = null], context) =>
      condition === true ||
      (condition !== false &&
        context.holds(textArgument(condition, { of: "IF", what: "the condition" })))
        ? a
        : b,
  }),
  defineFunction({
    name: "TO_NUMBER",
    signature: "TO_NUMBER(text)",
    summary: "The number that a text spells.",
    min: 1,
    max: 1,
    call: ([value]) => toNumber(value),
  }),
  defineFunction({
    name: "TO_OBJECT",
    signature: "TO_OBJECT(text)",
    summary: "The composite or list that a text spells as JSON; single quotes are accepted.",
    min: 1,
    max: 1,
    call: ([value]) => toObject(value),
  }),
  defineFunction({
    name: "TO_TEXT",
    signature: "TO_TEXT(value)",
    summary: "The value as text; lists and composites as JSON.",
    min: 1,
    max: 1,
    call: ([value = null]) => textOf(value, "TO_TEXT"),
  }),
  defineFunction({
    name: "UUID",
    signature: "UUID()",
    summary: "A new UUID.",
    min: 0,
    max: 0,
    call: (_args, { scope }) => scope.uuid(),
  }),
];

function toNumber(value: JsonValue | undefined): number {
  if (typeof value === "number") return value;
  const number = numberIn(textArgument(value, { of: "TO_NUMBER", what: "the argument" }));
  if (number !== undefined) return number;
  throw new FunctionError("TO_NUMBER: the text is not a number.");
}

function toObject(value: JsonValue | undefined): JsonValue {
  if (typeof value === "object" && value !== null) return value;
  const result = readLenientJson(
    textArgument(value, { of: "TO_OBJECT", what: "the argument" }),
    "TO_OBJECT",
  );
  if (typeof result === "object" && result !== null) return result;
  throw new FunctionError("TO_OBJECT: the text is neither a composite nor a list.");
}
