/**
 * The answer to an RPC that is not served here, on every protocol.
 */
import { Code } from "@connectrpc/connect";
import type { UniversalHandlerFn } from "@connectrpc/connect/protocol";
import { encodeGrpcMessage } from "./grpc-message.ts";

/**
 * Answers UNIMPLEMENTED: to gRPC and gRPC-Web as a status in the headers, to
 * everybody else as Connect's error with HTTP 404.
 *
 * @see https://connectrpc.com/docs/protocol/#unary-response
 */
export const answerUnimplemented: UniversalHandlerFn = async (request) => {
  const message = `There is no method ${new URL(request.url).pathname} here.`;
  const type = request.header.get("content-type") ?? "";
  if (type.startsWith("application/grpc")) {
    const status = {
      "grpc-status": String(Code.Unimplemented),
      "grpc-message": encodeGrpcMessage(message),
    };
    return { status: 200, header: new Headers({ "content-type": type, ...status }) };
  }
  const body = new TextEncoder().encode(JSON.stringify({ code: "unimplemented", message }));
  return {
    status: 404,
    header: new Headers({ "content-type": "application/json" }),
    body: (async function* once() {
      yield body;
    })(),
  };
};
