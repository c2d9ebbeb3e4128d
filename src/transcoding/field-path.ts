/**
 * Fields by their names, in both spellings: `display_name` and `displayName`.
 */
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { hasCustomJsonRepresentation } from "@bufbuild/protobuf/wkt";

/** Fields from the outermost message inwards; the last may be of any kind, those before hold messages. */
export type FieldPath = readonly [DescField, ...DescField[]];

/** Fields of a message by proto name and by JSON name. */
const indexes = new WeakMap<DescMessage, ReadonlyMap<string, DescField>>();

/** A field of a message by its proto name or its JSON name. */
export function findField(message: DescMessage, name: string): DescField | undefined {
  let index = indexes.get(message);
  if (index === undefined) {
    // A proto name wins over another field's JSON name.
    index = new Map([
      ...message.fields.map((field) => [field.jsonName, field] as const),
      ...message.fields.map((field) => [field.name, field] as const),
    ]);
    indexes.set(message, index);
  }
  return index.get(name);
}

/** The fields of a dotted path, or the name at which it ends in nothing. */
export function findFieldPath(
  message: DescMessage,
  names: readonly string[],
): { readonly path: FieldPath } | { readonly unknown: string } {
  const fields: DescField[] = [];
  let parent: DescMessage | undefined = message;
  for (const name of names) {
    const field: DescField | undefined = parent && findField(parent, name);
    if (field === undefined) return { unknown: name };
    fields.push(field);
    parent = nestedMessage(field);
  }
  const [first, ...others] = fields;
  return first === undefined ? { unknown: "" } : { path: [first, ...others] };
}

/** The message whose fields may be named through this field: none for lists, maps and types with a JSON form of their own. */
function nestedMessage(field: DescField): DescMessage | undefined {
  if (field.fieldKind !== "message" || hasCustomJsonRepresentation(field.message)) return undefined;
  return field.message;
}

/** Proto names, dotted: one spelling for every way of naming the field. */
export function canonicalName(path: FieldPath): string {
  return path.map(({ name }) => name).join(".");
}

/** The last field of a path. */
export function leafOf(path: FieldPath): DescField {
  return path.at(-1) ?? path[0];
}

/** The message that holds the last field of the path, made where it is missing. */
export function holderOf(message: ReflectMessage, path: FieldPath): ReflectMessage {
  let holder = message;
  for (const field of path.slice(0, -1)) {
    if (field.fieldKind !== "message") break;
    if (!holder.isSet(field)) holder.set(field, reflect(field.message, undefined, false));
    holder = holder.get(field);
  }
  return holder;
}
