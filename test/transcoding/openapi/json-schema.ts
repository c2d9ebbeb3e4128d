/**
 * The keywords of JSON Schema that our documents use, checked: enough to hold messages
 * against their schemas. Unknown keywords are an error, so that none goes unchecked.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

type Check = (value: JsonValue, keyword: JsonValue) => string | undefined;

const annotations = new Set(
  "description format examples readOnly writeOnly deprecated contentEncoding".split(" "),
);

/** What is wrong with a value by a schema of the document; undefined if nothing is. */
export function violation(
  document: JsonObject,
  schema: JsonObject,
  value: JsonValue,
): string | undefined {
  const inner = (one: JsonValue, of: JsonValue): string | undefined =>
    violation(document, one as JsonObject, of);
  const list = (keyword: JsonValue): JsonValue[] => keyword as JsonValue[];
  const checks: Readonly<Record<string, Check>> = {
    $ref: (of, ref) => inner(resolve(document, ref as string), of),
    type: (of, type) => (typeMatches(of, type as string) ? undefined : `is no ${type as string}`),
    enum: (of, values) => (list(values).includes(of) ? undefined : "is none of the values"),
    pattern: (of, text) =>
      typeof of !== "string" || new RegExp(text as string).test(of)
        ? undefined
        : "has another form",
    minimum: (of, least) => (Number(of) >= Number(least) ? undefined : "is too small"),
    maximum: (of, most) => (Number(of) <= Number(most) ? undefined : "is too large"),
    items: (of, item) => first(list(of).map((one) => inner(item, one))),
    required: (of, names) =>
      first(
        (names as string[]).map((name) =>
          name in (of as JsonObject) ? undefined : `lacks ${name}`,
        ),
      ),
    properties: (of, properties) =>
      first(
        Object.entries(of as JsonObject).map(([name, one]) => {
          const property = (properties as JsonObject)[name];
          return property === undefined ? undefined : prefix(name, inner(property, one));
        }),
      ),
    additionalProperties: (of, item) =>
      first(Object.values(of as JsonObject).map((one) => inner(item, one))),
    allOf: (of, all) => first(list(all).map((one) => inner(one, of))),
    anyOf: (of, any) =>
      list(any).some((one) => inner(one, of) === undefined) ? undefined : "fits none",
    oneOf: (of, any) => {
      const fitting = list(any).filter((one) => inner(one, of) === undefined);
      return fitting.length === 1 ? undefined : `fits ${fitting.length} of one`;
    },
    not: (of, other) => (inner(other, of) === undefined ? "fits what it must not" : undefined),
  };
  for (const [name, keyword] of Object.entries(schema)) {
    if (annotations.has(name)) continue;
    const check = checks[name];
    if (check === undefined) throw new Error(`The keyword ${name} is unknown.`);
    const problem = check(value, keyword);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What a reference within the document points to. */
export function resolve(document: JsonObject, ref: string): JsonValue {
  let found: JsonValue | undefined = document;
  for (const name of ref.replace("#/", "").split("/"))
    found = (found as JsonObject | undefined)?.[name];
  if (found === undefined) throw new Error(`${ref} leads nowhere.`);
  return found;
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}

function prefix(name: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `${name} ${problem}`;
}

function typeMatches(value: JsonValue, type: string): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
