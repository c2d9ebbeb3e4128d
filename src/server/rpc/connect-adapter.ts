/**
 * Connect's universal handlers on requests and responses of node:http and node:http2.
 */
import type { UniversalHandlerFn, UniversalServerResponse } from "@connectrpc/connect/protocol";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { mendGrpcMessage } from "./grpc-message.ts";
import { capTimeout } from "./grpc-timeout.ts";

/** A request of either HTTP version. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** A response of either HTTP version. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** What a universal handler is run on. */
export interface AdapterOptions {
  readonly request: NodeRequest;
  readonly response: NodeResponse;
  /** Longest deadline in milliseconds; longer ones are shortened to it. */
  readonly maxTimeoutMs: number;
  /** Bytes of a refused request that are still read and dropped, so that the client sees the answer. */
  readonly discardBytes: number;
}

/**
 * Runs a universal handler on a request.
 *
 * Differs from Connect's own adapter in three ways: `grpc-message` is encoded as
 * the specification says, so that grpc-js can read it; timeouts over
 * `maxTimeoutMs` are shortened, not refused; and what is left of a request that
 * was answered early does not block its connection.
 *
 * @throws whatever the handler throws, or what stops the response from being written
 */
export async function runUniversalHandler(
  handler: UniversalHandlerFn,
  options: AdapterOptions,
): Promise<void> {
  const { request, response } = options;
  const universalRequest = universalRequestFromNodeRequest(request, response, undefined, undefined);
  capTimeout(universalRequest.header, options.maxTimeoutMs);
  const body = request.iterator({ destroyOnReturn: false });
  const universalResponse = await handler({
    ...universalRequest,
    body: { [Symbol.asyncIterator]: () => body },
  });
  // Over HTTP/2 the response itself tells of its end only when the whole stream has ended.
  const written = "stream" in request ? request.stream : response;
  written.once("finish", () => {
    if (!request.readableEnded) void dropRest(body, options);
  });
  await universalResponseToNodeResponse(mended(universalResponse), response);
}

/** The response with its `grpc-message` encoded anew, be it in the headers or, once the body has ended, in the trailers. */
function mended(response: UniversalServerResponse): UniversalServerResponse {
  const { header, trailer, body } = response;
  mendMessage(header);
  if (trailer === undefined) return response;
  if (body === undefined) mendMessage(trailer);
  return { ...response, ...(body && { body: withEnd(body, () => mendMessage(trailer)) }) };
}

async function* withEnd<T>(body: AsyncIterable<T>, end: () => void): AsyncGenerator<T> {
  yield* body;
  end();
}

function mendMessage(headers: Headers | undefined): void {
  const message = headers?.get("grpc-message");
  if (message) headers?.set("grpc-message", mendGrpcMessage(message));
}

/** Reads and drops what is left of a request that was answered before its end. */
async function dropRest(
  body: NodeJS.AsyncIterator<unknown>,
  options: AdapterOptions,
): Promise<void> {
  const { request, discardBytes } = options;
  let dropped = 0;
  request.on("data", (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped <= discardBytes) return;
    if ("stream" in request) request.stream.close(noError);
    else request.destroy();
  });
  await body.return?.();
  request.resume();
}

/** NO_ERROR of https://www.rfc-editor.org/rfc/rfc9113#section-7 */
const noError = 0;
