/** Lists. Values are equal by kind and content: 1 and "1" are not (assumed). */
import type { JsonValue } from "@bufbuild/protobuf";
import { listArgument, wholeArgument } from "./arguments.ts";
import { valueKeys } from "./equality.ts";
import {
  defineFunction,
  FunctionError,
  functionLimits,
  type SystemFunction,
} from "./system-function.ts";

/** APPEND, CONTAIN, COUNT, GET, MATCH, REMOVE, UNIQUE. */
export const listFunctions: readonly SystemFunction[] = [
  defineFunction({
    name: "APPEND",
    signature: "APPEND(list, value, …)",
    summary:
      "The list with the values at its end; of a value that is a list, its items. A list that is not set is empty.",
    min: 2,
    max: Infinity,
    call: ([list, ...values]) => append(list === null ? [] : onlyList("APPEND", list), values),
  }),
  defineFunction({
    name: "CONTAIN",
    signature: "CONTAIN(list, value)",
    summary: "Whether the list has the value.",
    min: 2,
    max: 2,
    call: ([list, value = null]) => indexIn("CONTAIN", onlyList("CONTAIN", list), value) !== -1,
  }),
  defineFunction({
    name: "COUNT",
    signature: "COUNT(list)",
    summary: "How many items the list has.",
    min: 1,
    max: 1,
    call: ([list]) => onlyList("COUNT", list).length,
  }),
  defineFunction({
    name: "GET",
    signature: "GET(list, index)",
    summary: "An item of the list, the first of which has the index 0.",
    min: 2,
    max: 2,
    call: ([list, index]) => item(onlyList("GET", list), index),
  }),
  defineFunction({
    name: "MATCH",
    signature: "MATCH(list, value)",
    summary: "The index of the first such value in the list, or -1.",
    min: 2,
    max: 2,
    call: ([list, value = null]) => indexIn("MATCH", onlyList("MATCH", list), value),
  }),
  defineFunction({
    name: "REMOVE",
    signature: "REMOVE(list, value, …)",
    summary: "The list without these values; of a value that is a list, without its items.",
    min: 2,
    max: Infinity,
    call: ([list, ...values]) => remove(onlyList("REMOVE", list), values),
  }),
  defineFunction({
    name: "UNIQUE",
    signature: "UNIQUE(list)",
    summary: "The list with the first of equal values alone.",
    min: 1,
    max: 1,
    call: ([list]) => unique(onlyList("UNIQUE", list)),
  }),
];

function onlyList(of: string, value: JsonValue | undefined): readonly JsonValue[] {
  return listArgument(value, { of, what: "the first argument" });
}

function append(list: readonly JsonValue[], values: readonly JsonValue[]): JsonValue[] {
  let length = list.length;
  for (const value of values) length += Array.isArray(value) ? value.length : 1;
  if (length > functionLimits.items)
    throw new FunctionError(`APPEND: the list has more than ${functionLimits.items} items.`);
  return [...list, ...values.flat(1)];
}

function indexIn(of: string, list: readonly JsonValue[], value: JsonValue): number {
  const keyOf = valueKeys(of);
  const wanted = keyOf(value);
  return list.findIndex((entry) => keyOf(entry) === wanted);
}

function item(list: readonly JsonValue[], index: JsonValue | undefined): JsonValue {
  if (list.length === 0) throw new FunctionError("GET: the list is empty.");
  const max = list.length - 1;
  return list[wholeArgument(index, { of: "GET", what: "the index", min: 0, max })] ?? null;
}

function remove(list: readonly JsonValue[], values: readonly JsonValue[]): JsonValue[] {
  const keyOf = valueKeys("REMOVE");
  const unwanted = new Set<string>();
  for (const value of values) {
    const each = Array.isArray(value)
      ? listArgument(value, { of: "REMOVE", what: "every list" })
      : [value];
    for (const entry of each) unwanted.add(keyOf(entry));
  }
  return list.filter((entry) => !unwanted.has(keyOf(entry)));
}

function unique(list: readonly JsonValue[]): JsonValue[] {
  const keyOf = valueKeys("UNIQUE");
  const seen = new Map<string, JsonValue>();
  for (const entry of list) {
    const key = keyOf(entry);
    if (!seen.has(key)) seen.set(key, entry);
  }
  return [...seen.values()];
}
