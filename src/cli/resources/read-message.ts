/** A node of a file as a message, with every mistake told where it stands. */
import {
  fromJson,
  ScalarType,
  type DescEnum,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type MessageShape,
} from "@bufbuild/protobuf";
import { isComposite } from "./changes.ts";
import type { FileProblems, SourceEntry, SourceNode } from "./source.ts";

/** A message that stands in a file. */
export interface ReadMessage<Desc extends DescMessage> {
  readonly message: MessageShape<Desc>;
  /** Values with references as the file has them, by path as in `leavesOf`: these may be shown. */
  readonly written: ReadonlyMap<string, string>;
}

/**
 * Reads a message in proto3 JSON (https://protobuf.dev/programming-guides/json/).
 *
 * @param node a map
 * @param problems receives unknown fields, values of the wrong kind and alternatives
 *   that are set together; the message is then whatever could be read
 */
export function readMessage<Desc extends DescMessage>(
  schema: Desc,
  node: SourceNode,
  problems: FileProblems,
): ReadMessage<Desc> {
  const reading: Reading = { problems, written: new Map() };
  const json = readObject(schema, node, { ...reading, path: "" });
  // A value that does not fit is left out, so what remains is sound; of alternatives, all but the first.
  return { message: fromJson(schema, json), written: reading.written };
}

interface Reading {
  readonly problems: FileProblems;
  readonly written: Map<string, string>;
}

interface Place extends Reading {
  readonly path: string;
}

function readObject(schema: DescMessage, node: SourceNode, place: Place): JsonObject {
  const { problems } = place;
  if (node.kind !== "map") {
    problems.add(node.at, `${place.path || schema.name} should be a map of fields.`);
    return {};
  }
  const json: JsonObject = {};
  const chosen = new Map<string, string>();
  for (const entry of node.entries) {
    const field = findField(schema, entry, problems);
    if (field === undefined) continue;
    const other = field.oneof && chosen.get(field.oneof.name);
    if (other !== undefined) {
      problems.add(entry.at, `${entry.key} and ${other} are alternatives: leave one out.`);
      continue;
    }
    if (isNull(entry.value)) continue;
    if (field.oneof) chosen.set(field.oneof.name, entry.key);
    const path = `${place.path === "" ? "" : `${place.path}.`}${field.jsonName}`;
    const value = readField(field, entry.value, { ...place, path });
    if (value !== undefined) json[field.jsonName] = value;
  }
  return json;
}

const isNull = (node: SourceNode): boolean => node.kind === "value" && node.value === null;

function findField(
  schema: DescMessage,
  { key, at }: SourceEntry,
  problems: FileProblems,
): DescField | undefined {
  const field = schema.fields.find(({ name, jsonName }) => jsonName === key || name === key);
  if (field === undefined) {
    const known = schema.fields.map(({ jsonName }) => jsonName).join(", ");
    problems.add(at, `${schema.name} has no field ${JSON.stringify(key)}. It has ${known}.`);
  }
  return field;
}

function readField(field: DescField, node: SourceNode, place: Place): JsonValue | undefined {
  const { path, problems } = place;
  if (field.fieldKind === "list") {
    if (node.kind === "list")
      return node.items
        .map((item, index) => readItem(field, item, { ...place, path: `${path}[${index}]` }))
        .filter((item) => item !== undefined);
    problems.add(node.at, `${path} should be a list.`);
    return undefined;
  }
  if (field.fieldKind === "map") {
    if (node.kind !== "map") {
      problems.add(node.at, `${path} should be a map.`);
      return undefined;
    }
    const entries = node.entries.map(({ key, value }) => {
      const at = { ...place, path: `${path}[${JSON.stringify(key)}]` };
      return [key, readItem(field, value, at)] as const;
    });
    return Object.fromEntries(
      entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
    );
  }
  if (isComposite(field)) return readObject(field.message, node, place);
  return readLeaf(field, node, place);
}

/** An item of a list, or a value of a map. */
function readItem(
  field: DescField & { fieldKind: "list" | "map" },
  node: SourceNode,
  place: Place,
): JsonValue | undefined {
  if (field.message !== undefined) return readObject(field.message, node, place);
  return readLeaf(field, node, place);
}

function readLeaf(field: DescField, node: SourceNode, place: Place): JsonValue | undefined {
  const json = bytesOf(field, plainOf(node));
  if (node.kind === "value" && node.written !== undefined)
    place.written.set(place.path, node.written);
  if (fits(field, json)) return json;
  place.problems.add(node.at, `${place.path} should be ${expectation(field)}.`);
  return undefined;
}

function plainOf(node: SourceNode): JsonValue {
  if (node.kind === "value") return node.value;
  if (node.kind === "list") return node.items.map(plainOf);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainOf(value)]));
}

/** A certificate may be given as PEM, as `${file:ca.pem}` brings it; the field has its DER bytes. */
function bytesOf(field: DescField, json: JsonValue): JsonValue {
  if (field.scalar !== ScalarType.BYTES || typeof json !== "string") return json;
  const pem = /-----BEGIN CERTIFICATE-----([^]*?)-----END CERTIFICATE-----/.exec(json);
  return pem?.[1] === undefined ? json : pem[1].replaceAll(/\s/g, "");
}

function fits(field: DescField, json: JsonValue): boolean {
  const value =
    field.fieldKind === "list" ? [json] : field.fieldKind === "map" ? { key: json } : json;
  try {
    fromJson(field.parent, { [field.jsonName]: value });
    return true;
  } catch {
    return false;
  }
}

/** What would be right, in words. */
function expectation(field: DescField): string {
  if (field.enum !== undefined) return `one of ${valuesOf(field.enum)}`;
  if (field.message?.typeName === "google.protobuf.Duration") return "a duration, such as 5s";
  if (field.message?.typeName === "google.protobuf.Timestamp")
    return "a time, such as 2030-01-31T12:00:00Z";
  switch (field.scalar) {
    case ScalarType.STRING:
      return "text; put quotes around what looks like a number or a truth value";
    case ScalarType.BOOL:
      return "true or false";
    case ScalarType.BYTES:
      return "bytes in base64, or a certificate in PEM";
    case undefined:
      return `a ${field.message?.name ?? "value"} in JSON`;
    default:
      return "a number";
  }
}

const valuesOf = ({ values }: DescEnum): string =>
  values
    .filter(({ number }) => number !== 0)
    .map(({ name }) => name)
    .join(", ");
