/**
 * The four readers and writers of each wire format: the only place that knows
 * which code turns JSON into messages and back.
 */
import type { DescMessage, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { create, fromJson, toJson } from "@bufbuild/protobuf";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as cxBeta from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { Fault, JsonReadError, JsonWriteError } from "../codec/fault.ts";
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

function read(schema: DescMessage, json: JsonValue, options: ReadOptions): unknown {
  try {
    return fromJson(schema, json, { ...options, recursionLimit: options.depthLimit });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new JsonReadError(new Fault(text, { kind: text.includes("recursion") ? "TOO_DEEP" : "INVALID" }));
  }
}

function write(schema: DescMessage, message: unknown): JsonObject {
  try {
    return toJson(schema, create(schema, message as never)) as JsonObject;
  } catch (error) {
    throw new JsonWriteError(new Fault(error instanceof Error ? error.message : String(error)));
  }
}

/** Reads a request; throws JsonReadError. */
export function readRequestMessage(format: WireFormat, json: JsonValue, options: ReadOptions): WebhookRequest {
  return { format, message: read(schemas[format].request, json, options) } as WebhookRequest;
}

/** Reads a response; throws JsonReadError. */
export function readResponseMessage(format: WireFormat, json: JsonValue, options: ReadOptions): WebhookResponse {
  return { format, message: read(schemas[format].response, json, options) } as WebhookResponse;
}

/** Writes a request; throws JsonWriteError. */
export function writeRequestMessage({ format, message }: WebhookRequest): JsonObject {
  return write(schemas[format].request, message);
}

/** Writes a response; throws JsonWriteError. */
export function writeResponseMessage({ format, message }: WebhookResponse): JsonObject {
  return write(schemas[format].response, message);
}
