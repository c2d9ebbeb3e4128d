/**
 * google.protobuf.Value and Struct as plain JSON values, and back.
 *
 * A key is data, whatever it spells: `__proto__` and `constructor` become own
 * properties and reach no prototype.
 * https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/struct.proto
 */
import type { JsonObject, JsonValue, MessageInitShape } from "@bufbuild/protobuf";
import type { StructSchema, Value, ValueSchema } from "@bufbuild/protobuf/wkt";
import { plainJson } from "../codec/plain-json.ts";

/** How deep `fromPlain` goes before it takes a value for a cycle. */
const depthLimit = 100;

/**
 * A Value as plain JSON. Takes a whole message or an init shape; one that is
 * absent, or whose kind is not set, is null.
 */
export function toPlain(value: MessageInitShape<typeof ValueSchema> | undefined): JsonValue {
  const kind = value?.kind;
  switch (kind?.case) {
    case "numberValue":
    case "stringValue":
    case "boolValue":
      return kind.value;
    case "structValue":
      return structToPlain(kind.value);
    case "listValue":
      return (kind.value.values ?? []).map(toPlain);
    default:
      return null;
  }
}

function structToPlain(struct: MessageInitShape<typeof StructSchema>): JsonObject {
  return toPlainObject(struct.fields ?? {});
}

/** A map of Values, such as `sessionInfo.parameters`, as one plain JSON object. */
export function toPlainObject(
  values: Readonly<Record<string, MessageInitShape<typeof ValueSchema>>>,
): JsonObject {
  const json: JsonObject = {};
  for (const key of Object.keys(values)) setOwn(json, key, toPlain(values[key]));
  return json;
}

/**
 * A plain JSON value as a Value. Members that are `undefined` are left out, as
 * JSON.stringify does.
 *
 * @throws TypeError for what JSON has no form for (NaN, Infinity, functions,
 *   class instances such as Date), for cycles, and for nesting over 100; the
 *   text names the path.
 */
export function fromPlain(json: JsonValue): Value {
  return convert(json, "value", 1);
}

/** A plain JSON object as a map of Values, such as `sessionInfo.parameters`. Throws as `fromPlain` does. */
export function fromPlainObject(
  json: Readonly<Record<string, JsonValue | undefined>>,
): Record<string, Value> {
  return convertMembers(json, "", 1);
}

/**
 * A Value over plain JSON that was checked before, by whoever calls this: it is
 * taken apart when its kind is asked for, which the JSON writer never does.
 *
 * @param json free of what `fromPlain` refuses, and never changed from now on
 */
export function plainValue(json: JsonValue): Value {
  return new PlainValue(json);
}

class PlainValue implements Value {
  readonly $typeName = "google.protobuf.Value";
  readonly [plainJson]: JsonValue;
  #kind: Value["kind"] | undefined;

  constructor(json: JsonValue) {
    this[plainJson] = json;
  }

  /** Kept: the binary writer of protobuf-es asks several times. */
  get kind(): Value["kind"] {
    this.#kind ??= fromPlain(this[plainJson]).kind;
    return this.#kind;
  }
}

function convert(json: unknown, path: string, depth: number): Value {
  switch (typeof json) {
    case "string":
      return { $typeName: "google.protobuf.Value", kind: { case: "stringValue", value: json } };
    case "boolean":
      return { $typeName: "google.protobuf.Value", kind: { case: "boolValue", value: json } };
    case "number":
      if (!Number.isFinite(json))
        throw new TypeError(`${path} is ${json}, and JSON has no such number`);
      return { $typeName: "google.protobuf.Value", kind: { case: "numberValue", value: json } };
    case "object":
      return convertObject(json, path, depth);
    default:
      throw new TypeError(`${path} is ${typeof json}, and JSON has no form for it`);
  }
}

function convertObject(json: object | null, path: string, depth: number): Value {
  if (json === null)
    return { $typeName: "google.protobuf.Value", kind: { case: "nullValue", value: 0 } };
  if (depth > depthLimit)
    throw new TypeError(`${path} is nested more than ${depthLimit} deep, or contains itself`);
  if (Array.isArray(json)) {
    const values = json.map((item, index) => convert(item, `${path}[${index}]`, depth + 1));
    return {
      $typeName: "google.protobuf.Value",
      kind: { case: "listValue", value: { $typeName: "google.protobuf.ListValue", values } },
    };
  }
  if (!isPlain(json))
    throw new TypeError(
      `${path} is an instance of ${className(json)}: turn it into plain JSON first`,
    );
  const fields = convertMembers(json as Record<string, unknown>, path, depth + 1);
  return {
    $typeName: "google.protobuf.Value",
    kind: { case: "structValue", value: { $typeName: "google.protobuf.Struct", fields } },
  };
}

function convertMembers(
  json: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
): Record<string, Value> {
  const fields: Record<string, Value> = {};
  for (const key of Object.keys(json)) {
    const member = json[key];
    if (member === undefined) continue;
    setOwn(fields, key, convert(member, path === "" ? key : `${path}.${key}`, depth));
  }
  return fields;
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === null || prototype === Object.prototype) return true;
  // A plain object of another realm (a vm context, a test runner).
  return Object.getPrototypeOf(prototype) === null;
}

function className(object: object): string {
  const { constructor } = object;
  return typeof constructor === "function" && constructor.name !== ""
    ? constructor.name
    : "a class";
}

/** Sets an own property even where assignment would call the `__proto__` setter. */
export function setOwn<T>(target: Record<string, T>, key: string, value: T): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  else target[key] = value;
}
