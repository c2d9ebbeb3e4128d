/**
 * Errors of the readers, as errors of a request.
 */
import { WebhookError } from "../errors.ts";

/**
 * What a reader threw, as a WebhookError: TOO_DEEP where the nesting was over
 * the limit, else INVALID_REQUEST with the field's path.
 */
export function describeReadError(error: unknown, maxDepth: number): WebhookError {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes("recursion"))
    return new WebhookError("INVALID_ARGUMENT", {
      reason: "TOO_DEEP",
      message: `The body nests more than ${maxDepth} levels deep.`,
      cause: error,
    });
  return new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_REQUEST",
    message: text,
    cause: error,
  });
}
