/**
 * google.protobuf.FieldMask as text, in both spellings.
 *
 * The JSON mapping spells paths in camelCase; official clients send the names of
 * the proto. In a message a path is always spelled as in the proto
 * (https://protobuf.dev/reference/protobuf/google.protobuf/#field-mask).
 */
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { findField } from "./field-path.ts";

/**
 * The paths of a mask, as proto names.
 *
 * @param text paths with commas between them; empty for none
 * @param root the message that the mask speaks of, if that is known. With it,
 *   keys of maps and names that it does not have stay as they are.
 */
export function parseFieldMask(text: string, root?: DescMessage): string[] {
  return text
    .split(",")
    .map((path) => path.trim())
    .filter((path) => path !== "")
    .map((path) => protoPath(path, root));
}

function protoPath(path: string, root: DescMessage | undefined): string {
  // A quoted map key may hold anything (https://google.aip.dev/161#map-fields).
  if (path.includes("`") && root === undefined) return path;
  if (root === undefined) return path.split(".").map(snakeCase).join(".");
  const names = path.split(".");
  const result: string[] = [];
  let message: DescMessage | undefined = root;
  for (const name of names) {
    const field: DescField | undefined = message && findField(message, name);
    result.push(field?.name ?? name);
    message = field?.fieldKind === "message" ? field.message : undefined;
  }
  return result.join(".");
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
