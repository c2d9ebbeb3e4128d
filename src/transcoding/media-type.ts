/**
 * Media types of requests.
 */
import type { HttpBinding } from "./binding.ts";
import type { RequestTarget } from "./exchange.ts";
import { holdsHttpBody, isHttpBody } from "./http-body.ts";
import { refusal } from "./refusal.ts";

/**
 * Lets pass what the binding's body may be: JSON in UTF-8, anything for a
 * google.api.HttpBody, and a body whose type nobody says.
 *
 * @throws WebhookError UNSUPPORTED_MEDIA_TYPE (415)
 */
export function checkMediaType(contentType: string, { body, method }: HttpBinding): void {
  if (contentType === "" || contentType === "application/json" || body.kind === "none") return;
  if (body.kind === "message" ? isHttpBody(method.input) : holdsHttpBody(body.field)) return;
  const [type = "", ...parameters] = contentType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice(8);
  if (
    (type === "application/json" || /^application\/[\w.-]+\+json$/.test(type)) &&
    (charset === undefined || /^"?(?:utf-8|utf8|us-ascii)"?$/.test(charset))
  )
    return;
  throw refusal({
    message: `Content-Type ${contentType} is not served here. Send application/json in UTF-8.`,
    reason: "UNSUPPORTED_MEDIA_TYPE",
  });
}

/**
 * Whether the body is the query: a GET whose parameters are too long for a URL
 * comes as a POST of a form, with X-HTTP-Method-Override: GET.
 */
export function isFormOverride(contentType: string, target: RequestTarget): boolean {
  return (
    target.overridden &&
    target.method === "GET" &&
    contentType.toLowerCase().startsWith("application/x-www-form-urlencoded")
  );
}
