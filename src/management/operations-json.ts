/**
 * Failed operations in JSON, for clients whose JSON reader knows the messages of
 * the API alone. The official ones for Node (google-gax 5.0) and Java (gax 2.76)
 * refuse the whole answer where an operation's error has a detail such as
 * google.rpc.ErrorInfo: neither the operation's end nor a list with a failed one in
 * it can be seen by them. They get code and message, which is all that they would show.
 */
import { isMessage } from "@bufbuild/protobuf";
import type { Interceptor } from "@connectrpc/connect";
import {
  ListOperationsResponseSchema,
  OperationSchema,
  type Operation,
} from "../../gen/es/google/longrunning/operations_pb.ts";

/** `x-goog-api-client` of these clients: `gl-java/17.0.15 gapic/0.99.0 gax/2.76.0 rest/`, in any order. */
const reader = /\bgl-(?:node|java)\//;
const generated = /\bgapic\//;

/** Leaves the details of operations' errors out for those clients. For REST alone: binary messages are no trouble. */
export const plainOperationErrors: Interceptor = (next) => async (request) => {
  const response = await next(request);
  const client = request.header.get("x-goog-api-client") ?? "";
  if (response.stream || !reader.test(client) || !generated.test(client)) return response;
  const { message } = response;
  if (isMessage(message, OperationSchema)) dropDetails(message);
  if (isMessage(message, ListOperationsResponseSchema)) message.operations.forEach(dropDetails);
  return response;
};

function dropDetails({ result }: Operation): void {
  if (result.case === "error") result.value.details = [];
}
