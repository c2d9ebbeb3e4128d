/**
 * The client's side of google.api.http, as the official generated clients do it: a message
 * becomes an HTTP request by the first binding that its path fields fit. Written against the
 * spec alone, so that it shares no mistake with the server's side.
 */
import {
  clone,
  toJson,
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type Message,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { HttpBinding, TranscodingRequest } from "../../src/transcoding/index.ts";
import { registry } from "./fixture.ts";

/** How the client spells things. */
export interface Spelling {
  /** Query names as in the proto instead of in camelCase. */
  readonly protoNames?: boolean;
  readonly enumsAsNumbers?: boolean;
}

/** The request for a message; undefined if no binding's path takes it. */
export function encode(
  bindings: readonly HttpBinding[],
  message: Message,
  spelling: Spelling = {},
): TranscodingRequest | undefined {
  for (const binding of bindings) {
    const request = encodeBy(binding, message, spelling);
    if (request !== undefined) return request;
  }
  return undefined;
}

function encodeBy(
  binding: HttpBinding,
  message: Message,
  spelling: Spelling,
): TranscodingRequest | undefined {
  const rest = clone(binding.method.input, message);
  const path = expandPath(binding, rest, spelling);
  if (path === undefined) return undefined;
  const { body } = binding;
  let content: JsonValue | undefined;
  if (body.kind === "message") content = jsonOf(binding.method.input, rest, spelling);
  if (body.kind === "field") {
    content = jsonOf(binding.method.input, rest, spelling)[body.field.jsonName] ?? {};
    reflect(binding.method.input, rest).clear(body.field);
  }
  const query =
    body.kind === "message" ? [] : queryOf(binding.method.input, { message: rest, spelling });
  const search = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return {
    method: binding.httpMethod,
    url: search === "" ? path : `${path}?${search}`,
    headers: content === undefined ? {} : { "content-type": "application/json" },
    ...(content !== undefined && { body: new TextEncoder().encode(JSON.stringify(content)) }),
  };
}

/** The path, its fields taken out of the message; undefined if they do not fit the template. */
function expandPath(
  { template, method }: HttpBinding,
  message: Message,
  spelling: Spelling,
): string | undefined {
  let path = template.text;
  for (const [whole, name = "", pattern = "*"] of template.text.matchAll(
    /\{([\w.]+)(?:=([^}]*))?\}/g,
  )) {
    const value = takeField(method.input, { message, names: name.split("."), spelling });
    if (value === undefined || !patternOf(pattern).test(value)) return undefined;
    const multiple = pattern.includes("/") || pattern.includes("**");
    const encoded = multiple
      ? value.split("/").map(encodeURIComponent).join("/")
      : encodeURIComponent(value);
    path = path.replace(whole, () => encoded);
  }
  return path;
}

function patternOf(pattern: string): RegExp {
  if (pattern === "*") return /^[^]+$/;
  const source = pattern
    .split("/")
    .map((part) => (part === "*" ? "[^/]+" : part))
    .join("/")
    .replace(/\/?\*\*$/, "(?:/[^]*)?");
  return new RegExp(`^${source}$`);
}

interface Taking {
  readonly message: Message;
  readonly names: readonly string[];
  readonly spelling: Spelling;
}

function takeField(desc: DescMessage, { message, names, spelling }: Taking): string | undefined {
  const [name, ...others] = names;
  const target = reflect(desc, message);
  const field = desc.fields.find((candidate) => candidate.name === name);
  if (field === undefined) return undefined;
  if (others.length > 0 && field.fieldKind === "message") {
    if (!target.isSet(field)) return undefined;
    const inner = target.get(field).message;
    return takeField(field.message, { message: inner, names: others, spelling });
  }
  const value = jsonOf(desc, message, spelling, true)[field.jsonName];
  target.clear(field);
  return value === undefined ? undefined : textOf(value);
}

function jsonOf(
  desc: DescMessage,
  message: Message,
  { enumsAsNumbers = false }: Spelling,
  alwaysEmitImplicit = false,
): JsonObject {
  return toJson(desc, message, {
    registry,
    alwaysEmitImplicit,
    enumAsInteger: enumsAsNumbers,
  }) as JsonObject;
}

/** Types that are one text in a query, although they are messages. */
const texts = /^google\.protobuf\.(?:Timestamp|Duration|FieldMask|\w+Value)$/;

/** Whether a field has a place in a query. */
export function isQueryField(field: DescField): boolean {
  if (field.fieldKind === "map") return false;
  const { message } = field;
  if (
    message === undefined ||
    (texts.test(message.typeName) && !/\.(?:List)?Value$/.test(message.typeName))
  )
    return true;
  return field.fieldKind === "message" && !message.typeName.startsWith("google.protobuf.");
}

function queryOf(
  desc: DescMessage,
  { message, spelling, prefix = "" }: { message: Message; spelling: Spelling; prefix?: string },
): [string, string][] {
  const target = reflect(desc, message);
  const json = jsonOf(desc, message, spelling);
  return desc.fields.flatMap((field): [string, string][] => {
    const value = json[field.jsonName];
    if (value === undefined || !isQueryField(field)) return [];
    const name = `${prefix}${spelling.protoNames === true ? field.name : field.jsonName}`;
    if (field.fieldKind === "message" && !texts.test(field.message.typeName))
      return queryOf(field.message, {
        message: target.get(field).message,
        spelling,
        prefix: `${name}.`,
      });
    return (Array.isArray(value) ? value : [value]).map((item) => [name, textOf(item)]);
  });
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
