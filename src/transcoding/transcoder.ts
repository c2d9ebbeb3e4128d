/**
 * REST by google.api.http for the services of a ConnectRouter.
 *
 *     request
 *      └ CORS         a preflight is answered here
 *        └ route      path and method → binding              404 · 405 with Allow
 *          └ headers  method override, deadline, media type  400 · 415
 *            └ gate   before the body is read
 *              └ body collected, decompressed                413 · 415
 *                └ message   body, query, path               400 with the field
 *                  └ interceptors → implementation           its error · 504
 *                    └ JSON, compressed
 */
import type { DescMethod } from "@bufbuild/protobuf";
import { httpBindings, routeBindings, type HttpBinding } from "./binding.ts";
import { callMethod } from "./call.ts";
import { createCors, type Cors } from "./cors.ts";
import { requestTarget, type TranscodingRequest, type TranscodingResponse } from "./exchange.ts";
import { messageRegistry } from "./message-registry.ts";
import { resolveOptions, type ResolvedOptions, type TranscoderOptions } from "./options.ts";
import { header } from "./request-headers.ts";
import { errorResponse, finishResponse, methodNotAllowed, noRoute } from "./response.ts";
import type { Found, RouteTree } from "./route-tree.ts";
import { registeredMethods, type ServiceMethod } from "./service-methods.ts";

/** Serves methods over HTTP and JSON. */
export interface Transcoder {
  /** Every way to call a method, in the order of registration: for documents, logs and tables. */
  readonly bindings: readonly HttpBinding[];
  /** Whether any method is served under this path, whatever the HTTP method. No query. Never throws. */
  has(path: string): boolean;
  /** The method that a request with this HTTP method and path calls, if one. No query. Never throws. */
  match(httpMethod: string, path: string): DescMethod | undefined;
  /** Answers a request; one that nothing is served for with 404. Never rejects. */
  handle(request: TranscodingRequest): Promise<TranscodingResponse>;
}

/**
 * Makes a transcoder. Rules are compiled here, once. In its calls,
 * `context.protocolName` is `rest`.
 *
 * @example
 * const transcoder = createTranscoder({ services: (router) => router.service(Library, library) });
 * const { status, headers, body } = await transcoder.handle({ method: "GET", url: "/v1/shelves", headers: {} });
 *
 * @throws Error naming the method, if a rule is malformed or does not fit its
 *   messages, or both methods, if two rules match the same requests
 */
export function createTranscoder(options: TranscoderOptions): Transcoder {
  const methods = registeredMethods(options.services, {
    interceptors: [...(options.interceptors ?? [])],
    ...(options.requestGate && { requestGate: options.requestGate }),
  });
  const descriptors = methods.map(({ spec }) => spec.method);
  const bindings = httpBindings(descriptors, options.rules);
  const transcoding = new Transcoding({
    routes: routeBindings(bindings),
    methods: new Map(methods.map((method) => [method.spec.method, method])),
    cors: createCors(options.cors),
    options: resolveOptions(options, messageRegistry(descriptors, options.registry)),
  });
  return {
    bindings,
    has: (path) => transcoding.allowed(path).length > 0,
    match: (httpMethod, path) => transcoding.match(httpMethod, path),
    handle: (request) => transcoding.handle(request),
  };
}

interface TranscodingParts {
  readonly routes: RouteTree<HttpBinding>;
  readonly methods: ReadonlyMap<DescMethod, ServiceMethod>;
  readonly cors: Cors;
  readonly options: ResolvedOptions;
}

class Transcoding {
  readonly #routes: RouteTree<HttpBinding>;
  readonly #methods: ReadonlyMap<DescMethod, ServiceMethod>;
  readonly #cors: Cors;
  readonly #options: ResolvedOptions;

  constructor({ routes, methods, cors, options }: TranscodingParts) {
    this.#routes = routes;
    this.#methods = methods;
    this.#cors = cors;
    this.#options = options;
  }

  match(httpMethod: string, path: string): DescMethod | undefined {
    try {
      const found = this.#find(path, httpMethod);
      return found.kind === "route" ? found.value.method : undefined;
    } catch {
      return undefined;
    }
  }

  /** HTTP methods that are served under a path, sorted; none if the path is not served. */
  allowed(path: string): readonly string[] {
    try {
      return this.#routes.methodsOf(path);
    } catch {
      return [];
    }
  }

  async handle(request: TranscodingRequest): Promise<TranscodingResponse> {
    const { headers, method } = request;
    let response: TranscodingResponse;
    try {
      response = await this.#answer(request);
    } catch (thrown) {
      response = errorResponse(thrown, { registry: this.#options.registry });
    }
    return finishResponse(response, {
      acceptEncoding: header(headers, "accept-encoding") ?? "",
      compressMinBytes: this.#options.compressMinBytes,
      cors: this.#cors.simple(headers),
      withoutBody: method === "HEAD",
    });
  }

  async #answer(request: TranscodingRequest): Promise<TranscodingResponse> {
    if (this.#cors.isPreflight(request.method, request.headers)) return this.#preflight(request);
    const target = requestTarget(request);
    const found = this.#find(target.path, target.method);
    if (found.kind === "route") {
      const method = this.#methods.get(found.value.method);
      if (method !== undefined)
        return callMethod(request, { ...found, method, target, options: this.#options });
    }
    if (found.kind !== "other-methods") throw noRoute(target.path);
    if (target.method !== "OPTIONS")
      return methodNotAllowed(target.method, {
        allowed: found.allowed,
        registry: this.#options.registry,
      });
    return {
      status: 204,
      headers: { allow: found.allowed.join(", ") },
      body: new Uint8Array(),
    };
  }

  #preflight(request: TranscodingRequest): TranscodingResponse {
    const { path } = requestTarget(request);
    const allowed = this.#routes.methodsOf(path);
    if (allowed.length === 0) throw noRoute(path);
    const headers = this.#cors.preflight(request.headers, allowed);
    return { status: 204, headers, body: new Uint8Array() };
  }

  /** HEAD is GET without its body, where no rule is for HEAD itself. */
  #find(path: string, httpMethod: string): Found<HttpBinding> {
    const found = this.#routes.find(path, httpMethod);
    if (httpMethod !== "HEAD" || found.kind !== "other-methods") return found;
    return this.#routes.find(path, "GET");
  }
}
