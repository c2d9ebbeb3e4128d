/**
 * A request's JSON as the platform lays it out, byte for byte, for those who
 * call webhooks: the layout of protobuf's `JsonFormat` for Java, whose default
 * printer reproduces captured calls exactly.
 *
 * Two spaces of indentation; a field to a line; lists on one line, in which
 * objects open where they stand; an empty object over two lines; no newline at
 * the end; `'<>&=` and the separators U+2028 and U+2029 escaped, as Gson does for
 * HTML; floats, doubles and the numbers of Structs with at least one decimal,
 * integers without.
 *
 * Fields come in the order of their numbers, as captured bodies have them
 * (`formInfo` before `displayName`); entries of maps and Structs come as the
 * object has them, which is the order they were read in, except that JavaScript
 * puts keys that are whole numbers first.
 */
import type { DescEnum, DescField, DescMessage, DescOneof, JsonValue } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import type { Value } from "@bufbuild/protobuf/wkt";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { encodeBase64 } from "../codec/base64.ts";
import { plainJson } from "../codec/plain-json.ts";
import type { WebhookRequest } from "./format.ts";
import { printDouble, printFloat } from "./print-number.ts";

/**
 * Prints a request in the platform's layout. It holds the same as
 * `encodeRequest` gives, with floats rounded to the 32 bits that they have.
 *
 * @throws TypeError for values that JSON has no form for
 */
export function printRequest({ format, message }: WebhookRequest): string {
  switch (format) {
    case "cx/v3":
      return printMessage(planOf(cx.WebhookRequestSchema), message, 0);
    case "cx/v3beta1":
      return printMessage(planOf(cxBeta.WebhookRequestSchema), message, 0);
    case "es/v2":
      return printMessage(planOf(es.WebhookRequestSchema), message, 0);
  }
}

/** A message's members by their names in JavaScript. */
type Fields = Readonly<Record<string, unknown>>;

/** Prints a value that starts on a line of this depth. */
type Print = (value: never, depth: number) => string;

/** How one field is printed: worked out once per schema, so that printing asks no descriptor. */
interface FieldPlan {
  /** The member that holds it: its own, or its oneof's. */
  readonly member: string;
  /** Its name in the oneof that it is a case of; undefined for any other field. */
  readonly oneofCase: string | undefined;
  /** `"name": ` */
  readonly head: string;
  readonly isSet: (value: never) => boolean;
  readonly print: Print;
}

const plans = new Map<DescMessage, readonly FieldPlan[]>();

function planOf(schema: DescMessage): readonly FieldPlan[] {
  let plan = plans.get(schema);
  if (plan === undefined) {
    plan = schema.fields.toSorted((a, b) => a.number - b.number).map(planField);
    plans.set(schema, plan);
  }
  return plan;
}

function planField(field: DescField): FieldPlan {
  const oneof: DescOneof | undefined = field.oneof;
  return {
    member: (oneof ?? field).localName,
    oneofCase: oneof === undefined ? undefined : field.localName,
    head: `"${field.jsonName}": `,
    isSet: isSetOf(field),
    print: printerOf(field),
  };
}

/** Whether a value that is there is printed: the defaults of fields without presence are not. */
function isSetOf(field: DescField): (value: never) => boolean {
  if (field.fieldKind === "list") return (list: readonly unknown[]) => list.length > 0;
  if (field.fieldKind === "map") return (map: object) => Object.keys(map).length > 0;
  if (field.fieldKind === "message" || field.oneof !== undefined) return () => true;
  if (field.scalar === ScalarType.BYTES) return (bytes: Uint8Array) => bytes.length > 0;
  return (value: unknown) => value !== "" && value !== false && !Object.is(value, 0);
}

function printerOf(field: DescField): Print {
  switch (field.fieldKind) {
    case "scalar":
      return scalarPrinter(field.scalar);
    case "enum":
      return enumPrinter(field.enum);
    case "message":
      return messagePrinter(field.message);
    case "list": {
      const item = itemPrinter(field);
      return (list: readonly never[], depth) => printList(list, depth, item);
    }
    case "map": {
      const item = itemPrinter(field);
      return (map: Readonly<Record<string, never>>, depth) => printMap(map, depth, item);
    }
  }
}

function itemPrinter(field: DescField & { readonly fieldKind: "list" | "map" }): Print {
  if (field.enum !== undefined) return enumPrinter(field.enum);
  return field.message === undefined ? scalarPrinter(field.scalar) : messagePrinter(field.message);
}

function scalarPrinter(type: ScalarType): Print {
  switch (type) {
    case ScalarType.STRING:
      return printString;
    case ScalarType.BOOL:
    case ScalarType.INT32:
      return String;
    case ScalarType.FLOAT:
      return (value: number) => (Number.isFinite(value) ? printFloat(value) : `"${value}"`);
    case ScalarType.BYTES:
      return (value: Uint8Array) => printString(encodeBase64(value));
    default:
      throw new TypeError(`Requests have no fields of type ${ScalarType[type]}.`);
  }
}

function enumPrinter({ value: known }: DescEnum): Print {
  return (number: number) => {
    const value = known[number];
    return value === undefined ? String(number) : `"${value.name}"`;
  };
}

function messagePrinter(schema: DescMessage): Print {
  if (schema.typeName === "google.protobuf.Struct") return printJson;
  if (schema.typeName === "google.protobuf.Value") return printValue;
  // Looked up when it is printed: messages may hold their own kind.
  return (message: Fields, depth) => printMessage(planOf(schema), message, depth);
}

function printMessage(plan: readonly FieldPlan[], message: Fields, depth: number): string {
  const line = newline(depth + 1);
  let text = "{";
  let joint = line;
  for (const { member, oneofCase, head, isSet, print } of plan) {
    let value = message[member] as never;
    if (oneofCase !== undefined) {
      const selected: { readonly case?: unknown; readonly value?: never } = value;
      if (selected.case !== oneofCase) continue;
      value = selected.value as never;
    }
    if (value === undefined || !isSet(value)) continue;
    text += joint + head + print(value, depth + 1);
    joint = `,${line}`;
  }
  return `${text}${newline(depth)}}`;
}

function printMap(map: Readonly<Record<string, never>>, depth: number, print: Print): string {
  const line = newline(depth + 1);
  let text = "{";
  let joint = line;
  for (const key of Object.keys(map)) {
    text += `${joint}${printString(key)}: ${print(map[key] as never, depth + 1)}`;
    joint = `,${line}`;
  }
  return `${text}${newline(depth)}}`;
}

function printList(list: readonly never[], depth: number, print: Print): string {
  let text = "[";
  for (let index = 0; index < list.length; index++)
    text +=
      index === 0 ? print(list[index] as never, depth) : `, ${print(list[index] as never, depth)}`;
  return `${text}]`;
}

function printValue(value: Value & { readonly [plainJson]?: JsonValue }, depth: number): string {
  const plain = value[plainJson];
  if (plain !== undefined) return printJson(plain, depth);
  const { kind } = value;
  switch (kind.case) {
    case "structValue":
      return printMap(kind.value.fields as never, depth, printValue);
    case "listValue":
      return printList(kind.value.values as never, depth, printValue);
    case "nullValue":
    case undefined:
      return "null";
    default:
      return printJson(kind.value, depth);
  }
}

/** A Struct, or a value in one. */
function printJson(json: JsonValue, depth: number): string {
  switch (typeof json) {
    case "string":
      return printString(json);
    case "number":
      if (Number.isFinite(json)) return printDouble(json);
      throw new TypeError(`A Struct has no number ${json}.`);
    case "boolean":
      return json ? "true" : "false";
    case "object":
      if (json === null) return "null";
      return Array.isArray(json)
        ? printList(json as never, depth, printJson)
        : printMap(json as never, depth, printJson);
    default:
      throw new TypeError(`JSON has no form for a value of type ${typeof json}.`);
  }
}

/** What needs more than quotes: what JSON escapes, what Gson escapes besides, and surrogates, which may be halves of pairs. */
const special = /["\\'<>&=\u2028\u2029]|[^ -\ud7ff\ue000-\uffff]/;
const escapedForHtml = /['<>&=\u2028\u2029]/g;

function printString(text: string): string {
  if (!special.test(text)) return `"${text}"`;
  return JSON.stringify(text).replaceAll(
    escapedForHtml,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const newlines: string[] = [];

/** A newline and the indentation of a depth. */
function newline(depth: number): string {
  return (newlines[depth] ??= `\n${"  ".repeat(depth)}`);
}
