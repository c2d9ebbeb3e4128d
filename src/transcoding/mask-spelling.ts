/**
 * Field masks inside JSON bodies, respelled for protobuf-es, whose JSON takes
 * camelCase alone while official clients also send the names of the proto.
 */
import type { DescField, DescMessage, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { findField } from "./field-path.ts";

const maskType = "google.protobuf.FieldMask";

/** Fields that hold a mask, or lead to one. */
const maskFields = new WeakMap<DescMessage, ReadonlySet<DescField>>();

/** The JSON of a message with its masks in camelCase. The same object, if it has none. */
export function camelCaseMasks(message: DescMessage, json: JsonValue): JsonValue {
  if (message.typeName === maskType) return typeof json === "string" ? camelCase(json) : json;
  const leading = fieldsToMasks(message);
  if (leading.size === 0 || !isObject(json)) return json;
  const changes: JsonObject = {};
  for (const [name, value] of Object.entries(json)) {
    const field = findField(message, name);
    if (field !== undefined && leading.has(field)) changes[name] = respell(field, value);
  }
  return { ...json, ...changes };
}

function respell(field: DescField, json: JsonValue): JsonValue {
  const { message } = field;
  if (message === undefined) return json;
  if (field.fieldKind === "list" && Array.isArray(json))
    return json.map((item) => camelCaseMasks(message, item));
  if (field.fieldKind === "map" && isObject(json))
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => [key, camelCaseMasks(message, value)]),
    );
  return camelCaseMasks(message, json);
}

function fieldsToMasks(message: DescMessage): ReadonlySet<DescField> {
  let known = maskFields.get(message);
  if (known === undefined) {
    known = new Set(
      message.fields.filter((field) => field.message && reaches(field.message, new Set())),
    );
    maskFields.set(message, known);
  }
  return known;
}

function reaches(message: DescMessage, seen: Set<DescMessage>): boolean {
  if (message.typeName === maskType) return true;
  if (seen.has(message)) return false;
  seen.add(message);
  return message.fields.some((field) => field.message && reaches(field.message, seen));
}

function camelCase(text: string): string {
  return text.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
