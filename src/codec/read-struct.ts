/**
 * Readers of google.protobuf.Struct, Value and ListValue
 * (https://protobuf.dev/reference/protobuf/google.protobuf/#struct).
 */
import type { ListValue, Struct, Value } from "@bufbuild/protobuf/wkt";
import { below } from "./fault.ts";
import { type JsonObject, type JsonValue, setPrototypeKey } from "./json.ts";
import { enter, expected, readList, tooDeep } from "./read.ts";

/**
 * A Struct in a field, where it is plain JSON: the very object that was given,
 * after a look at everything in it.
 */
export function readStruct(json: JsonValue, left: number): JsonObject {
  const object = enter(json, left);
  if (areJson(object, left - 1)) return object;
  findFault(object, left - 1);
  throw expected("JSON values", undefined);
}

/** Whether all properties are JSON, within the levels that are left. */
function areJson(object: JsonObject, left: number): boolean {
  for (const key in object) {
    const value = object[key];
    if (left < 1) return false;
    if (typeof value !== "string" && !isJson(value, left)) return false;
  }
  return true;
}

function isJson(value: unknown, left: number): boolean {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return left > 0;
    case "object":
      if (left < 1) return false;
      if (value === null) return true;
      if (!Array.isArray(value)) return areJson(value as JsonObject, left - 1);
      for (let i = 0; i < value.length; i++) if (!isJson(value[i], left - 1)) return false;
      return true;
    default:
      return false;
  }
}

/** Walks as areJson does, and throws the fault with its path. Apart from it, so that good input pays nothing. */
function findFault(value: unknown, left: number): void {
  if (typeof value === "object" && value !== null) {
    let at: number | string = "";
    try {
      for (const key of Object.keys(value)) {
        at = Array.isArray(value) ? Number(key) : key;
        if (left < 1) throw tooDeep();
        findFault((value as JsonObject)[key], left - 1);
      }
    } catch (thrown) {
      throw below(at, thrown);
    }
  } else if (value !== null && !isJson(value, 1)) throw expected("a JSON value", value);
}

/** A Value; null is one too. */
export function readValue(json: JsonValue, left: number): Value {
  if (left < 1) throw tooDeep();
  return value(json, left - 1);
}

function value(json: JsonValue, left: number): Value {
  if (left < 1) throw tooDeep();
  switch (typeof json) {
    case "string":
      return { $typeName: "google.protobuf.Value", kind: { case: "stringValue", value: json } };
    case "number":
      return { $typeName: "google.protobuf.Value", kind: { case: "numberValue", value: json } };
    case "boolean":
      return { $typeName: "google.protobuf.Value", kind: { case: "boolValue", value: json } };
    case "object":
      if (json === null)
        return { $typeName: "google.protobuf.Value", kind: { case: "nullValue", value: 0 } };
      if (Array.isArray(json))
        return {
          $typeName: "google.protobuf.Value",
          kind: { case: "listValue", value: list(json, left - 1) },
        };
      return {
        $typeName: "google.protobuf.Value",
        kind: { case: "structValue", value: struct(json, left - 1) },
      };
    default:
      throw expected("a JSON value", json);
  }
}

function list(json: readonly JsonValue[], left: number): ListValue {
  const values: Value[] = [];
  for (let i = 0; i < json.length; i++) values.push(value(json[i] as JsonValue, left));
  return { $typeName: "google.protobuf.ListValue", values };
}

function struct(json: JsonObject, left: number): Struct {
  const fields: Record<string, Value> = {};
  for (const key in json) {
    const item = value(json[key] as JsonValue, left);
    if (key === "__proto__") setPrototypeKey(fields, item);
    else fields[key] = item;
  }
  return { $typeName: "google.protobuf.Struct", fields };
}

/** A ListValue. */
export function readListValue(json: JsonValue, left: number): ListValue {
  if (left < 1) throw tooDeep();
  return list(readList(json), left - 1);
}

/** The only value of google.protobuf.NullValue: null, its name or a number; undefined where another name is to be skipped. */
export function readNullValue(json: JsonValue, ignore: boolean): number | undefined {
  if (json === null || json === "NULL_VALUE") return 0;
  if (typeof json === "string" && ignore) return undefined;
  if (typeof json === "number" && (json | 0) === json) return json;
  throw expected('null, or "NULL_VALUE"', json);
}
