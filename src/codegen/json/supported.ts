import type { DescMessage } from "@bufbuild/protobuf";
import { Edition } from "@bufbuild/protobuf/wkt";
import { isImplicit } from "./fields.ts";

/**
 * Refuses a message whose unset fields protobuf-es keeps on a prototype: such
 * objects cannot be made without its run-time, and are slow.
 *
 * @throws Error that names the message, the field and the way out
 */
export function assertSupported(desc: DescMessage): void {
  if (desc.file.edition === Edition.EDITION_PROTO3) return;
  if (desc.file.edition === Edition.EDITION_PROTO2)
    throw new Error(
      `${desc.typeName} is of proto2, for which protobuf-es keeps unset fields on a prototype: generate readers and writers for messages of proto3 or of editions with implicit presence, or leave it out with types=…`,
    );
  const explicit = desc.fields.find(
    (field) =>
      field.fieldKind !== "message" &&
      field.oneof === undefined &&
      !isImplicit(field) &&
      field.fieldKind !== "list" &&
      field.fieldKind !== "map",
  );
  if (explicit !== undefined)
    throw new Error(
      `${desc.typeName}.${explicit.name} has explicit presence outside of proto3, for which protobuf-es keeps unset fields on a prototype: set features.field_presence = IMPLICIT, or leave the message out with types=…`,
    );
}
