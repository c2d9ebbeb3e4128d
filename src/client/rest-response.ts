/**
 * What a REST service answers, as messages and errors.
 */
import {
  create,
  createFileRegistry,
  fromJson,
  toBinary,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type MessageShape,
  type Registry,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, hasCustomJsonRepresentation } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { codes, type Code as CodeName } from "../errors.ts";

/** A response, read to its end. */
export interface RestResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What reading a response needs. */
export interface RestResponseOptions<Desc extends DescMessage> {
  readonly desc: Desc;
  /** The field that is the body; undefined for the whole message. */
  readonly responseField: string | undefined;
  /** Messages that a google.protobuf.Any may hold. One of another type arrives without its content. */
  readonly registry: Registry;
}

/**
 * The message of a response.
 *
 * @throws ConnectError: the error of the response, or INTERNAL for a body that cannot be read
 */
export function responseMessage<Desc extends DescMessage>(
  response: RestResponse,
  { desc, responseField, registry }: RestResponseOptions<Desc>,
): MessageShape<Desc> {
  const json = parseJson(response.body);
  if (response.status < 200 || response.status > 299) throw responseError(response, json, registry);
  if (json === undefined)
    throw new ConnectError(
      `The server answered ${response.status} with a body that is no JSON.`,
      Code.Internal,
      response.headers,
    );
  try {
    return fromJson(desc, responseField === undefined ? json : { [responseField]: json }, {
      ignoreUnknownFields: true,
      registry: tolerant(registry),
    });
  } catch (cause) {
    throw new ConnectError(
      `The server's answer is no ${desc.typeName}.`,
      Code.Internal,
      response.headers,
      undefined,
      cause,
    );
  }
}

function parseJson(text: string): JsonValue | undefined {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** For a status that comes without a google.rpc.Status: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const statusCodes: Readonly<Record<number, CodeName>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  408: "UNAVAILABLE",
  409: "ABORTED",
  413: "RESOURCE_EXHAUSTED",
  416: "OUT_OF_RANGE",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  500: "INTERNAL",
  501: "UNIMPLEMENTED",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

function responseError(
  { status, headers }: RestResponse,
  json: JsonValue | undefined,
  registry: Registry,
): ConnectError {
  const body = isObject(json) && isObject(json["error"]) ? json["error"] : {};
  const { status: name, message, details } = body;
  const known =
    typeof name === "string" && Object.hasOwn(codes, name) ? (name as CodeName) : undefined;
  const { grpc } = codes[known ?? statusCodes[status] ?? "UNKNOWN"];
  const error = new ConnectError(
    typeof message === "string" ? message : `The server answered ${status}.`,
    grpc,
    headers,
  );
  error.details = (Array.isArray(details) ? details : [])
    .filter(isObject)
    .map((detail) => incomingDetail(detail, registry));
  return error;
}

function incomingDetail(json: JsonObject, registry: Registry): ConnectError["details"][number] {
  const url = typeof json["@type"] === "string" ? json["@type"] : "";
  const type = url.slice(url.lastIndexOf("/") + 1);
  const { "@type": _, ...fields } = json;
  const desc = registry.getMessage(type);
  try {
    if (desc !== undefined) {
      const content = hasCustomJsonRepresentation(desc) ? (fields["value"] ?? null) : fields;
      const options = { registry, ignoreUnknownFields: true };
      return { type, value: toBinary(desc, fromJson(desc, content, options)) };
    }
  } catch {
    // A malformed detail must not hide the error that it details; it stays as it came.
  }
  return { type, value: new Uint8Array(), debug: fields };
}

function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/**
 * The registry, with an empty message for every type that it does not know. The
 * real service lists operations of methods that this client does not have, and
 * protobuf-es would refuse the whole list for one of them.
 */
function tolerant(registry: Registry): Registry {
  const getMessage = (name: string): DescMessage | undefined =>
    registry.getMessage(name) ?? emptyMessage(name);
  return new Proxy(registry, {
    get: (target, key) =>
      key === "getMessage" ? getMessage : (Reflect.get(target, key, target) as unknown),
  });
}

function emptyMessage(typeName: string): DescMessage | undefined {
  if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(typeName)) return undefined;
  const dot = typeName.lastIndexOf(".");
  const file = create(FileDescriptorProtoSchema, {
    name: `${typeName}.proto`,
    package: typeName.slice(0, Math.max(0, dot)),
    syntax: "proto3",
    messageType: [{ name: typeName.slice(dot + 1) }],
  });
  return createFileRegistry(file, () => undefined).getMessage(typeName);
}
