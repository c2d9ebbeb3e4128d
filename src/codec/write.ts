/** What every generated writer starts with, ends with, and stumbles over. */
import { Fault, JsonWriteError } from "./fault.ts";
import { isolate } from "./isolate.ts";
import { describe, type JsonObject } from "./json.ts";

/** A message or a part of one, before its fields are looked at. */
export interface MessageFields {
  readonly [field: string]: unknown;
}

/** A generated writer: the message, and whether it stands in one that is whole. */
export type Writer = (message: unknown, whole: boolean) => JsonObject;

/**
 * Writes a whole message with a generated writer. Values of the message's type
 * are written or refused as by `toJson(schema, create(schema, message))`; what
 * the type forbids is refused, where protobuf-es would drop or mangle some of it
 * (a list in a Struct's place becomes `{}`).
 *
 * The JSON may share plain objects of Struct fields with the message.
 *
 * @throws JsonWriteError
 */
export function writeMessage(writer: Writer, message: unknown): JsonObject {
  try {
    return writer(isolate(message), false);
  } catch (thrown) {
    throw thrown instanceof Fault ? new JsonWriteError(thrown) : thrown;
  }
}

/** The fault that a value is not of the expected kind. */
export function unwritable(what: string, found: unknown): Fault {
  return new Fault(`expected ${what}, found ${describe(found)}`);
}

/**
 * The fields of a message. A message that has its type's name is whole, and
 * what stands in it has to be; anything else is a part of a message, whatever
 * name it has, as `create` of protobuf-es takes it.
 *
 * @param message what stands in the field
 * @param type the name that it has to have, or undefined where it may be a part
 */
export function fieldsOf(message: unknown, type: string | undefined): MessageFields {
  if (typeof message !== "object" || message === null || Array.isArray(message))
    throw unwritable("a message", message);
  const fields = message as MessageFields;
  if (type !== undefined && fields["$typeName"] !== type) throw foreign(type, fields["$typeName"]);
  return fields;
}

function foreign(type: string, found: unknown): Fault {
  const name = typeof found === "string" ? found : "one without $typeName";
  return new Fault(
    `expected a message ${type}, found ${name}; make it with create(), or give the outer message without $typeName`,
  );
}

/** The oneof's selected member. */
export function selected(oneof: unknown): { readonly case?: unknown; readonly value?: unknown } {
  if (typeof oneof !== "object" || oneof === null)
    throw unwritable("a oneof such as { case, value }", oneof);
  return oneof;
}

/** A list's items. */
export function itemsOf(list: unknown): readonly unknown[] {
  if (Array.isArray(list)) return list;
  throw unwritable("an array", list);
}

/** A map's entries. */
export function entriesOf(map: unknown): MessageFields {
  if (typeof map === "object" && map !== null && !Array.isArray(map)) return map as MessageFields;
  throw unwritable("an object", map);
}

/** The fault that a required field (an editions feature) is not set. */
export function notSet(path: string): Fault {
  return new Fault("the field is required and not set", { path });
}
