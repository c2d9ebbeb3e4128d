/** Writers of the remaining well-known types: the wrappers, Any and Empty. */
import { Fault } from "./fault.ts";
import { describe, type JsonObject, type JsonValue } from "./json.ts";
import { fieldsOf } from "./write.ts";

/** What a wrapper message is: its type's name, the writer of its value, and the value that stands for none. */
export interface Wrapper {
  readonly type: string;
  readonly write: (value: unknown, whole: boolean) => JsonValue;
  readonly zero: unknown;
}

/** A wrapper that is a message, as in lists, maps and oneofs: its value. */
export function writeWrapper(
  wrapper: Wrapper,
  input: { readonly message: unknown; readonly whole: boolean },
): JsonValue {
  const fields = fieldsOf(input.message, input.whole ? wrapper.type : undefined);
  const own = fields["$typeName"] === wrapper.type;
  const value = fields["value"];
  return wrapper.write(value === undefined || (!own && value === null) ? wrapper.zero : value, own);
}

/**
 * An Any. Without a registry of types only the empty one can be written, as in
 * protobuf-es.
 */
export function writeAny(message: unknown, whole: boolean): JsonObject {
  const fields = fieldsOf(message, whole ? "google.protobuf.Any" : undefined);
  const own = fields["$typeName"] === "google.protobuf.Any";
  const type = fields["typeUrl"] ?? (own ? undefined : "");
  if (type === "") return {};
  const found = typeof type === "string" ? type : describe(type);
  throw new Fault(`cannot write ${found}: generated writers know no types for google.protobuf.Any`);
}

/** An Empty. */
export function writeEmpty(message: unknown): JsonObject {
  fieldsOf(message, undefined);
  return {};
}
