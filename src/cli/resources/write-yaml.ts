/** JSON as YAML that reads back as the same. */
import type { JsonValue } from "@bufbuild/protobuf";
import { stringify } from "yaml";
import { escapeReferences } from "./references.ts";

/**
 * A value as a YAML document, ending in a newline. Texts that look like
 * references are escaped, so that they come back as they are.
 *
 * @param references texts that are meant as references, and stay
 */
export function toYaml(json: JsonValue, references: ReadonlySet<string> = new Set()): string {
  return stringify(escaped(json, references), { lineWidth: 0, aliasDuplicateObjects: false });
}

function escaped(json: JsonValue, references: ReadonlySet<string>): JsonValue {
  if (typeof json === "string") return references.has(json) ? json : escapeReferences(json);
  if (Array.isArray(json)) return json.map((item) => escaped(item, references));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, escaped(value, references)]),
  );
}
