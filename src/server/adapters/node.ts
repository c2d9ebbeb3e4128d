/**
 * A router as a handler for hosts on Node's HTTP: a plain http.Server, Express,
 * Fastify, Google's Functions Framework.
 */
import type { JsonValue } from "@bufbuild/protobuf";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Router } from "../../handler/router.ts";
import type { ParsedBody } from "../call.ts";
import { createJsonDoor } from "../json-door.ts";
import type { ServerRequest } from "../listener.ts";
import { createAdapterService } from "./service.ts";
import type { AdapterOptions } from "./service.ts";

/** What is used of Fastify's request. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly body?: unknown;
}

/** What is used of Fastify's reply. */
export interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/** Takes the request and the response of the host, and answers. */
export type NodeHandler = (
  request: IncomingMessage | FastifyRequestLike,
  response: ServerResponse | FastifyReplyLike,
) => void;

/**
 * Makes the handler of a router. It reads the body itself, or takes what the
 * host's parser has left: `rawBody` or `body`, as bytes, text or JSON.
 *
 * @example
 * express().post("/webhook", toNodeHandler(router));
 * fastify().post("/webhook", toNodeHandler(router));
 * functions.http("webhook", toNodeHandler(router));
 */
export function toNodeHandler(router: Router, options: AdapterOptions = {}): NodeHandler {
  const bodies = new WeakMap<ServerRequest, unknown>();
  const door = createJsonDoor({
    ...createAdapterService(router, options),
    bodyOf: (request) => consumedBody(request, bodies.get(request)),
  });
  return (request, response) => {
    const rawRequest = "raw" in request ? request.raw : request;
    if ("raw" in request) bodies.set(rawRequest, request.body);
    if ("raw" in response) response.hijack();
    door(rawRequest, "raw" in response ? response.raw : response);
  };
}

/** What a parser has left; undefined if the body can still be read from the socket. */
function consumedBody(
  request: ServerRequest,
  parsed: unknown,
): Uint8Array | string | ParsedBody | undefined {
  const candidates = [Reflect.get(request, "rawBody"), parsed, Reflect.get(request, "body")];
  const body: unknown = candidates.find((candidate) => candidate !== undefined);
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  // A parser's answer to a body that it did not take may be {}: the body is still there then.
  if (body !== undefined && request.readableEnded) return { json: body as JsonValue };
  return request.readableEnded ? "" : undefined;
}
