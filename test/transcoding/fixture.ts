/**
 * The services of proto/echo/v1, compiled when the tests start, and their implementations.
 */
import {
  createFileRegistry,
  fromBinary,
  fromJson,
  toJson,
  type DescMessage,
  type DescService,
  type FileRegistry,
  type JsonObject,
  type JsonValue,
  type Message,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter, HandlerContext } from "@connectrpc/connect";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  createTranscoder,
  type Transcoder,
  type TranscoderOptions,
  type TranscodingRequest,
} from "../../src/transcoding/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const googleProtos = "node_modules/google-gax/build/protos";

/** The descriptors, with comments. */
export const registry: FileRegistry = compileProtos();

function compileProtos(): FileRegistry {
  const unused = ["apikeys", "cloudquotas", "expr", "servicecontrol", "servicemanagement"];
  const config = {
    version: "v2",
    modules: [
      { path: "test/transcoding/proto" },
      {
        path: googleProtos,
        includes: [`${googleProtos}/google/api`],
        excludes: unused.map((folder) => `${googleProtos}/google/api/${folder}`),
      },
    ],
  };
  const image = execFileSync(
    fileURLToPath(new URL("../../node_modules/.bin/buf", import.meta.url)),
    ["build", "--config", JSON.stringify(config), "--path", "test/transcoding/proto/echo"].concat([
      "--as-file-descriptor-set",
      "-o",
      "-",
    ]),
    { cwd: root, maxBuffer: 16 * 1024 * 1024 },
  );
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
}

/** A message of echo.v1, or of another package by its full name. */
export function messageType(name: string): DescMessage {
  const found = registry.getMessage(name.includes(".") ? name : `echo.v1.${name}`);
  if (found === undefined) throw new Error(`There is no message ${name}.`);
  return found;
}

/** A service of echo.v1. */
export function serviceType(name: string): DescService {
  const found = registry.getService(`echo.v1.${name}`);
  if (found === undefined) throw new Error(`There is no service ${name}.`);
  return found;
}

/** A message out of JSON. */
export function message(type: string, json: JsonValue): Message {
  return fromJson(messageType(type), json, { registry });
}

/** A message as JSON. */
export function json(type: string, value: Message): JsonObject {
  return toJson(messageType(type), value, { registry }) as JsonObject;
}

/** An implementation by request and context, for any method of the fixture. */
export type Implementation = (request: Message, context: HandlerContext) => unknown;

/** Registers a service of echo.v1 with implementations by their JSON names. */
export function register(
  name: string,
  implementation: Readonly<Record<string, Implementation>>,
): (router: ConnectRouter) => void {
  return (router) => {
    router.service(serviceType(name), implementation as never);
  };
}

/** EchoService, whose answer holds the request. */
function echoService(): (router: ConnectRouter) => void {
  const echo: Implementation = (request) => ({ request });
  const names = "Body BodySample Query SimplePath ResourcePath TrailingPath Put Patch".split(" ");
  return register("EchoService", {
    ...Object.fromEntries(names.map((name) => [`echo${name}`, echo])),
    getColour: (request) => ({
      request,
      colour: "unknown" in request && request.unknown === true ? 77 : 5,
    }),
    checkColour: (request) => request,
  });
}

/** A transcoder over EchoService, or over what the options say. */
export function echoTranscoder(options: Partial<TranscoderOptions> = {}): Transcoder {
  return createTranscoder({ services: echoService(), registry, ...options });
}

/** A request: its line, and a body that is sent as JSON unless it is bytes. */
export function request(
  line: string,
  {
    body,
    headers = {},
    ...others
  }: { body?: JsonValue | Uint8Array } & Partial<Omit<TranscodingRequest, "body">> = {},
): TranscodingRequest {
  const [method = "", url = ""] = line.split(" ");
  return {
    method,
    url,
    headers,
    ...(body !== undefined && {
      body: body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body)),
    }),
    ...others,
  };
}

/** An answer, its body read as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly json: JsonObject;
  readonly text: string;
}

/** Sends a request line, with a JSON body. */
export async function send(
  transcoder: Transcoder,
  ...args: Parameters<typeof request>
): Promise<Answer> {
  const { status, headers, body } = await transcoder.handle(request(...args));
  const text = new TextDecoder().decode(body);
  const isJson = String(headers["content-type"]).startsWith("application/json") && text !== "";
  return { status, headers, text, json: isJson ? (JSON.parse(text) as JsonObject) : {} };
}
