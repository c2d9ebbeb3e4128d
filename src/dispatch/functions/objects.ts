/** Composites: members by name, deep access, and JSONPath. */
import type { JsonValue } from "@bufbuild/protobuf";
import { isObject, ownMember, patternArgument, textArgument } from "./arguments.ts";
import { loadJsonPath, queryJsonPath } from "./json-path.ts";
import {
  defineFunction,
  FunctionError,
  type FunctionContext,
  type SystemFunction,
} from "./system-function.ts";

/** FILTER, GET_FIELD, NESTED_FIELD. */
export const objectFunctions: readonly SystemFunction[] = [
  defineFunction({
    name: "FILTER",
    signature: 'FILTER("reference", jsonPath)',
    summary:
      "What a JSONPath finds in a value: a list, or the one value where the path can lead to no more than one.",
    min: 2,
    max: 2,
    prepare: loadJsonPath,
    call: ([reference, path], context) => {
      const value = referred("FILTER", reference, context);
      const text = patternArgument(path, { of: "FILTER", what: "the path" });
      return value === null ? null : queryJsonPath(value, text);
    },
  }),
  defineFunction({
    name: "GET_FIELD",
    signature: "GET_FIELD(composite, key)",
    summary: "A member of a composite; null where it has none of that name.",
    min: 2,
    max: 2,
    call: ([composite, key]) => {
      const name = textArgument(key, { of: "GET_FIELD", what: "the key" });
      if (composite === null) return null;
      if (isObject(composite)) return ownMember(composite, name) ?? null;
      throw new FunctionError("GET_FIELD: the first argument is a composite.");
    },
  }),
  defineFunction({
    name: "NESTED_FIELD",
    signature: 'NESTED_FIELD("reference", key, …)',
    summary:
      "The member that the keys lead to, one after the other; a key may end in indexes, as items[0] does. Null where there is none.",
    min: 2,
    max: Infinity,
    call: ([reference, ...keys], context) => {
      let value = referred("NESTED_FIELD", reference, context);
      for (const key of keys) value = step(value, key);
      return value;
    },
  }),
];

/** The value that a reference in quotes stands for; one without quotes has come as its value. */
function referred(
  of: string,
  argument: JsonValue | undefined,
  context: FunctionContext,
): JsonValue {
  if (typeof argument !== "string") return argument ?? null;
  return context.evaluateText(textArgument(argument, { of, what: "the reference" }));
}

function step(value: JsonValue, key: JsonValue): JsonValue {
  const text = patternArgument(key, { of: "NESTED_FIELD", what: "every key" });
  const indexes = /(?:\[\d{1,9}\])+$/.exec(text);
  const name = indexes === null ? text : text.slice(0, indexes.index);
  let found = name === "" ? value : memberOf(value, name);
  for (const [digits] of indexes?.[0].matchAll(/\d+/g) ?? [])
    found = (Array.isArray(found) ? found[Number(digits)] : undefined) ?? null;
  return found;
}

function memberOf(value: JsonValue, name: string): JsonValue {
  return isObject(value) ? (ownMember(value, name) ?? null) : null;
}
