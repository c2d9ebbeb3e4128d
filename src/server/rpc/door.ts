/**
 * The RPC door: Connect, gRPC-Web and gRPC, over HTTP/1.1 and HTTP/2.
 *
 * Connect's handlers serve every protocol; unary gRPC over HTTP/2 takes a
 * path of its own (unary.ts). Health and reflection are always there.
 */
import type { Registry } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import type { UniversalHandler } from "@connectrpc/connect/protocol";
import { compressionGzip } from "@connectrpc/connect-node";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { HealthSource } from "../health.ts";
import { Arrivals } from "./arrivals.ts";
import { runUniversalHandler, type NodeRequest, type NodeResponse } from "./connect-adapter.ts";
import { createDescriptorIndex, type DescriptorIndex } from "./descriptor-index.ts";
import { translateErrors, type OnFault } from "./error.ts";
import { serveHealth } from "./health.ts";
import { answerUnimplemented } from "./not-found.ts";
import { createRecordingRouter, type RecordingRouter } from "./recording-router.ts";
import { serveReflection } from "./reflection.ts";
import { isUnaryGrpc, serveUnary, type UnaryOptions } from "./unary.ts";
import { refuseUnreadable } from "./unreadable-message.ts";
import { serveWebhook, type HandleWebhook } from "./webhook.ts";

/** Registers services at a router, as Connect's documentation has it. */
export type RegisterServices = (router: ConnectRouter) => unknown;

/** What the door is made of. */
export interface RpcDoorOptions {
  /** Serves fulfillkit.v1.WebhookService. */
  readonly handleWebhook: HandleWebhook;
  /** Read by grpc.health.v1. */
  readonly health: HealthSource;
  /** More services, each registered by a function that takes the router. Default: none. */
  readonly services?: readonly RegisterServices[];
  /** Messages that a google.protobuf.Any may hold in JSON. Default: none; binary messages need none. */
  readonly registry?: Registry;
  /** Largest message in bytes, as sent and as decompressed. Default: 1 MiB. */
  readonly maxMessageBytes?: number;
  /** Smallest answer in bytes that is compressed for clients that take gzip. Default: 4 KiB. */
  readonly compressMinBytes?: number;
  /** Longest deadline in milliseconds; longer ones are shortened to it. Default: one hour. */
  readonly maxTimeoutMs?: number;
  /** Bytes of a refused request that are still read and dropped, so that the client sees the answer. Default: 4 MiB. */
  readonly discardBytes?: number;
  /** Milliseconds until a unary gRPC request has arrived whole. Default: 30 seconds. */
  readonly requestMs?: number;
  /** Told of everything thrown that is neither a WebhookError nor a ConnectError. Default: nobody. */
  readonly onFault?: OnFault;
}

/** Serves RPCs. */
export interface RpcDoor {
  /** Full names of the services, sorted. */
  readonly services: readonly string[];
  /** Whether this is the path of a served method, such as `/fulfillkit.v1.WebhookService/HandleWebhook`. No query. */
  has(path: string): boolean;
  /** Answers any request; one whose path is not served with UNIMPLEMENTED. Never throws. */
  handle(request: NodeRequest, response: NodeResponse): void;
  /**
   * The fast path: takes a new HTTP/2 stream if it carries a unary gRPC call of
   * a served method, and answers it. Never throws.
   *
   * @param stream of a `stream` event, before anything has touched it
   * @param headers of the same event
   * @returns false if the stream is not taken: give it to `handle`, as a request
   */
  handleStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): boolean;
  /** Ends the streams that have no end of their own, such as Health.Watch. Other calls finish. */
  close(): void;
}

/** Options with every default in place. */
interface ResolvedOptions extends UnaryOptions {
  readonly handleWebhook: HandleWebhook;
  readonly health: HealthSource;
  readonly services: readonly RegisterServices[];
  readonly registry: Registry | undefined;
}

/**
 * Makes the door. Nothing listens; the caller brings requests and streams.
 *
 * @throws TypeError if a method is registered twice
 */
export function createRpcDoor(options: RpcDoorOptions): RpcDoor {
  const resolved = resolveOptions(options);
  const { onFault } = resolved;
  const shutdown = new AbortController();
  const { router, unary } = createServices(resolved, shutdown.signal);
  const handlers = handlersByPath(router);
  return {
    services: serviceNames(router),
    has: (path) => handlers.has(path),
    handle(request, response) {
      const path = pathOf(request.url);
      const handler = handlers.get(path) ?? answerUnimplemented;
      const { maxTimeoutMs, discardBytes } = resolved;
      runUniversalHandler(handler, { request, response, maxTimeoutMs, discardBytes }).catch(
        (thrown: unknown) => {
          // The answer has begun, or the client has gone: there is nobody left to tell.
          if (!response.destroyed) onFault(thrown, path);
          response.destroy();
        },
      );
    },
    handleStream(stream, headers) {
      if (!isUnaryGrpc(headers)) return false;
      const spec = unary.get(pathOf(headers[":path"]));
      if (spec === undefined) return false;
      serveUnary(stream, { headers, spec, options: resolved });
      return true;
    },
    close: () => shutdown.abort(),
  };
}

function createServices(options: ResolvedOptions, shutdown: AbortSignal): RecordingRouter {
  const recording = createRecordingRouter({
    acceptCompression: [compressionGzip],
    compressMinBytes: options.compressMinBytes,
    readMaxBytes: options.maxMessageBytes,
    ...(options.registry && { jsonOptions: { registry: options.registry } }),
    interceptors: [translateErrors(options.onFault)],
    requestGate: refuseUnreadable,
  });
  const { router } = recording;
  serveWebhook(router, options.handleWebhook);
  for (const register of options.services) register(router);
  serveHealth(router, { health: options.health, services: () => serviceNames(router), shutdown });
  let index: DescriptorIndex | undefined;
  serveReflection(
    router,
    () => (index ??= createDescriptorIndex(router.handlers.map(({ service }) => service))),
  );
  return recording;
}

function handlersByPath(router: ConnectRouter): ReadonlyMap<string, UniversalHandler> {
  const handlers = new Map<string, UniversalHandler>();
  for (const handler of router.handlers) {
    const path = handler.requestPath;
    if (handlers.has(path))
      throw new TypeError(`${path} is registered twice; give each method one implementation.`);
    handlers.set(path, handler);
  }
  return handlers;
}

function serviceNames(router: ConnectRouter): string[] {
  return [...new Set(router.handlers.map(({ service }) => service.typeName))].toSorted();
}

function pathOf(url: string | undefined): string {
  return (url ?? "").split("?", 1)[0] ?? "";
}

function resolveOptions(options: RpcDoorOptions): ResolvedOptions {
  return {
    handleWebhook: options.handleWebhook,
    health: options.health,
    services: options.services ?? [],
    registry: options.registry,
    maxMessageBytes: options.maxMessageBytes ?? 1_048_576,
    compressMinBytes: options.compressMinBytes ?? 4096,
    maxTimeoutMs: options.maxTimeoutMs ?? 3_600_000,
    discardBytes: options.discardBytes ?? 4_194_304,
    arrivals: new Arrivals(options.requestMs ?? 30_000),
    onFault: options.onFault ?? ((): void => {}),
  };
}
