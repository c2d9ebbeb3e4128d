/**
 * A webhook's answer as the platform's JSON, after a check of everything that
 * the platform would refuse; and a request as JSON, for those who call webhooks.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { FieldViolation } from "../errors.ts";
import { WebhookError } from "../errors.ts";
import { checkCxResponse } from "./check-cx.ts";
import { checkEsResponse } from "./check-es.ts";
import type { Finding, Loose } from "./check-json.ts";
import { checkUnicode, isObject } from "./check-json.ts";
import type { WebhookRequest, WebhookResponse } from "./format.ts";
import { writeRequestMessage, writeResponseMessage } from "./messages.ts";
import { locate } from "./read-error.ts";

/** The longest answer that the platform takes, in bytes: https://cloud.google.com/dialogflow/cx/docs/concept/webhook */
export const maxResponseBytes = 65_536;

/**
 * Encodes an answer as compact JSON with camelCase names. Members that are
 * absent or have their default value are left out.
 *
 * @throws WebhookError INTERNAL with reason INVALID_RESPONSE, for what the
 *   platform would refuse, or RESPONSE_TOO_LARGE, over 64 KiB. The violation
 *   names the path and the fix; the cause has the same for the log.
 */
export function encodeResponse(response: WebhookResponse): string {
  verifyResponse(response);
  let json: JsonObject;
  try {
    json = writeResponseMessage(response);
  } catch (error) {
    const violation = locate(error);
    throw violation === undefined ? error : refuse("INVALID_RESPONSE", violation, error);
  }
  const text = JSON.stringify(json);
  // JSON.stringify escapes half a surrogate pair, and hardly anything else so.
  const broken = text.includes("\\ud") ? checkUnicode(json) : undefined;
  if (broken !== undefined) throw refuse("INVALID_RESPONSE", broken);
  const size = utf8Length(text);
  if (size > maxResponseBytes) throw refuse("RESPONSE_TOO_LARGE", largest(json, size));
  return text;
}

/**
 * Lets an answer through that the platform would take, whatever its size, for
 * those who send it in another form than JSON.
 *
 * @throws WebhookError INTERNAL with reason INVALID_RESPONSE, as `encodeResponse`
 */
export function verifyResponse(response: WebhookResponse): WebhookResponse {
  const finding = checkResponse(response);
  if (finding !== undefined) throw refuse("INVALID_RESPONSE", finding);
  return response;
}

/** Encodes a request as compact JSON. Throws TypeError or what the writer throws, for values that JSON has no form for. */
export function encodeRequest(request: WebhookRequest): string {
  return JSON.stringify(writeRequestMessage(request));
}

function checkResponse({ format, message }: WebhookResponse): Finding {
  if (!isObject(message)) return { field: "", description: "the answer must be an object" };
  // The checks look at shapes that the static type rules out.
  const loose: Loose = message;
  return format === "es/v2" ? checkEsResponse(loose) : checkCxResponse(loose);
}

function refuse(
  reason: "INVALID_RESPONSE" | "RESPONSE_TOO_LARGE",
  finding: FieldViolation,
  error?: unknown,
): WebhookError {
  const text =
    finding.field === "" ? finding.description : `${finding.field}: ${finding.description}`;
  const cause = new Error(text, error === undefined ? undefined : { cause: error });
  return new WebhookError("INTERNAL", { reason, violations: [finding], cause });
}

/** The length in UTF-8; an estimate from above where that is under the limit. */
function utf8Length(text: string): number {
  const atMost = text.length * 3;
  return atMost <= maxResponseBytes ? atMost : new TextEncoder().encode(text).byteLength;
}

/** Follows the members that hold most of an answer down to where they part. */
function largest(json: JsonObject, size: number): FieldViolation {
  let field = "";
  let value: JsonValue = json;
  for (;;) {
    const bulk = bulkOf(value);
    if (bulk === undefined) break;
    field += Array.isArray(value) ? `[${bulk.name}]` : (field === "" ? "" : ".") + bulk.name;
    value = bulk.value;
  }
  return {
    field,
    description: `the answer is ${size} bytes long, most of it here, and the platform takes ${maxResponseBytes}: answer with less`,
  };
}

/** The member or item that is longer than all others together, if there is one. */
function bulkOf(value: JsonValue): { name: string; value: JsonValue } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const half = JSON.stringify(value).length / 2;
  for (const [name, member] of Object.entries(value))
    if (JSON.stringify(member).length > half) return { name, value: member };
  return undefined;
}
