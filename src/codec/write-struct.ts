/** Writers of google.protobuf.Struct, Value and ListValue. */
import { plainJson } from "./plain-json.ts";
import { below, Fault } from "./fault.ts";
import { type JsonObject, type JsonValue, setOwn, setPrototypeKey } from "./json.ts";
import { entriesOf, fieldsOf, itemsOf, type MessageFields, selected, unwritable } from "./write.ts";

/**
 * A Struct in a field, where it is plain JSON: the very object that is in the
 * message, after a look at everything in it; a copy where something in it has a
 * class, so that its `toJSON` does not come between.
 */
export function writeStruct(value: unknown): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw unwritable("a plain object", value);
  return isPlain(value) ? (value as JsonObject) : (copied(value) as JsonObject);
}

/** Whether JSON.stringify would write the value as a Struct, with nothing added, changed or left out. */
function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      if (value === null) return true;
      return Array.isArray(value) ? isPlainArray(value) : isPlainObject(value as JsonObject);
    default:
      return false;
  }
}

function isPlainObject(object: JsonObject): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key in object) {
    const value = object[key];
    if (typeof value !== "string" && !isPlain(value)) return false;
  }
  return true;
}

function isPlainArray(array: readonly unknown[]): boolean {
  if (Object.getPrototypeOf(array) !== Array.prototype) return false;
  for (let i = 0; i < array.length; i++) if (!isPlain(array[i])) return false;
  return true;
}

function notFinite(number: number): Fault {
  return new Fault(`expected a finite number, found ${number}`);
}

/** A copy of own properties alone, or the fault of what is not JSON. */
function copied(value: unknown): JsonValue {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw notFinite(value);
    case "object":
      if (value === null) return null;
      return Array.isArray(value)
        ? Array.from(value, (item, i) => copiedAt(item, i))
        : copiedObject(value as JsonObject);
    default:
      throw unwritable("a JSON value", value);
  }
}

function copiedObject(object: JsonObject): JsonObject {
  const copy: JsonObject = {};
  for (const key of Object.keys(object)) setOwn(copy, { key, value: copiedAt(object[key], key) });
  return copy;
}

function copiedAt(value: unknown, at: string | number): JsonValue {
  try {
    return copied(value);
  } catch (thrown) {
    throw below(at, thrown);
  }
}

/** A Value, which has to have a kind. */
export function writeValue(message: unknown, whole: boolean): JsonValue {
  return valueJson(fieldsOf(message, whole ? "google.protobuf.Value" : undefined), whole);
}

/** A ListValue. */
export function writeListValue(message: unknown, whole: boolean): JsonValue[] {
  return listJson(fieldsOf(message, whole ? "google.protobuf.ListValue" : undefined), whole);
}

/**
 * A Value's JSON. protobuf-es looks at the name of the outermost message alone;
 * what stands in a whole one has to be complete, whatever its name.
 */
function valueJson(fields: MessageFields, outer: boolean): JsonValue {
  const plain = (fields as { readonly [plainJson]?: JsonValue })[plainJson];
  if (plain !== undefined) return plain;
  const whole = outer || fields["$typeName"] === "google.protobuf.Value";
  const kind = selected(fields["kind"] ?? {});
  const value = kind.value;
  switch (kind.case) {
    case "stringValue":
      if (typeof value === "string") return value;
      throw unwritable("a string", value);
    case "numberValue":
      if (typeof value === "number" && Number.isFinite(value)) return value;
      throw typeof value === "number" ? notFinite(value) : unwritable("a number", value);
    case "boolValue":
      if (typeof value === "boolean") return value;
      throw unwritable("true or false", value);
    case "nullValue":
      return null;
    case "structValue":
      return structJson(fieldsOf(value, undefined), whole);
    case "listValue":
      return listJson(fieldsOf(value, undefined), whole);
    default:
      throw new Fault("expected a google.protobuf.Value with a kind, found one without");
  }
}

function listJson(fields: MessageFields, outer: boolean): JsonValue[] {
  const whole = outer || fields["$typeName"] === "google.protobuf.ListValue";
  const values = itemsOf(fields["values"] ?? (whole ? undefined : []));
  const json: JsonValue[] = [];
  try {
    for (let i = 0; i < values.length; i++)
      json.push(valueJson(fieldsOf(values[i], undefined), whole));
  } catch (thrown) {
    throw below(json.length, thrown);
  }
  return json;
}

function structJson(fields: MessageFields, outer: boolean): JsonObject {
  const whole = outer || fields["$typeName"] === "google.protobuf.Struct";
  const entries = entriesOf(fields["fields"] ?? (whole ? undefined : {}));
  const json: JsonObject = {};
  let at = "";
  try {
    for (at in entries) {
      const value = valueJson(fieldsOf(entries[at], undefined), whole);
      if (at === "__proto__") setPrototypeKey(json, value);
      else json[at] = value;
    }
  } catch (thrown) {
    throw below(at, thrown);
  }
  return json;
}
