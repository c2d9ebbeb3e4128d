/**
 * A webhook's answer, read as the platform reads it: proto3 JSON that refuses
 * members the message does not have. The error is a sentence that names the
 * path and the fix.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { FieldViolation } from "../errors.ts";
import { WebhookError } from "../errors.ts";
import { isObject } from "./check-json.ts";
import { checkText } from "./check-message.ts";
import { maxResponseBytes } from "./encode.ts";
import type { WebhookResponse, WireFormat } from "./format.ts";
import { parseJson } from "./json-text.ts";
import { readResponseMessage } from "./messages.ts";
import { locate } from "./read-error.ts";

/** How a response is decoded. */
export interface DecodeResponseOptions {
  /**
   * Whether members and enum names that the message does not have are passed
   * over. Default: false, as the platform's parser refuses them; answers with
   * such members do circulate, so whether it always does is not certain.
   */
  readonly ignoreUnknownFields?: boolean;
  /** The longest body, in bytes. Default: 64 KiB, the platform's limit. */
  readonly maxBytes?: number;
  /** How deep the JSON may nest, counted as for a request. Default: 100. */
  readonly maxDepth?: number;
}

/**
 * Decodes an answer's body.
 *
 * @throws WebhookError INTERNAL with reason INVALID_RESPONSE or
 *   RESPONSE_TOO_LARGE. Its message is the sentence for the webhook's author.
 */
export function decodeResponse(
  format: WireFormat,
  body: Uint8Array | string,
  options: DecodeResponseOptions = {},
): WebhookResponse {
  const { ignoreUnknownFields = false, maxBytes = maxResponseBytes, maxDepth = 100 } = options;
  if (body.length === 0)
    throw invalid({
      field: "",
      description: "The answer's body is empty: send a JSON object; {} changes nothing",
    });
  const json = withoutBeta(format, parse(body, { maxBytes, maxDepth }));
  try {
    return readResponseMessage(format, {
      json,
      options: { ignoreUnknownFields, depthLimit: maxDepth },
    });
  } catch (error) {
    const violation = findMistake(format, json, ignoreUnknownFields) ?? locate(error);
    throw violation === undefined ? error : invalid(violation, error);
  }
}

/**
 * Members that ES answers may have besides: those that only v2beta1 has
 * (https://cloud.google.com/dialogflow/es/docs/reference/rest/v2beta1/WebhookResponse).
 * The platform reads all ES answers by it, as its messages of error show. Both are booleans.
 */
export const betaMembers: ReadonlySet<string> = new Set([
  "endInteraction",
  "end_interaction",
  "liveAgentHandoff",
  "live_agent_handoff",
]);

/** The answer without those: what they say of the telephone has no place in the message. */
function withoutBeta(format: WireFormat, json: JsonValue): JsonValue {
  if (format !== "es/v2" || !isObject(json)) return json;
  const members = Object.entries(json);
  const kept = members.filter(
    ([name, value]) => !betaMembers.has(name) || (value !== null && typeof value !== "boolean"),
  );
  return kept.length === members.length ? json : Object.fromEntries(kept);
}

function parse(
  body: Uint8Array | string,
  limits: { maxBytes: number; maxDepth: number },
): JsonValue {
  try {
    return parseJson(body, limits);
  } catch (error) {
    if (!WebhookError.is(error)) throw error;
    if (error.reason === "BODY_TOO_LARGE")
      throw new WebhookError("INTERNAL", {
        reason: "RESPONSE_TOO_LARGE",
        message: `The answer is larger than ${limits.maxBytes} bytes, the most that the platform takes.`,
        cause: error,
      });
    throw invalid({ field: "", description: error.message.replace(/\.$/, "") }, error);
  }
}

function invalid(violation: FieldViolation, cause?: unknown): WebhookError {
  const { field, description } = violation;
  return new WebhookError("INTERNAL", {
    reason: "INVALID_RESPONSE",
    message: field === "" ? `${description}.` : `${field}: ${description}.`,
    violations: [violation],
    cause,
  });
}

/** Finds the mistakes that are made often, for which a reader's error would say too little. */
function findMistake(
  format: WireFormat,
  json: JsonValue,
  tolerant: boolean,
): FieldViolation | undefined {
  if (Array.isArray(json)) return whole("The answer is a JSON array: send the object itself");
  if (!isObject(json))
    return whole(
      `The answer is ${json === null ? "null" : `a ${typeof json}`}: send a JSON object`,
    );
  return findPlainText(format, json) ?? (tolerant ? undefined : findStray(format, json));
}

function whole(description: string): FieldViolation {
  return { field: "", description };
}

/** A message whose text is a plain string. */
function findPlainText(format: WireFormat, json: JsonObject): FieldViolation | undefined {
  const [owner, path] =
    format === "es/v2"
      ? [json, ""]
      : [json["fulfillmentResponse"] ?? json["fulfillment_response"], "fulfillmentResponse."];
  if (!isObject(owner)) return undefined;
  const name = format === "es/v2" ? "fulfillmentMessages" : "messages";
  const messages = owner[name] ?? (format === "es/v2" ? owner["fulfillment_messages"] : undefined);
  if (!Array.isArray(messages)) return undefined;
  for (const [index, message] of messages.entries()) {
    const text: unknown = isObject(message) ? message["text"] : undefined;
    if (text === undefined || text === null) continue;
    const finding = typeof text === "string" || isObject(text) ? checkText(text) : undefined;
    if (finding !== undefined && finding.field === "")
      return { field: `${path}${name}[${index}].text`, description: finding.description };
  }
  return undefined;
}

const toSession = "session parameters stand in sessionInfo.parameters";
const toMessages = "messages stand in fulfillmentResponse.messages";
const isEs = "this belongs to Dialogflow ES; Dialogflow CX takes fulfillmentResponse.messages";
const isCx =
  "this belongs to Dialogflow CX; Dialogflow ES takes fulfillmentText or fulfillmentMessages";
const isLegacy = "this belongs to Dialogflow's API v1, which is shut down; use fulfillmentText";
const isRequest = "this belongs to the request; an answer has no such member";
const isError =
  "this is no field of an answer; to report a failure, answer with an HTTP status of 400 or above";

/** Members that stray into answers, at the top level, with what to do about each. */
const strays: Readonly<Record<"cx" | "es", ReadonlyMap<string, string>>> = {
  cx: new Map([
    ["error", isError],
    ["messages", toMessages],
    ["parameters", toSession],
    ["session_parameters", toSession],
    ["fulfillmentText", isEs],
    ["fulfillmentMessages", isEs],
    ["outputContexts", isEs],
    ["followupEventInput", isEs],
    ["fulfillmentInfo", isRequest],
    ["intentInfo", isRequest],
    ["detectIntentResponseId", isRequest],
  ]),
  es: new Map([
    ["error", isError],
    ["fulfillmentResponse", isCx],
    ["fulfillment_response", isCx],
    ["sessionInfo", isCx],
    ["session_info", isCx],
    ["pageInfo", isCx],
    ["targetPage", isCx],
    ["targetFlow", isCx],
    ["speech", isLegacy],
    ["displayText", isLegacy],
    ["queryResult", isRequest],
    ["responseId", isRequest],
  ]),
};

const sessionFields = new Set(["session", "parameters"]);

function findStray(format: WireFormat, json: JsonObject): FieldViolation | undefined {
  const known = strays[format === "es/v2" ? "es" : "cx"];
  for (const name in json) {
    const description = known.get(name);
    if (description !== undefined) return { field: name, description };
  }
  const session = json["sessionInfo"] ?? json["session_info"];
  if (format === "es/v2" || !isObject(session)) return undefined;
  const name = Object.keys(session).find((key) => !sessionFields.has(key));
  if (name === undefined) return undefined;
  return { field: `sessionInfo.${name}`, description: `there is no such field: ${toSession}` };
}
