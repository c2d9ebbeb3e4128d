/**
 * The status that ends a gRPC call, as trailers of node:http2.
 */
import { create } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { encodeBinaryHeader, type ConnectError } from "@connectrpc/connect";
import { mergeNonProtocolHeaders } from "@connectrpc/connect/protocol";
import type { OutgoingHttpHeaders } from "node:http2";
import { StatusSchema } from "../../../gen/es/google/rpc/status_pb.ts";
import { encodeGrpcMessage } from "./grpc-message.ts";

const ok: OutgoingHttpHeaders = Object.freeze({ "grpc-status": "0" });

/** The trailers of success, with those that the implementation has set. */
export function okTrailers(own: Headers | undefined): OutgoingHttpHeaders {
  return own === undefined ? ok : { ...nodeHeaders(own), ...ok };
}

/**
 * The trailers of a failure: `grpc-status`, `grpc-message`, the details as
 * `grpc-status-details-bin`, the error's metadata, and what the implementation has set.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses
 */
export function errorTrailers(error: ConnectError, own: Headers | undefined): OutgoingHttpHeaders {
  const metadata = new Headers(own);
  if (!error.isWireError) mergeNonProtocolHeaders(metadata, error.metadata);
  return {
    ...nodeHeaders(metadata),
    "grpc-status": String(error.code),
    "grpc-message": encodeGrpcMessage(error.rawMessage),
    ...(error.details.length > 0 && { "grpc-status-details-bin": encodeDetails(error) }),
  };
}

/** The headers of fetch as headers of node. */
export function nodeHeaders(headers: Headers): OutgoingHttpHeaders {
  return Object.fromEntries(headers);
}

function encodeDetails(error: ConnectError): string {
  const details = error.details.map((detail) =>
    "desc" in detail
      ? anyPack(detail.desc, create(detail.desc, detail.value))
      : { typeUrl: `type.googleapis.com/${detail.type}`, value: detail.value },
  );
  return encodeBinaryHeader(
    create(StatusSchema, { code: error.code, message: error.rawMessage, details }),
    StatusSchema,
  );
}
