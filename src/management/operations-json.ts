/**
 * Failed operations in JSON, for clients whose JSON reader knows the messages of
 * the API alone. An operation's error has details such as google.rpc.ErrorInfo, and
 * for their sake the official clients refuse the whole answer, so that neither the
 * operation's end nor a list with a failed one in it can be seen:
 *
 * - Node (google-gax 5.0) throws `googleProtobufAnyFromProto3JSON: cannot find type
 *   google.rpc.ErrorInfo: Error: no such type: google.rpc.ErrorInfo`;
 * - Java (gax-httpjson 2.76) throws a CancelledException `Exception in message
 *   delivery`, caused by `InvalidProtocolBufferException: Cannot resolve type:
 *   type.googleapis.com/google.rpc.ErrorInfo`.
 *
 * Both know google.protobuf.Struct, the metadata of operations on environments. So
 * they get each detail as a Struct that holds the detail's JSON, with its `@type`.
 */
import { fromJson, isMessage, toJson } from "@bufbuild/protobuf";
import { AnySchema, anyPack, StructSchema, type Any } from "@bufbuild/protobuf/wkt";
import type { Interceptor } from "@connectrpc/connect";
import {
  ListOperationsResponseSchema,
  OperationSchema,
  type Operation,
} from "../../gen/es/google/longrunning/operations_pb.ts";
import { errorDetails } from "./operations-record.ts";

/** `x-goog-api-client` of these clients: `gl-java/17.0.15 gapic/0.99.0 gax/2.76.0 rest/`, in any order. */
const reader = /\bgl-(?:node|java)\//;
const generated = /\bgapic\//;

/** Gives those clients details that they can read. For REST alone: binary messages are no trouble. */
export const readableOperationErrors: Interceptor = (next) => async (request) => {
  const response = await next(request);
  const client = request.header.get("x-goog-api-client") ?? "";
  if (response.stream || !reader.test(client) || !generated.test(client)) return response;
  const { message } = response;
  if (isMessage(message, OperationSchema)) makeReadable(message);
  if (isMessage(message, ListOperationsResponseSchema)) message.operations.forEach(makeReadable);
  return response;
};

function makeReadable({ result }: Operation): void {
  if (result.case === "error") result.value.details = result.value.details.map(asStruct);
}

function asStruct(detail: Any): Any {
  const json = toJson(AnySchema, detail, { registry: errorDetails });
  return anyPack(StructSchema, fromJson(StructSchema, json));
}
