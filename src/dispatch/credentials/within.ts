/** Waiting that ends: by the result, by the clock, or by the caller. */
import type { Clock } from "../../clock.ts";
import { DispatchFailure } from "../failure.ts";

/** How long somebody waits, and for what. */
export interface Wait {
  /** For the sentence of a timeout: `A token from https://…`. */
  readonly what: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Waits for a result. What it waits for goes on when the wait ends early.
 *
 * @throws DispatchFailure `timeout` or `cancelled`, or what the promise rejects with
 */
export async function within<Result>(result: Promise<Result>, wait: Wait): Promise<Result> {
  const { clock, timeoutMs, signal, what } = wait;
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const cancel = (): void => reject(cancelled());
  const timer = clock.setTimeout(() => {
    reject(new DispatchFailure("timeout", `${what} did not come within ${timeoutMs} ms.`));
  }, timeoutMs);
  signal?.addEventListener("abort", cancel, { once: true });
  if (signal?.aborted === true) cancel();
  try {
    return await Promise.race([result, ended]);
  } finally {
    clock.clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

/** The failure of a caller who gave up. */
export function cancelled(): DispatchFailure {
  return new DispatchFailure("cancelled", "The call was cancelled before it was sent.");
}
