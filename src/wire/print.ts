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
import type { WebhookRequest, WireFormat } from "./format.ts";
import { JsonBytes } from "./json-bytes.ts";
import { printDouble, printFloat } from "./print-number.ts";

/**
 * Prints a request in the platform's layout. It holds the same as
 * `encodeRequest` gives, with floats rounded to the 32 bits that they have.
 *
 * @throws TypeError for values that JSON has no form for
 */
export function printRequest(request: WebhookRequest): string {
  return decoder.decode(printRequestBytes(request));
}

const decoder = new TextDecoder();

/** The same as it is sent, in UTF-8. */
export function printRequestBytes({ format, message }: WebhookRequest): Uint8Array {
  out.begin();
  printMessage(planOf(schemas[format]), message, 0);
  return out.finish();
}

const schemas: Readonly<Record<WireFormat, DescMessage>> = {
  "cx/v3": cx.WebhookRequestSchema,
  "cx/v3beta1": cxBeta.WebhookRequestSchema,
  "es/v2": es.WebhookRequestSchema,
};

const encoder = new TextEncoder();

function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

const brace = bytesOf("{");
const bracket = bytesOf("[");
const closingBracket = bytesOf("]");
const comma = bytesOf(", ");
const colon = bytesOf(": ");

/** What is printed to. Printing is synchronous, so that one is enough. */
const out = new JsonBytes();

/** A message's members by their names in JavaScript. */
type Fields = Readonly<Record<string, unknown>>;

/** Prints a value that starts on a line of this depth. */
type Print = (value: never, depth: number) => void;

/** How one field is printed: worked out once per schema, so that printing asks no descriptor. */
interface FieldPlan {
  /** The member that holds it: its own, or its oneof's. */
  readonly member: string;
  /** Its name in the oneof that it is a case of; undefined for any other field. */
  readonly oneofCase: string | undefined;
  /** Whether it is printed with its default, too. */
  readonly presence: boolean;
  /** `"name": `, with what goes before it. */
  readonly head: Heads;
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
    presence: field.fieldKind === "message" || oneof !== undefined,
    head: new Heads(`"${field.jsonName}": `),
    print: printerOf(field),
  };
}

/** Whether a value is the default of a field without presence. */
function isDefault(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return value === "";
    case "number":
      return Object.is(value, 0);
    case "boolean":
      return !value;
    default:
      if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
      return Object.keys(value as object).length === 0;
  }
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
      return (value: string) => out.string(value);
    case ScalarType.BOOL:
    case ScalarType.INT32:
      return (value: boolean | number) => out.ascii(String(value));
    case ScalarType.FLOAT:
      return (value: number) =>
        out.ascii(Number.isFinite(value) ? printFloat(value) : `"${value}"`);
    case ScalarType.BYTES:
      return (value: Uint8Array) => out.ascii(`"${encodeBase64(value)}"`);
    default:
      throw new TypeError(`Requests have no fields of type ${ScalarType[type]}.`);
  }
}

function enumPrinter({ values }: DescEnum): Print {
  const names = new Map(values.map(({ number, name }) => [number, bytesOf(`"${name}"`)]));
  return (number: number) => {
    const name = names.get(number);
    if (name === undefined) out.ascii(String(number));
    else out.raw(name);
  };
}

function messagePrinter(schema: DescMessage): Print {
  if (schema.typeName === "google.protobuf.Struct") return printJson;
  if (schema.typeName === "google.protobuf.Value") return printValue;
  // Looked up when it is printed: messages may hold their own kind.
  return (message: Fields, depth) => printMessage(planOf(schema), message, depth);
}

function printMessage(plan: readonly FieldPlan[], message: Fields, depth: number): void {
  out.raw(brace);
  let before: Before = "first";
  for (const { member, oneofCase, presence, head, print } of plan) {
    let value = message[member] as never;
    if (oneofCase !== undefined) {
      const selected: { readonly case?: unknown; readonly value?: never } = value;
      if (selected.case !== oneofCase) continue;
      value = selected.value as never;
    }
    if (value === undefined || (!presence && isDefault(value))) continue;
    out.raw(head[before](depth + 1));
    before = "next";
    print(value, depth + 1);
  }
  close(depth);
}

function printMap(map: Readonly<Record<string, never>>, depth: number, print: Print): void {
  out.raw(brace);
  let before: Before = "first";
  for (const key of Object.keys(map)) {
    out.raw(line[before](depth + 1));
    before = "next";
    out.string(key);
    out.raw(colon);
    print(map[key] as never, depth + 1);
  }
  close(depth);
}

/** Ends an object on a line of its own; an empty one, too. */
function close(depth: number): void {
  out.raw(end.first(depth));
}

function printList(list: readonly never[], depth: number, print: Print): void {
  out.raw(bracket);
  for (let index = 0; index < list.length; index++) {
    if (index > 0) out.raw(comma);
    print(list[index] as never, depth);
  }
  out.raw(closingBracket);
}

function printValue(value: Value & { readonly [plainJson]?: JsonValue }, depth: number): void {
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
      return out.ascii("null");
    default:
      return printJson(kind.value, depth);
  }
}

/** A Struct, or a value in one. */
function printJson(json: JsonValue, depth: number): void {
  switch (typeof json) {
    case "string":
      return out.string(json);
    case "number":
      if (Number.isFinite(json)) return out.ascii(printDouble(json));
      throw new TypeError(`A Struct has no number ${json}.`);
    case "boolean":
      return out.ascii(json ? "true" : "false");
    case "object":
      if (json === null) return out.ascii("null");
      return Array.isArray(json)
        ? printList(json as never, depth, printJson)
        : printMap(json as never, depth, printJson);
    default:
      throw new TypeError(`JSON has no form for a value of type ${typeof json}.`);
  }
}

/** Whether anything stands before a member in its object. */
type Before = "first" | "next";

/** A piece of text at the beginning of a line, in bytes, for every depth that has come up. */
class Heads {
  readonly #text: string;
  readonly #first: Uint8Array[] = [];
  readonly #next: Uint8Array[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** On the line of an object's first member. */
  first(depth: number): Uint8Array {
    return (this.#first[depth] ??= bytesOf(`\n${"  ".repeat(depth)}${this.#text}`));
  }

  /** On the line of a further one. */
  next(depth: number): Uint8Array {
    return (this.#next[depth] ??= bytesOf(`,\n${"  ".repeat(depth)}${this.#text}`));
  }
}

/** The beginning of a line, and the line that ends an object. */
const line = new Heads("");
const end = new Heads("}");
