/**
 * Operations as they are stored: the state that callers see, and beside it, until
 * the operation ends, the work that is still to be done.
 */
import {
  create,
  createRegistry,
  fromJson,
  type DescMessage,
  type JsonObject,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import { anyPack, StructSchema, type Any } from "@bufbuild/protobuf/wkt";
import {
  DeployFlowMetadataSchema,
  DeployFlowResponseSchema,
  EnvironmentSchema,
  RunContinuousTestMetadataSchema,
  RunContinuousTestResponseSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { OperationSchema, type Operation } from "../../gen/es/google/longrunning/operations_pb.ts";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  ResourceInfoSchema,
} from "../../gen/es/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../gen/es/google/rpc/status_pb.ts";
import type { WebhookError } from "../errors.ts";
import type { ResourceKey, StoredResource } from "../storage/store.ts";
import { operationOf } from "./api-version.ts";
import type { ApiVersion, ManagementParts } from "./context.ts";
import type { SecretBox } from "./secret-box.ts";
import { fromBody, hideSecrets, toBody } from "./stored-message.ts";

/** A message with its descriptor. */
export interface TypedMessage {
  readonly schema: DescMessage;
  readonly message: Message;
}

/** A message as JSON with its type's full name, secrets sealed. */
interface TypedJson {
  readonly type: string;
  readonly value: JsonObject;
}

/** The state of an operation, as the body of a stored resource. */
export interface OperationBody {
  /** The version of the API by which it was asked for: its messages are of that version. */
  readonly version: ApiVersion;
  readonly done: boolean;
  readonly metadata: TypedJson;
  readonly response?: TypedJson;
  /** A google.rpc.Status. */
  readonly error?: JsonObject;
}

/** The work of an unfinished operation, as the body of a stored resource. */
export interface OperationWork {
  /** Which method does it. */
  readonly method: string;
  /** For the resource that the method makes: the same however often it is tried. */
  readonly id: string;
  /** The method's request, secrets sealed. */
  readonly request: JsonObject;
}

/** What all unfinished work is listed under. */
export const workParent = "unfinished";

/** Where the state of an operation is stored. */
export function operationKey(name: string): ResourceKey {
  return { kind: "operation", name };
}

/** Where the work of an unfinished operation is stored. */
export function workKey(name: string): ResourceKey {
  return { kind: "operation-work", name };
}

/** Messages that an operation holds. */
const messages: Registry = createRegistry(
  DeployFlowMetadataSchema,
  DeployFlowResponseSchema,
  EnvironmentSchema,
  RunContinuousTestMetadataSchema,
  RunContinuousTestResponseSchema,
  StructSchema,
);

/** Messages that the details of its error hold. */
export const errorDetails: Registry = createRegistry(
  BadRequestSchema,
  ErrorInfoSchema,
  ResourceInfoSchema,
);

/** A message as it is stored: JSON with sealed secrets. */
export interface StoredMessage {
  readonly schema: DescMessage;
  readonly json: JsonObject;
}

/** The messages that a stored operation holds. */
export function storedMessages({ metadata, response }: OperationBody): readonly StoredMessage[] {
  const stored = response === undefined ? [metadata] : [metadata, response];
  return stored.map(({ type, value }) => ({ schema: schemaOf(type), json: value }));
}

/** A message as an operation's body holds it. */
export function typedJson(secrets: SecretBox, name: string, typed: TypedMessage): TypedJson {
  const { schema, message } = typed;
  return { type: schema.typeName, value: toBody(secrets, schema, { name, message }) };
}

/** A failure as a google.rpc.Status in JSON, with all its details. */
export function statusJson(error: WebhookError): JsonObject {
  const { message, details: found } = error.toJSON().error;
  return { code: error.grpcCode, message, details: found as unknown as JsonObject[] };
}

/** The body of a stored operation. */
export function operationBody(stored: StoredResource): OperationBody {
  return stored.body as unknown as OperationBody;
}

/** The work in the body of a stored resource. */
export function operationWork(body: JsonObject): OperationWork {
  return body as unknown as OperationWork;
}

/** A body for the store. */
export function asBody(body: OperationBody | OperationWork): JsonObject {
  return body as unknown as JsonObject;
}

/** A stored operation as callers get it. */
export function operationMessage(parts: ManagementParts, stored: StoredResource): Operation {
  const { name } = stored;
  const { version, done, metadata, response, error } = operationBody(stored);
  const operation = create(OperationSchema, {
    name,
    done,
    metadata: packed(parts, name, metadata),
  });
  // The value of a oneof has to be a real message: a literal would only fail when it is encoded.
  if (response) operation.result = { case: "response", value: packed(parts, name, response) };
  else if (error)
    operation.result = {
      case: "error",
      value: fromJson(StatusSchema, error, { registry: errorDetails }),
    };
  return operationOf(version, operation);
}

function packed(parts: ManagementParts, name: string, { type, value }: TypedJson): Any {
  const schema = schemaOf(type);
  const message = fromBody(parts.secrets, schema, { name, body: value });
  if (parts.options.maskSecrets) hideSecrets(schema, message);
  return anyPack(schema, message);
}

function schemaOf(type: string): DescMessage {
  const schema = messages.getMessage(type);
  if (schema === undefined) throw new TypeError(`No operation holds a ${type}.`);
  return schema;
}
