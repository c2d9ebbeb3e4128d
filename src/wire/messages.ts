/**
 * The four readers and writers of each wire format: the only place that knows
 * which code turns JSON into messages and back.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { create, fromJson, toJson } from "@bufbuild/protobuf";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import type { WebhookRequest, WebhookResponse, WireFormat } from "./format.ts";

/** How a message is read. */
export interface ReadOptions {
  readonly ignoreUnknownFields: boolean;
  readonly depthLimit: number;
}

const schemas = {
  "cx/v3": { request: cx.WebhookRequestSchema, response: cx.WebhookResponseSchema },
  "cx/v3beta1": { request: cxBeta.WebhookRequestSchema, response: cxBeta.WebhookResponseSchema },
  "es/v2": { request: es.WebhookRequestSchema, response: es.WebhookResponseSchema },
} as const;

/** Reads a request; throws what the reader throws. */
export function readRequestMessage(format: WireFormat, json: JsonValue, options: ReadOptions): WebhookRequest {
  const message = fromJson(schemas[format].request, json, { ...options, recursionLimit: options.depthLimit });
  return { format, message } as WebhookRequest;
}

/** Reads a response; throws what the reader throws. */
export function readResponseMessage(format: WireFormat, json: JsonValue, options: ReadOptions): WebhookResponse {
  const message = fromJson(schemas[format].response, json, { ...options, recursionLimit: options.depthLimit });
  return { format, message } as WebhookResponse;
}

/** Writes a request; throws what the writer throws. */
export function writeRequestMessage({ format, message }: WebhookRequest): JsonObject {
  return toJson(schemas[format].request, message) as JsonObject;
}

/** Writes a response; throws what the writer throws. */
export function writeResponseMessage({ format, message }: WebhookResponse): JsonObject {
  const schema = schemas[format].response;
  return toJson(schema, create(schema, message as never)) as JsonObject;
}
