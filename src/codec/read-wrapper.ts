/**
 * Readers of the remaining well-known types: the wrappers, Any and Empty. A
 * wrapper in a singular field is its plain value, so the functions here are for
 * lists, maps and oneofs, where protobuf-es keeps the message.
 */
import type { Any, Empty } from "@bufbuild/protobuf/wkt";
import { Fault } from "./fault.ts";
import type { JsonValue } from "./json.ts";
import { enter, tooDeep, unknownField } from "./read.ts";

/** Takes the level of a wrapper, then gives its JSON to a reader of scalars. */
export function wrapped<T>(
  reader: (json: JsonValue) => T,
  input: { readonly json: JsonValue; readonly left: number },
): T {
  if (input.left < 1) throw tooDeep();
  return reader(input.json);
}

/**
 * An Any. Without a registry of types only the empty one can be read, as in
 * protobuf-es.
 */
export function readAny(json: JsonValue, left: number): Any {
  const object = enter(json, left);
  for (const _ in object) throw new Fault(anyProblem(object["@type"]));
  return { $typeName: "google.protobuf.Any", typeUrl: "", value: new Uint8Array(0) };
}

function anyProblem(type: JsonValue | undefined): string {
  if (typeof type !== "string" || type === "")
    return 'expected the type\'s URL under "@type", found none';
  return `cannot read ${type}: generated readers know no types for google.protobuf.Any`;
}

/** An Empty. */
export function readEmpty(json: JsonValue, ignore: boolean, left: number): Empty {
  const object = enter(json, left);
  if (!ignore) for (const key in object) throw unknownField(key, "");
  return { $typeName: "google.protobuf.Empty" };
}
