import { WebhookError } from "../../src/errors.ts";

/** The WebhookError that a call throws. Anything else, or nothing, fails the test. */
export function thrownBy(call: () => unknown): WebhookError {
  try {
    call();
  } catch (error) {
    if (WebhookError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
