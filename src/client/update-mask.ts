/**
 * Paths of update masks (https://google.aip.dev/161), checked by the compiler.
 */
import type { DescField, DescMessage } from "@bufbuild/protobuf";

/** A field that holds one of several members. */
interface Oneof {
  readonly case: string | undefined;
}

/** Messages that a mask takes or leaves as a whole. */
type Whole = `google.protobuf.${string}`;

type Below<Name extends string, Value> = Value extends readonly unknown[] | Uint8Array
  ? Name
  : Value extends { readonly $typeName: infer Type }
    ? Type extends Whole
      ? Name
      : Name | `${Name}.${FieldPath<Value>}`
    : Value extends Readonly<Record<string, unknown>>
      ? string extends keyof Value
        ? Name | `${Name}.${string}`
        : Name
      : Name;

type Member<Value> = Value extends {
  readonly case: infer Name extends string;
  readonly value: infer Inner;
}
  ? Below<Name, Inner>
  : never;

type Field<Name extends string, Value> = Value extends Oneof ? Member<Value> : Below<Name, Value>;

/**
 * The paths of a message's fields, in camelCase: `displayName`,
 * `genericWebService.uri`, and for an entry of a map
 * `genericWebService.requestHeaders.x-team`. A key that is no plain word may stand
 * in backquotes. Lists are replaced as a whole.
 */
export type FieldPath<Message> = {
  [Name in Exclude<keyof Message, "$typeName" | "$unknown"> & string]-?: Field<
    Name,
    Exclude<Message[Name], undefined>
  >;
}[Exclude<keyof Message, "$typeName" | "$unknown"> & string];

/**
 * A path with the names of the proto, as messages hold it.
 *
 * @param path names in camelCase with dots between them. The key of a map, and
 *   what the message does not have, stays as it is
 */
export function protoPath(path: string, desc: DescMessage): string {
  const names = path.split(".");
  const result: string[] = [];
  let message: DescMessage | undefined = desc;
  for (const [index, name] of names.entries()) {
    const field: DescField | undefined = message?.fields.find(
      (one) => one.localName === name || one.jsonName === name,
    );
    result.push(field?.name ?? name);
    message = field?.fieldKind === "message" ? field.message : undefined;
    if (field?.fieldKind === "map" && index + 1 < names.length)
      return [...result, mapKey(names.slice(index + 1).join("."))].join(".");
  }
  return result.join(".");
}

function mapKey(key: string): string {
  return /^\w+$/.test(key) || (key.startsWith("`") && key.endsWith("`") && key.length > 1)
    ? key
    : `\`${key.replaceAll("`", "``")}\``;
}
