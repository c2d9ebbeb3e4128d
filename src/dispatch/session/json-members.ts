/** Members of JSON that a generated writer wrote: of the right kind, or absent. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** An object, or undefined. */
export function objectIn(json: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = json?.[name];
  return isObject(value) ? value : undefined;
}

/** The objects of a list; none where it is absent. */
export function objectsIn(json: JsonObject | undefined, name: string): readonly JsonObject[] {
  const value = json?.[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A string; empty where it is absent. */
export function stringIn(json: JsonObject | undefined, name: string): string {
  const value = json?.[name];
  return typeof value === "string" ? value : "";
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
