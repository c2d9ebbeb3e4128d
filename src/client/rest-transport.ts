/**
 * A Connect transport that speaks REST by google.api.http, over fetch. Unary calls only.
 */
import type {
  DescMessage,
  DescMethodStreaming,
  DescMethodUnary,
  MessageInitShape,
  Registry,
} from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createContextValues,
  type ContextValues,
  type StreamResponse,
  type Transport,
  type UnaryRequest,
  type UnaryResponse,
} from "@connectrpc/connect";
import { runUnaryCall } from "@connectrpc/connect/protocol";
import type { HttpBinding } from "../transcoding/binding.ts";
import { restRequest } from "./rest-request.ts";
import { responseMessage } from "./rest-response.ts";

/** What a REST transport is made of. */
export interface RestTransportOptions {
  /** `https://host`, without a path. */
  readonly origin: string;
  /** The bindings of every method that will be called. */
  readonly bindings: readonly HttpBinding[];
  /** Messages that a google.protobuf.Any may hold. */
  readonly registry: Registry;
  readonly fetch: typeof fetch;
}

/** Makes a transport. */
export function createRestTransport(options: RestTransportOptions): Transport {
  return new RestTransport(options);
}

class RestTransport implements Transport {
  readonly #options: RestTransportOptions;

  constructor(options: RestTransportOptions) {
    this.#options = options;
  }

  // Connect's interface has six positional parameters.
  // oxlint-disable-next-line eslint/max-params
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: ConstructorParameters<typeof Headers>[0],
    message: MessageInitShape<I>,
    contextValues?: ContextValues,
  ): Promise<UnaryResponse<I, O>> {
    const headers = new Headers(header);
    if (timeoutMs !== undefined) headers.set("x-server-timeout", String(timeoutMs / 1000));
    return runUnaryCall<I, O>({
      ...(signal && { signal }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      req: {
        stream: false,
        service: method.parent,
        method,
        requestMethod: "POST",
        url: `${this.#options.origin}/`,
        header: headers,
        contextValues: contextValues ?? createContextValues(),
        message,
      },
      next: (request) => this.#send(request),
    });
  }

  stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
  ): Promise<StreamResponse<I, O>> {
    return Promise.reject(
      new ConnectError(`${method.name} streams, which REST does not.`, Code.Unimplemented),
    );
  }

  async #send<I extends DescMessage, O extends DescMessage>(
    request: UnaryRequest<I, O>,
  ): Promise<UnaryResponse<I, O>> {
    const { method, header, signal } = request;
    const { origin, registry } = this.#options;
    const bindings = this.#options.bindings.filter((one) => one.method === method);
    const {
      target,
      body,
      method: httpMethod,
    } = restRequest(request.message, { bindings, registry });
    header.set("accept", "application/json");
    if (body !== undefined) header.set("content-type", "application/json");
    const response = await this.#fetch(`${origin}${target}`, {
      method: httpMethod,
      headers: header,
      signal,
      // Credentials go to the endpoint and nowhere else.
      redirect: "manual",
      ...(body !== undefined && { body }),
    });
    const message = responseMessage(response, {
      desc: method.output,
      responseField: bindings[0]?.responseField?.jsonName,
      registry,
    });
    return {
      stream: false,
      service: method.parent,
      method,
      header: response.headers,
      trailer: new Headers(),
      message,
    };
  }

  async #fetch(
    url: string,
    init: RequestInit,
  ): Promise<{ status: number; headers: Headers; body: string }> {
    // Some run-times refuse their fetch as a method of another object.
    const { fetch } = this.#options;
    try {
      const response = await fetch(url, init);
      return {
        status: response.status,
        headers: response.headers,
        body: await response.text(),
      };
    } catch (cause) {
      throw new ConnectError(
        `${this.#options.origin} cannot be reached: ${problemOf(cause)}`,
        Code.Unavailable,
        undefined,
        undefined,
        cause,
      );
    }
  }
}

/** What hindered fetch, which says no more itself than that it failed. */
function problemOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "fetch failed";
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}
