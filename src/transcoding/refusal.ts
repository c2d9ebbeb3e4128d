/**
 * What is said about requests that cannot be bound to a message.
 */
import { WebhookError, type Reason } from "../errors.ts";

/** What a refusal is made of. */
export interface Refusal {
  /** A sentence for the caller. */
  readonly message: string;
  /** The wrong field, as the caller spelled it; none if it is the request as a whole. */
  readonly field?: string;
  /** Default: `INVALID_REQUEST`. */
  readonly reason?: Reason;
  readonly cause?: unknown;
}

/** INVALID_ARGUMENT, with the field as a google.rpc.BadRequest violation. */
export function refusal({
  message,
  field,
  reason = "INVALID_REQUEST",
  cause,
}: Refusal): WebhookError {
  return new WebhookError("INVALID_ARGUMENT", {
    reason,
    message,
    ...(cause !== undefined && { cause }),
    ...(field !== undefined && { violations: [{ field, description: message }] }),
  });
}
