/** What every generated reader starts with, ends with, and stumbles over. */
import { Fault, JsonReadError } from "./fault.ts";
import { describe, type JsonObject, type JsonValue, type ReadOptions } from "./json.ts";
import { isolate } from "./isolate.ts";

/** A generated reader: JSON, whether to skip what is unknown, and how many levels are left. */
export type Reader<T> = (json: JsonValue, ignore: boolean, left: number) => T;

/**
 * Reads a whole message with a generated reader, by the decisions of `fromJson`
 * of protobuf-es without a registry. What JSON.parse gives is read; of other
 * objects only own enumerable properties should be there.
 *
 * The message may share plain objects of Struct fields with the JSON.
 *
 * @throws JsonReadError
 */
export function readMessage<T>(
  reader: Reader<T>,
  input: { readonly json: JsonValue; readonly options: ReadOptions | undefined },
): T {
  const { json, options } = input;
  try {
    return reader(isolate(json), options?.ignoreUnknownFields ?? false, options?.depthLimit ?? 100);
  } catch (thrown) {
    throw thrown instanceof Fault ? new JsonReadError(thrown) : thrown;
  }
}

/** The fault that a value is not of the expected kind. */
export function expected(what: string, found: unknown): Fault {
  return new Fault(`expected ${what}, found ${describe(found)}`);
}

/** The fault of nesting beyond the limit. */
export function tooDeep(): Fault {
  return new Fault("nested too deeply", { kind: "TOO_DEEP" });
}

/** The JSON object of a message, where a level is left for it. */
export function enter(json: JsonValue, left: number): JsonObject {
  if (left < 1) throw tooDeep();
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw expected("an object", json);
  return json;
}

/** The fault that a field is not one of the message's. */
export function unknownField(key: string, known: string): Fault {
  return new Fault(
    known === ""
      ? "unknown field; the message has none"
      : `unknown field; the message has ${known}`,
    {
      kind: "UNKNOWN_FIELD",
      path: /^[\w$@]+$/.test(key) ? key : `[${JSON.stringify(key)}]`,
    },
  );
}

/** The fault that two members of a oneof are given. */
export function secondOfOneof(name: string): Fault {
  return new Fault(`another member of the oneof ${name} is given too, and only one may be`);
}

/**
 * Refuses a field that is given under both its names.
 *
 * @param names the one that was met, and the JSON name, which must not be there then
 */
export function onlyUnder(
  object: JsonObject,
  names: { readonly given: string; readonly jsonName: string },
): void {
  const { given, jsonName } = names;
  if (Object.hasOwn(object, jsonName))
    throw new Fault(`the field is given twice, as ${jsonName} and as ${given}`);
}

/** The fault of a string field: not a string, or not Unicode. */
export function notString(found: JsonValue): Fault {
  return typeof found === "string"
    ? new Fault("expected Unicode text, found an unpaired surrogate")
    : expected("a string", found);
}

/** A list's items. */
export function readList(json: JsonValue): JsonValue[] {
  if (Array.isArray(json)) return json;
  throw expected("an array", json);
}

/** A map's entries. */
export function readMap(json: JsonValue): JsonObject {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  throw expected("an object", json);
}
