/**
 * Which door a request goes to, by its path.
 */
import type { Socket } from "node:net";
import { WebhookError } from "../errors.ts";
import type { RequestHandler, ServerAnswer, ServerRequest } from "./listener.ts";
import type { Reporter } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { RestDoor } from "./rest-door.ts";
import { requestFacts, targetPath } from "./request-facts.ts";
import { sendError } from "./send.ts";

/** The doors and what stands before them. */
export interface RouteOptions {
  /** Paths of JSON doors and probes, each with its handler. */
  readonly paths: ReadonlyMap<string, RequestHandler>;
  /** The door of everything that looks like an RPC; undefined if there is none. */
  readonly rpc: RequestHandler | undefined;
  /** The door of paths that HTTP rules describe; undefined if there is none. */
  readonly rest: RestDoor | undefined;
  /** Paths that need no client certificate. */
  readonly open: ReadonlySet<string>;
  /** Whether all other paths need one. */
  readonly clientCertificates: boolean;
  /** Headers of one request. */
  readonly headerCount: number;
  readonly reporter: Reporter;
  readonly metrics: Metrics;
}

/** The handler of all requests. */
export function createRoutes(options: RouteOptions): RequestHandler {
  const { paths, rpc, rest, clientCertificates } = options;
  const maxRawHeaders = options.headerCount * 2;
  const refuse = (error: WebhookError, exchange: Refused): void => {
    options.metrics.refuse(error.reason);
    options.reporter.failure(error, requestFacts(exchange.request));
    sendError(exchange.response, error);
  };
  return (request, response) => {
    const path = targetPath(request.url ?? "/");
    if (request.rawHeaders.length > maxRawHeaders)
      return refuse(tooManyHeaders(options.headerCount), { request, response });
    if (clientCertificates && !options.open.has(path) && !isAuthorized(socketOf(request)))
      return refuse(noCertificate(), { request, response });
    const handler = paths.get(path);
    if (handler !== undefined) return handler(request, response);
    if (rpc !== undefined && looksLikeRpc(path, request)) return rpc(request, response);
    if (rest?.has(path) === true) return rest.handle(request, response);
    refuse(notFound(paths, path), { request, response });
  };
}

interface Refused {
  readonly request: ServerRequest;
  readonly response: ServerAnswer;
}

const rpcPath = /^\/(?:[A-Za-z_]\w*\.)+[A-Za-z_]\w*\/[A-Za-z_]\w*$/;
const rpcType = /^application\/(?:grpc|connect\+|proto$)/i;

/** By its path, `/package.Service/Method`, or by what only an RPC client sends. */
function looksLikeRpc(path: string, request: ServerRequest): boolean {
  return rpcPath.test(path) || rpcType.test(request.headers["content-type"] ?? "");
}

/** Whether a connection's client has shown a certificate that the client CA has signed. */
export function isAuthorized(socket: Socket | undefined): boolean {
  // Not by `in`: the socket of an HTTP/2 session is a proxy that answers only to get.
  return socket !== undefined && Reflect.get(socket, "authorized") === true;
}

function socketOf(request: ServerRequest): Socket | undefined {
  return "stream" in request ? request.stream.session?.socket : request.socket;
}

function notFound(paths: ReadonlyMap<string, RequestHandler>, path: string): WebhookError {
  const shown = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  return new WebhookError("NOT_FOUND", {
    reason: "NO_ROUTE",
    message: `Nothing is served at ${shown}. There are: ${[...paths.keys()].join(", ")}.`,
  });
}

function noCertificate(): WebhookError {
  return new WebhookError("UNAUTHENTICATED", {
    reason: "CLIENT_CERTIFICATE_REQUIRED",
    message: "This path needs a client certificate that the server's client CA has signed.",
  });
}

function tooManyHeaders(limit: number): WebhookError {
  return new WebhookError("RESOURCE_EXHAUSTED", {
    reason: "TOO_MANY_HEADERS",
    message: `The request has more than ${limit} headers.`,
  });
}
