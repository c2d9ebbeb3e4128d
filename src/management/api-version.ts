/**
 * v3 and v3beta1 of the API: the same messages in packages of different names,
 * so one implementation, of v3, serves both.
 */
import {
  fromBinary,
  toBinary,
  type DescMessage,
  type Message,
  type MessageShape,
} from "@bufbuild/protobuf";
import type { Operation } from "../../gen/es/google/longrunning/operations_pb.ts";
import type { ApiVersion } from "./context.ts";

/**
 * A message as one of another type with the same fields. Fields that the other
 * type lacks are kept as unknown fields, so they come back on the way back.
 */
export function retype<To extends DescMessage>(
  message: Message,
  from: DescMessage,
  to: To,
): MessageShape<To> {
  return fromBinary(to, toBinary(from, message));
}

const typePattern = /\/google\.cloud\.dialogflow\.cx\.(?:v3|v3beta1)\./;

/**
 * An operation with its metadata and its response in messages of one version of
 * the API. The stored one is not changed.
 */
export function operationOf(version: ApiVersion, operation: Operation): Operation {
  const named = (typeUrl: string): string =>
    typeUrl.replace(typePattern, `/google.cloud.dialogflow.cx.${version}.`);
  const { metadata, result } = operation;
  return {
    ...operation,
    ...(metadata && { metadata: { ...metadata, typeUrl: named(metadata.typeUrl) } }),
    ...(result.case === "response" && {
      result: {
        case: "response",
        value: { ...result.value, typeUrl: named(result.value.typeUrl) },
      },
    }),
  };
}
