/**
 * The refusal of what a wire format has no equivalent of.
 */
import { WebhookError } from "../../errors.ts";

/**
 * An error for a reply that ES cannot give. It is the handler's mistake, so the
 * caller learns no more than its name.
 *
 * @param method the method of `reply()`, or the field of the response
 */
export function unsupportedOnEs(method: string, advice: string): WebhookError {
  return new WebhookError("INTERNAL", {
    reason: "UNSUPPORTED_REPLY",
    metadata: { method },
    cause: new Error(`${method} has no equivalent in Dialogflow ES: ${advice}.`),
  });
}
