/**
 * google.api.field_behavior (https://google.aip.dev/203), enforced for any
 * message by its descriptor.
 */
import {
  getOption,
  hasOption,
  type DescField,
  type DescMessage,
  type Message,
  type MessageShape,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { FieldBehavior, field_behavior } from "../../gen/es/google/api/field_behavior_pb.ts";
import { resource } from "../../gen/es/google/api/resource_pb.ts";
import type { FieldViolation } from "../errors.ts";

const behaviors = new WeakMap<DescField, ReadonlySet<FieldBehavior>>();

/** The behaviours that a field declares. */
function behaviorsOf(field: DescField): ReadonlySet<FieldBehavior> {
  const known = behaviors.get(field);
  if (known !== undefined) return known;
  const read = new Set(getOption(field, field_behavior));
  behaviors.set(field, read);
  return read;
}

/** Whether the server alone writes the field. */
export function isOutputOnly(field: DescField): boolean {
  return behaviorsOf(field).has(FieldBehavior.OUTPUT_ONLY);
}

/**
 * Whether the field stays as it was when the resource was created. The `name`
 * of a resource is such a field, declared or not.
 */
export function isImmutable(field: DescField): boolean {
  const declared = behaviorsOf(field);
  return (
    declared.has(FieldBehavior.IMMUTABLE) ||
    declared.has(FieldBehavior.IDENTIFIER) ||
    (field.name === "name" && hasOption(field.parent, resource))
  );
}

/**
 * The required fields that are missing, in the message and in all that it
 * holds. A proto3 scalar is missing when it has its default value.
 *
 * @param prefix the path of the message in the request, with a dot behind it; default: none
 */
export function missingFields<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
  prefix = "",
): FieldViolation[] {
  const violations: FieldViolation[] = [];
  collectMissing(reflect(schema, message), prefix, violations);
  return violations;
}

function collectMissing(
  message: ReflectMessage,
  prefix: string,
  violations: FieldViolation[],
): void {
  for (const field of message.fields)
    if (!message.isSet(field) && behaviorsOf(field).has(FieldBehavior.REQUIRED))
      violations.push({ field: `${prefix}${field.name}`, description: "Required." });
  for (const { path, message: child } of childrenOf(message))
    collectMissing(child, `${prefix}${path}.`, violations);
}

/** A message within another, with its path there. */
interface Child {
  /** The field that holds it. */
  readonly field: DescField;
  /** `oauth_config`, `webhook_overrides[0]`, `headers["X-A"]`. */
  readonly path: string;
  /** The same, but an item of a list that has a `name` goes by that: its place may change. */
  readonly identity: string;
  readonly message: ReflectMessage;
}

/** The messages right within a message: in fields, lists and maps. */
export function childrenOf(message: ReflectMessage): readonly Child[] {
  const children: Child[] = [];
  for (const field of message.fields) {
    if (field.message === undefined || !message.isSet(field)) continue;
    if (field.fieldKind === "message")
      children.push({ field, path: field.name, identity: field.name, message: message.get(field) });
    else if (field.fieldKind === "list") {
      const items = [...message.get(field)] as ReflectMessage[];
      for (const [index, item] of items.entries())
        children.push({
          field,
          path: `${field.name}[${index}]`,
          identity: `${field.name}[${JSON.stringify(nameOf(item) ?? index)}]`,
          message: item,
        });
    } else if (field.fieldKind === "map")
      for (const [key, value] of message.get(field)) {
        const path = `${field.name}[${JSON.stringify(String(key))}]`;
        children.push({ field, path, identity: path, message: value as ReflectMessage });
      }
  }
  return children;
}

function nameOf(message: ReflectMessage): string | undefined {
  const field = message.fields.find(({ name }) => name === "name");
  const name: unknown = field?.fieldKind === "scalar" ? message.get(field) : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** Clears, in place, what callers may send but the server alone writes, at any depth. */
export function dropOutputOnly(schema: DescMessage, message: Message): void {
  clearOutputOnly(reflect(schema, message));
}

function clearOutputOnly(message: ReflectMessage): void {
  for (const field of message.fields) if (isOutputOnly(field)) message.clear(field);
  for (const child of childrenOf(message)) clearOutputOnly(child.message);
}
