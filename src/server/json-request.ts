/**
 * What must be true of a webhook's HTTP request before its body is read. Plain
 * values only: the doors on Node and on fetch runtimes share it.
 */
import { WebhookError } from "../errors.ts";

/** The methods of a JSON door, as its Allow header lists them. */
export const allowedMethods = "POST, OPTIONS";

/** What is looked at. */
export interface JsonRequestHead {
  readonly method: string | undefined;
  readonly contentType: string | null | undefined;
  readonly contentEncoding: string | null | undefined;
}

/** Why the request is refused, and with which headers; undefined if it is not. */
export interface Refusal {
  readonly error: WebhookError;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is wrong with a request before its body. */
export function refusalOf(head: JsonRequestHead): Refusal | undefined {
  const { method, contentType, contentEncoding } = head;
  if (method !== "POST")
    return {
      headers: { Allow: allowedMethods },
      error: new WebhookError("UNIMPLEMENTED", {
        reason: "METHOD_NOT_ALLOWED",
        message: `A webhook is called by POST, not by ${method}: send a WebhookRequest as JSON.`,
      }),
    };
  if (contentType !== "application/json" && typeof contentType === "string" && !isJson(contentType))
    return {
      headers: { Accept: "application/json" },
      error: new WebhookError("INVALID_ARGUMENT", {
        reason: "UNSUPPORTED_MEDIA_TYPE",
        message: "The body must be JSON in UTF-8: send Content-Type: application/json.",
      }),
    };
  if (typeof contentEncoding === "string" && contentEncoding.toLowerCase() !== "identity")
    return {
      headers: { "Accept-Encoding": "identity" },
      error: new WebhookError("INVALID_ARGUMENT", {
        reason: "UNSUPPORTED_MEDIA_TYPE",
        message: "The body must not be compressed: send it without Content-Encoding.",
      }),
    };
  return undefined;
}

const jsonType = /^\s*application\/(?:json|[\w.!#$&^+-]+\+json)\s*(?:;|$)/i;
const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i;

/** JSON, and in UTF-8 if a charset is named: RFC 8259 knows no other. */
function isJson(type: string): boolean {
  if (!jsonType.test(type)) return false;
  const named = charset.exec(type)?.[1];
  return named === undefined || /^utf-?8$/i.test(named);
}

/** A body beyond the limit. */
export function bodyTooLarge(limit: number): WebhookError {
  return new WebhookError("RESOURCE_EXHAUSTED", {
    reason: "BODY_TOO_LARGE",
    message: `The body is longer than ${limit} bytes.`,
  });
}
