/**
 * The readers and writers of each wire format, in one place: generated code
 * that equals protobuf-es in all it accepts, refuses and yields, but needs
 * none of it at run time.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import * as cx from "../../gen/json/google/cloud/dialogflow/cx/v3/webhook_json.ts";
import * as cxBeta from "../../gen/json/google/cloud/dialogflow/cx/v3beta1/webhook_json.ts";
import * as es from "../../gen/json/google/cloud/dialogflow/v2/webhook_json.ts";
import type { ReadOptions } from "../codec/index.ts";
import type { WebhookRequest, WebhookResponse, WireFormat } from "./format.ts";

/** JSON that is to become a message, and how. */
export interface Source {
  readonly json: JsonValue;
  readonly options: ReadOptions;
}

/** Reads a request. Throws JsonReadError. */
export function readRequestMessage(format: WireFormat, { json, options }: Source): WebhookRequest {
  switch (format) {
    case "cx/v3":
      return { format, message: cx.readWebhookRequest(json, options) };
    case "cx/v3beta1":
      return { format, message: cxBeta.readWebhookRequest(json, options) };
    case "es/v2":
      return { format, message: es.readWebhookRequest(json, options) };
  }
}

/** Reads a response. Throws JsonReadError. */
export function readResponseMessage(
  format: WireFormat,
  { json, options }: Source,
): WebhookResponse {
  switch (format) {
    case "cx/v3":
      return { format, message: cx.readWebhookResponse(json, options) };
    case "cx/v3beta1":
      return { format, message: cxBeta.readWebhookResponse(json, options) };
    case "es/v2":
      return { format, message: es.readWebhookResponse(json, options) };
  }
}

/** Writes a request, under the camelCase names. Throws JsonWriteError. */
export function writeRequestMessage({ format, message }: WebhookRequest): JsonObject {
  switch (format) {
    case "cx/v3":
      return cx.writeWebhookRequest(message);
    case "cx/v3beta1":
      return cxBeta.writeWebhookRequest(message);
    case "es/v2":
      return es.writeWebhookRequest(message);
  }
}

/** Writes a response, under the camelCase names. Throws JsonWriteError. */
export function writeResponseMessage({ format, message }: WebhookResponse): JsonObject {
  switch (format) {
    case "cx/v3":
      return cx.writeWebhookResponse(message);
    case "cx/v3beta1":
      return cxBeta.writeWebhookResponse(message);
    case "es/v2":
      return es.writeWebhookResponse(message);
  }
}
