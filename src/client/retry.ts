/**
 * Trying again, and waiting in between.
 */
import { WebhookError } from "../errors.ts";
import type { Clock } from "../clock.ts";

/** How long to wait between tries: it grows by a factor. */
export interface Backoff {
  /** Milliseconds, the first time. */
  readonly initialDelayMs: number;
  /** Factor from one wait to the next. */
  readonly multiplier: number;
  /** Milliseconds at most. */
  readonly maxDelayMs: number;
}

/** What waiting needs of the world. */
export interface Waiting {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** What trying again needs. */
export interface RetryContext extends Waiting {
  /** Absent: one try. */
  readonly backoff: Backoff | undefined;
  /** Milliseconds for all tries and waits together. */
  readonly timeoutMs: number;
  /** From 0 up to 1. Each wait is this part of its full length, so that clients do not come back in step. */
  readonly random: () => number;
}

/**
 * Tries until it succeeds, fails with another code than UNAVAILABLE, or has no
 * time left for another try.
 *
 * @param attempt gets the milliseconds that are left
 * @throws what the last try threw; WebhookError CANCELLED if the signal aborts a wait
 */
export async function withRetry<T>(
  attempt: (timeoutMs: number) => Promise<T>,
  context: RetryContext,
): Promise<T> {
  const { backoff, clock, random } = context;
  const deadline = clock.now() + context.timeoutMs;
  let delay = backoff?.initialDelayMs ?? 0;
  for (;;) {
    try {
      return await attempt(Math.max(1, Math.ceil(deadline - clock.now())));
    } catch (thrown) {
      const retryable = WebhookError.is(thrown) && thrown.code === "UNAVAILABLE";
      const waitMs = random() * delay;
      if (backoff === undefined || !retryable || clock.now() + waitMs >= deadline) throw thrown;
      await sleep(waitMs, context);
      delay = nextDelay(delay, backoff);
    }
  }
}

/** The wait after this one. */
export function nextDelay(delayMs: number, backoff: Backoff): number {
  return Math.min(delayMs * backoff.multiplier, backoff.maxDelayMs);
}

/** Waits. @throws WebhookError CANCELLED if the signal aborts */
export function sleep(delayMs: number, { clock, signal }: Waiting): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clock.clearTimeout(timer);
      reject(new WebhookError("CANCELLED", { cause: signal?.reason }));
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, delayMs);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
