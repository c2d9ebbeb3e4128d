/** What a call throws, of the kind that is expected. */
import { WebhookError } from "../../../src/errors.ts";

/** The text of the TypeError that a builder's misuse gives. */
export function typeErrorOf(run: () => unknown): string {
  const thrown = thrownBy(run);
  if (thrown instanceof TypeError) return thrown.message;
  throw new Error("It threw something else.", { cause: thrown });
}

/** The WebhookError of a reply that cannot be rendered. */
export function refusalOf(run: () => unknown): WebhookError {
  const thrown = thrownBy(run);
  if (WebhookError.is(thrown)) return thrown;
  throw new Error("It threw something else.", { cause: thrown });
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("It threw nothing.");
}
