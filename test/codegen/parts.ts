/** Parts of messages: what `create` of protobuf-es takes, and some that it makes nothing of. */
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import fc from "fast-check";

/** What may happen to a message in a field. */
type Fate = "whole" | "part" | "foreign";

/** Types that protobuf-es writes as nonsense, rather than refuses, where a field is missing: "1.000000NaNs". */
const timeTypes: ReadonlySet<string> = new Set([
  "google.protobuf.Duration",
  "google.protobuf.Timestamp",
]);

/**
 * A message with some of its names, and of those in it, taken off or replaced,
 * and some fields left out. Struct fields stay, as they are plain JSON.
 */
export function arbitraryPart(schema: DescMessage, message: object): fc.Arbitrary<unknown> {
  return fc.infiniteStream(fc.nat(19)).map((stream) => {
    const draw = (): number => stream.next().value as number;
    return partOf(message, { schema, draw });
  });
}

interface Context {
  readonly schema: DescMessage;
  readonly draw: () => number;
}

const fates: readonly Fate[] = ["part", "part", "part", "whole", "foreign"];

function partOf(message: object, { schema, draw }: Context): object {
  const fate = fates[draw() % fates.length];
  const part: Record<string, unknown> =
    fate === "part" ? {} : { $typeName: fate === "whole" ? schema.typeName : "a.Stranger" };
  const fields = message as Readonly<Record<string, unknown>>;
  for (const member of schema.members) {
    const value = fields[member.localName];
    const luck = fate === "whole" && timeTypes.has(schema.typeName) ? 3 : draw();
    if (luck === 0) continue;
    if (luck === 1) part[member.localName] = undefined;
    else if (luck === 2 && fate === "part") part[member.localName] = null;
    else if (member.kind === "oneof")
      part[member.localName] = oneofPart(value, { fields: member.fields, draw });
    else if (value !== undefined)
      part[member.localName] = fieldPart(value, { field: member, draw });
  }
  return part;
}

function oneofPart(
  oneof: unknown,
  { fields, draw }: { readonly fields: readonly DescField[]; readonly draw: () => number },
): unknown {
  const { case: name, value } = oneof as { readonly case?: string; readonly value?: unknown };
  const field = fields.find((candidate) => candidate.localName === name);
  return field === undefined ? oneof : { case: name, value: fieldPart(value, { field, draw }) };
}

function fieldPart(
  value: unknown,
  { field, draw }: { readonly field: DescField; readonly draw: () => number },
): unknown {
  const { message: schema } = field;
  if (
    schema === undefined ||
    schema.typeName === "google.protobuf.Struct" ||
    typeof value !== "object" ||
    value === null
  )
    return value;
  if (Array.isArray(value)) return value.map((item: object) => partOf(item, { schema, draw }));
  if (field.fieldKind !== "map")
    return "$typeName" in value ? partOf(value, { schema, draw }) : value;
  const part: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value))
    Object.defineProperty(part, key, {
      value: partOf(item as object, { schema, draw }),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  return part;
}
