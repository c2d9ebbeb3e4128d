/** The update mask that leads from one message to another. */
import {
  create,
  equals,
  type DescField,
  type DescMessage,
  type MessageShape,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { isImmutable, isOutputOnly } from "../../management/field-behavior.ts";
import { isComposite } from "./changes.ts";

/**
 * The smallest set of fields that an update has to write
 * (https://google.aip.dev/134), spelled as in the proto: `generic_web_service.uri`.
 *
 * Lists and maps are written whole. What the server alone writes and what can't
 * be changed is left out. Empty where there is nothing to update: then no update
 * must be sent, since an empty mask means every field.
 */
export function updateMaskOf<Desc extends DescMessage>(
  schema: Desc,
  change: { readonly before: MessageShape<Desc>; readonly after: MessageShape<Desc> },
): string[] {
  return pathsOf(reflect(schema, change.before), reflect(schema, change.after), "");
}

function pathsOf(before: ReflectMessage, after: ReflectMessage, prefix: string): string[] {
  const paths: string[] = [];
  for (const field of after.fields) {
    if (isOutputOnly(field) || isImmutable(field) || sameField(field, before, after)) continue;
    // The member of a oneof that is written clears the others.
    if (!after.isSet(field) && field.oneof && after.oneofCase(field.oneof) !== undefined) continue;
    const path = `${prefix}${field.name}`;
    if (!isComposite(field) || !before.isSet(field) || !after.isSet(field)) paths.push(path);
    else paths.push(...pathsOf(before.get(field), after.get(field), `${path}.`));
  }
  return paths;
}

function sameField(field: DescField, left: ReflectMessage, right: ReflectMessage): boolean {
  if (left.isSet(field) !== right.isSet(field)) return false;
  return equals(field.parent, alone(field, left), alone(field, right));
}

function alone(field: DescField, message: ReflectMessage): MessageShape<DescMessage> {
  const only = create(field.parent);
  if (message.isSet(field)) reflect(field.parent, only).set(field, message.get(field));
  return only;
}
