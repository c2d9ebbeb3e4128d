/**
 * The answer to an RPC that is not served here, on every protocol.
 */
import { Code } from "@connectrpc/connect";
import type { UniversalHandlerFn } from "@connectrpc/connect/protocol";
import { encodeGrpcMessage } from "./grpc-message.ts";

/**
 * Answers UNIMPLEMENTED: to gRPC in the trailers, to gRPC-Web in the headers, to
 * everybody else as Connect's error with HTTP 404.
 *
 * @see https://connectrpc.com/docs/protocol/#unary-response
 */
export const answerUnimplemented: UniversalHandlerFn = async (request) => {
  const message = `There is no method ${new URL(request.url).pathname} here.`;
  const type = request.header.get("content-type") ?? "";
  if (type.startsWith("application/grpc")) {
    const header = new Headers({ "content-type": type });
    const status = new Headers({ "grpc-status": String(Code.Unimplemented) });
    status.set("grpc-message", encodeGrpcMessage(message));
    // A status in the headers of gRPC must end the stream in the same frame, which node's responses never do.
    if (!type.startsWith("application/grpc-web")) return { status: 200, header, trailer: status };
    return { status: 200, header: new Headers([...header, ...status]) };
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
