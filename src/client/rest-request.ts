/**
 * The client half of google.api.http: a message becomes an HTTP request
 * (https://github.com/googleapis/googleapis/blob/master/google/api/http.proto).
 */
import {
  toJson,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { FieldMaskSchema, type FieldMask } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema } from "../../gen/es/google/rpc/error_details_pb.ts";
import type { HttpBinding, VariableBinding } from "../transcoding/binding.ts";
import type { PathSegment } from "../transcoding/path-template.ts";

/** A request, ready to be sent to an origin. */
export interface RestRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** JSON; undefined for a request without a body. */
  readonly body: string | undefined;
}

/** What writing a request needs. */
export interface RestRequestOptions {
  readonly bindings: readonly HttpBinding[];
  /** Messages that a google.protobuf.Any may hold. */
  readonly registry: Registry;
}

// Numbers for enums keep values that this client's release does not know.
const enumsAsNumbers = "$alt=json;enum-encoding=int";

/**
 * The request for a message, by the first binding whose path its fields fit.
 *
 * @throws ConnectError INVALID_ARGUMENT naming the field, if its value fits no path;
 *   UNIMPLEMENTED, if the method has no HTTP rule
 */
export function restRequest(
  message: Message,
  { bindings, registry }: RestRequestOptions,
): RestRequest {
  const [first] = bindings;
  if (first === undefined)
    throw new ConnectError("The method has no HTTP rule.", Code.Unimplemented);
  const desc = first.method.input;
  const reflected = reflect(desc, message);
  for (const binding of bindings) {
    const path = expandPath(binding, reflected);
    if (path === undefined) continue;
    const json = requestJson(desc, { message, registry });
    for (const { path } of binding.variables)
      removeField(
        json,
        path.map(({ jsonName }) => jsonName),
      );
    const { body, query } = splitBody(binding, json);
    return {
      method: binding.httpMethod,
      target: `${path}?${[...queryPairs(query), enumsAsNumbers].join("&")}`,
      body: body === undefined ? undefined : JSON.stringify(body),
    };
  }
  throw noPath(first);
}

function noPath({ variables, template }: HttpBinding): ConnectError {
  const field = variables.map(({ path }) => path.map(({ name }) => name).join(".")).join(", ");
  const description = `Should fit ${template.text}.`;
  const error = new ConnectError(`${field} does not fit ${template.text}.`, Code.InvalidArgument);
  error.details = [
    { desc: BadRequestSchema, value: { fieldViolations: [{ field, description }] } },
  ];
  return error;
}

/** The path of a template with its variables filled in; undefined if a value does not fit. */
function expandPath(binding: HttpBinding, message: ReflectMessage): string | undefined {
  const { segments, verb } = binding.template;
  const parts: string[] = [];
  let at = 0;
  for (const variable of binding.variables) {
    const { start, end = segments.length } = variable.variable;
    parts.push(...segments.slice(at, start).map(literalText));
    const filled = expandVariable(variable, { message, segments: segments.slice(start, end) });
    if (filled === undefined) return undefined;
    parts.push(...filled);
    at = end;
  }
  parts.push(...segments.slice(at).map(literalText));
  return `/${parts.join("/")}${verb === undefined ? "" : `:${encodeURIComponent(verb)}`}`;
}

/** Wildcards outside of variables are never needed to call a method: any text does. */
function literalText(segment: PathSegment): string {
  return segment.kind === "literal" ? encodeURIComponent(segment.text) : "-";
}

interface Expansion {
  readonly message: ReflectMessage;
  readonly segments: readonly PathSegment[];
}

function expandVariable(
  { path, variable }: VariableBinding,
  { message, segments }: Expansion,
): readonly string[] | undefined {
  let value: unknown = message;
  for (const field of path) value = isReflected(value) ? value.get(field) : undefined;
  const text = textOf(value);
  if (text === "") return undefined;
  const parts = variable.multiple ? text.split("/") : [text];
  const open = segments.at(-1)?.kind === "rest";
  const fixed = open ? segments.slice(0, -1) : segments;
  if (open ? parts.length < fixed.length : parts.length !== fixed.length) return undefined;
  const fits = fixed.every((segment, index) =>
    segment.kind === "literal" ? parts[index] === segment.text : parts[index] !== "",
  );
  // A URL would lose dot segments on its way.
  return fits && !parts.some((part) => part === "." || part === "..")
    ? parts.map(encodeURIComponent)
    : undefined;
}

/** A scalar as it stands in a path. */
function textOf(value: unknown): string {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return "";
  }
}

function isReflected(value: unknown): value is ReflectMessage {
  return typeof value === "object" && value !== null && "get" in value;
}

interface JsonContext {
  readonly message: Message;
  readonly registry: Registry;
}

/** The message as JSON, its masks in the names of the proto, in which every path can be written. */
function requestJson(desc: DescMessage, { message, registry }: JsonContext): JsonObject {
  const fields: Record<string, unknown> = { ...message };
  const masks: JsonObject = {};
  for (const field of desc.fields) {
    const mask = fields[field.localName];
    if (field.message?.typeName !== FieldMaskSchema.typeName || mask === undefined) continue;
    masks[field.jsonName] = (mask as FieldMask).paths.join(",");
    Reflect.deleteProperty(fields, field.localName);
  }
  const json = toJson(desc, fields as unknown as Message, { registry, enumAsInteger: true });
  return { ...(json as JsonObject), ...masks };
}

/** Takes a field out; in the path, it is not sent twice. */
function removeField(json: JsonObject, [name, ...inner]: readonly string[]): void {
  if (name === undefined) return;
  const value = json[name];
  if (inner.length > 0) {
    if (isObject(value)) removeField(value, inner);
  } else Reflect.deleteProperty(json, name);
}

function splitBody(
  { body }: HttpBinding,
  json: JsonObject,
): { readonly body: JsonValue | undefined; readonly query: JsonObject } {
  if (body.kind === "none") return { body: undefined, query: json };
  if (body.kind === "message") return { body: json, query: {} };
  const { [body.field.jsonName]: inner = {}, ...query } = json;
  return { body: inner, query };
}

function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** `a.b=c` for every single value. */
function queryPairs(json: JsonValue, name = ""): string[] {
  if (Array.isArray(json)) return json.flatMap((item) => queryPairs(item, name));
  if (isObject(json))
    return Object.entries(json).flatMap(([key, value]) =>
      queryPairs(value, name === "" ? key : `${name}.${key}`),
    );
  return [`${encodeURIComponent(name)}=${encodeURIComponent(String(json))}`];
}
