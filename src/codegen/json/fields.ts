import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";

/** How protobuf-es names the fields of a message in JSON. */
export interface FieldKeys {
  /** The key that a reader's switch has for each field. */
  readonly canonical: ReadonlyMap<DescField, string>;
  /** Other spellings, each with the key that it stands for. */
  readonly aliases: ReadonlyMap<string, string>;
}

/**
 * The keys of a message's fields. Every field has its JSON name and its proto
 * name; where two fields claim one key, the later has it.
 */
export function fieldKeys(desc: DescMessage): FieldKeys {
  const owners = new Map<string, DescField>();
  for (const field of desc.fields) owners.set(field.name, field).set(field.jsonName, field);
  const canonical = new Map<DescField, string>();
  for (const field of desc.fields) {
    const key = [field.jsonName, field.name].find((name) => owners.get(name) === field);
    if (key !== undefined) canonical.set(field, key);
  }
  const aliases = new Map<string, string>();
  for (const [key, field] of owners) {
    const name = canonical.get(field);
    if (name !== undefined && name !== key) aliases.set(key, name);
  }
  return { canonical, aliases };
}

/** Whether a singular field without a value has the zero value, rather than none. */
export function isImplicit(field: DescField): boolean {
  return field.presence === FeatureSet_FieldPresence.IMPLICIT;
}

/** Whether a field has to be set when its message is written. */
export function isRequired(field: DescField): boolean {
  return field.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED;
}
