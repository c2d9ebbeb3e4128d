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
import type { DescField, DescMessage, DescOneof, JsonObject, JsonValue } from "@bufbuild/protobuf";
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

/** What is printed to. Printing is synchronous, so that one is enough. */
const out = new JsonBytes();

/** A message's members by their names in JavaScript. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * How values of one type are printed. Not as functions: the one place that
 * switches is quicker than the many that call through a variable.
 */
type ValuePlan =
  | { readonly kind: "string" | "literal" | "float" | "bytes" | "struct" | "value" }
  | { readonly kind: "enum"; readonly names: ReadonlyMap<number, Uint8Array> }
  | { readonly kind: "message"; readonly fields: () => readonly FieldPlan[] }
  | { readonly kind: "list" | "map"; readonly item: ValuePlan };

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
  readonly value: ValuePlan;
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
  const item = planValue(field);
  const { fieldKind } = field;
  return {
    member: (oneof ?? field).localName,
    oneofCase: oneof === undefined ? undefined : field.localName,
    presence: fieldKind === "message" || oneof !== undefined,
    head: new Heads(`"${field.jsonName}": `),
    value: fieldKind === "list" || fieldKind === "map" ? { kind: fieldKind, item } : item,
  };
}

/** The plan of a field's value, or of each of them. */
function planValue(field: DescField): ValuePlan {
  if (field.enum !== undefined) {
    const names = field.enum.values.map(
      ({ number, name }) => [number, bytesOf(`"${name}"`)] as const,
    );
    return { kind: "enum", names: new Map(names) };
  }
  if (field.message !== undefined) return planMessage(field.message);
  switch (field.scalar) {
    case ScalarType.STRING:
      return { kind: "string" };
    case ScalarType.BOOL:
    case ScalarType.INT32:
      return { kind: "literal" };
    case ScalarType.FLOAT:
      return { kind: "float" };
    case ScalarType.BYTES:
      return { kind: "bytes" };
    default:
      throw new TypeError(`Requests have no fields of type ${ScalarType[field.scalar]}.`);
  }
}

function planMessage(schema: DescMessage): ValuePlan {
  if (schema.typeName === "google.protobuf.Struct") return { kind: "struct" };
  if (schema.typeName === "google.protobuf.Value") return { kind: "value" };
  let fields: readonly FieldPlan[] | undefined;
  // Worked out when it is first printed: messages may hold their own kind.
  return { kind: "message", fields: () => (fields ??= planOf(schema)) };
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
      for (const key in value as object) if (Object.hasOwn(value as object, key)) return false;
      return true;
  }
}

/** Prints a value that starts on a line of this depth. */
function print(plan: ValuePlan, value: unknown, depth: number): void {
  switch (plan.kind) {
    case "string":
      return out.string(value as string);
    case "literal":
      return out.ascii(String(value));
    case "float":
      return out.ascii(Number.isFinite(value) ? printFloat(value as number) : `"${String(value)}"`);
    case "bytes":
      return out.ascii(`"${encodeBase64(value as Uint8Array)}"`);
    case "enum":
      return printEnum(plan.names, value as number);
    case "message":
      return printMessage(plan.fields(), value as Fields, depth);
    case "struct":
      return printJson(value as JsonObject, depth);
    case "value":
      return printValue(value as Value, depth);
    case "list":
      return printItems(plan.item, value as readonly unknown[], depth);
    case "map":
      return printEntries(plan.item, value as Fields, depth);
  }
}

function printEnum(names: ReadonlyMap<number, Uint8Array>, number: number): void {
  const name = names.get(number);
  if (name === undefined) out.ascii(String(number));
  else out.raw(name);
}

function printMessage(plan: readonly FieldPlan[], message: Fields, depth: number): void {
  out.raw(brace);
  let first = true;
  for (const { member, oneofCase, presence, head, value: plannedAs } of plan) {
    let value = message[member];
    if (oneofCase !== undefined) {
      const selected = value as { readonly case?: unknown; readonly value?: unknown };
      if (selected.case !== oneofCase) continue;
      ({ value } = selected);
    }
    if (value === undefined || (!presence && isDefault(value))) continue;
    out.raw(first ? head.first(depth + 1) : head.next(depth + 1));
    first = false;
    print(plannedAs, value, depth + 1);
  }
  close(depth);
}

function printItems(plan: ValuePlan, list: readonly unknown[], depth: number): void {
  out.raw(bracket);
  for (let index = 0; index < list.length; index++) {
    if (index > 0) out.raw(comma);
    print(plan, list[index], depth);
  }
  out.raw(closingBracket);
}

function printEntries(plan: ValuePlan, map: Fields, depth: number): void {
  out.raw(brace);
  let first = true;
  for (const key of Object.keys(map)) {
    printKey(key, { first, depth: depth + 1 });
    first = false;
    print(plan, map[key], depth + 1);
  }
  close(depth);
}

function printKey(key: string, at: { readonly first: boolean; readonly depth: number }): void {
  out.raw(at.first ? line.first(at.depth) : line.next(at.depth));
  out.string(key);
  out.raw(colon);
}

/** Ends an object on a line of its own; an empty one, too. */
function close(depth: number): void {
  out.raw(end.first(depth));
}

const anyValue: ValuePlan = { kind: "value" };
const anyJson: ValuePlan = { kind: "struct" };

function printValue(value: Value & { readonly [plainJson]?: JsonValue }, depth: number): void {
  const plain = value[plainJson];
  if (plain !== undefined) return printJson(plain, depth);
  const { kind } = value;
  switch (kind.case) {
    case "structValue":
      return printEntries(anyValue, kind.value.fields, depth);
    case "listValue":
      return printItems(anyValue, kind.value.values, depth);
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
        ? printItems(anyJson, json, depth)
        : printEntries(anyJson, json, depth);
    default:
      throw new TypeError(`JSON has no form for a value of type ${typeof json}.`);
  }
}

const encoder = new TextEncoder();

function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

const brace = bytesOf("{");
const bracket = bytesOf("[");
const closingBracket = bytesOf("]");
const comma = bytesOf(", ");
const colon = bytesOf(": ");

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
