/**
 * Connect's universal handlers on requests and responses of node:http and node:http2.
 */
import type { UniversalHandlerFn } from "@connectrpc/connect/protocol";
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from "@connectrpc/connect-node";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { mendGrpcMessage } from "./grpc-message.ts";
import { capTimeout } from "./grpc-timeout.ts";

/** A request of either HTTP version. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** A response of either HTTP version. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/**
 * Runs a universal handler on a request.
 *
 * Differs from Connect's own adapter in two ways: `grpc-message` is encoded as
 * the specification says, so that grpc-js can read it, and timeouts over
 * `maxTimeoutMs` are shortened, not refused.
 *
 * @throws whatever the handler throws, or what stops the response from being written
 */
export async function runUniversalHandler(
  handler: UniversalHandlerFn,
  options: { readonly request: NodeRequest; readonly response: NodeResponse; readonly maxTimeoutMs: number },
): Promise<void> {
  const { request, response, maxTimeoutMs } = options;
  const universalRequest = universalRequestFromNodeRequest(request, response, undefined, undefined);
  capTimeout(universalRequest.header, maxTimeoutMs);
  const universalResponse = await handler(universalRequest);
  for (const part of [universalResponse.header, universalResponse.trailer]) {
    const message = part?.get("grpc-message");
    if (message) part?.set("grpc-message", mendGrpcMessage(message));
  }
  await universalResponseToNodeResponse(universalResponse, response);
}
