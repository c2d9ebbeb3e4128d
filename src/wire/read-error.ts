/**
 * Errors of the readers and writers, as errors of a webhook's call.
 */
import { JsonReadError, JsonWriteError } from "../codec/index.ts";
import type { FieldViolation } from "../errors.ts";
import { WebhookError } from "../errors.ts";
import { tooDeep } from "./json-text.ts";

/**
 * What a reader threw, as an error of the request: TOO_DEEP where the nesting
 * is over the limit, else INVALID_REQUEST with the field's path. What is not a
 * reader's error comes back as it is.
 */
export function requestError(error: unknown, maxDepth: number): unknown {
  if (!(error instanceof JsonReadError)) return error;
  if (error.kind === "TOO_DEEP") return tooDeep(maxDepth);
  const violation = { field: error.path, description: error.problem };
  return new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_REQUEST",
    message: `The request is invalid: ${error.message}.`,
    violations: [violation],
    cause: error,
  });
}

/** Where a reader or a writer met what it refused; undefined for any other error. */
export function locate(error: unknown): FieldViolation | undefined {
  if (error instanceof JsonReadError || error instanceof JsonWriteError)
    return { field: error.path, description: error.problem };
  return undefined;
}
