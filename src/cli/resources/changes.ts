/** What differs between two messages, value by value, as a person reads it. */
import {
  clone,
  create,
  toJson,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type MessageShape,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMap, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { hideSecrets } from "../../management/stored-message.ts";

/** One value of a message, alone at its path. */
export interface Leaf {
  readonly value: JsonValue;
  /** Whether it must not be shown. */
  readonly secret: boolean;
}

/** Values by their paths, in the spelling of JSON: `genericWebService.requestHeaders["x-team"]`. */
export type Leaves = ReadonlyMap<string, Leaf>;

/** A value that appears, goes or becomes another. */
export interface Change {
  readonly path: string;
  /** Absent: there was none. */
  readonly before?: JsonValue;
  /** Absent: there is none any more. */
  readonly after?: JsonValue;
  /** Whether the values must not be shown. */
  readonly secret: boolean;
  /** The value after, as a file has it with references: this may be shown. */
  readonly written?: string;
}

/**
 * Every value of a message. Messages are taken apart, maps by their keys; lists
 * and well-known types stay whole. A message that is there but empty is `{}`.
 */
export function leavesOf<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
): Leaves {
  const hidden = clone(schema, message);
  hideSecrets(schema, hidden);
  const shown = collect(reflect(schema, hidden), "");
  return new Map(
    [...collect(reflect(schema, message), "")].map(([path, value]) => [
      path,
      { value, secret: !sameJson(value, shown.get(path)) },
    ]),
  );
}

/** What it takes to get from one set of values to another, in the order of the fields. */
export function changesBetween(before: Leaves, after: Leaves): Change[] {
  const changes: Change[] = [];
  for (const path of mergedPaths(before, after)) {
    const [old, next] = [before.get(path), after.get(path)];
    if (old !== undefined && next !== undefined && sameJson(old.value, next.value)) continue;
    changes.push({
      path,
      ...(old !== undefined && { before: old.value }),
      ...(next !== undefined && { after: next.value }),
      secret: old?.secret === true || next?.secret === true,
    });
  }
  return changes;
}

/** All paths, each that goes behind the one that it followed. */
function mergedPaths(before: Leaves, after: Leaves): readonly string[] {
  const paths = [...after.keys()];
  let last = -1;
  for (const path of before.keys()) {
    if (after.has(path)) last = paths.indexOf(path);
    else paths.splice(++last, 0, path);
  }
  return paths;
}

/** A change with what the file has in place of its value. */
export function withWritten(change: Change, written: string | undefined): Change {
  return written === undefined || change.after === undefined ? change : { ...change, written };
}

/** Whether two values are the same JSON; members of objects in the same order. */
function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a field holds a message that is to be taken apart: any but a well-known type. */
export function isComposite(field: DescField): field is DescField & { fieldKind: "message" } {
  return field.fieldKind === "message" && !field.message.typeName.startsWith("google.protobuf.");
}

function collect(message: ReflectMessage, prefix: string): Map<string, JsonValue> {
  const leaves = new Map<string, JsonValue>();
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    const path = `${prefix}${field.jsonName}`;
    if (isComposite(field)) {
      const inner = collect(message.get(field), `${path}.`);
      if (inner.size === 0) leaves.set(path, {});
      for (const [name, value] of inner) leaves.set(name, value);
    } else if (field.fieldKind === "map") {
      for (const [key, value] of Object.entries(entriesOf(message, field)))
        leaves.set(`${path}[${JSON.stringify(key)}]`, value);
    } else leaves.set(path, fieldJson(message, field) ?? null);
  }
  return leaves;
}

function entriesOf(message: ReflectMessage, field: DescField & { fieldKind: "map" }): JsonObject {
  const entries: ReflectMap = message.get(field);
  const sorted = Object.entries((fieldJson(message, field) ?? {}) as JsonObject);
  return entries.size === 0
    ? {}
    : Object.fromEntries(sorted.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The JSON of one field. */
function fieldJson(message: ReflectMessage, field: DescField): JsonValue | undefined {
  const alone = create(message.desc);
  reflect(message.desc, alone).set(field, message.get(field));
  return (toJson(message.desc, alone) as JsonObject)[field.jsonName];
}
