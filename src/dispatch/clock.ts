/**
 * Time, as the calling side sees it. Injected, so that tests need not wait; a
 * clock of `fulfillkit/testing` will do.
 */

/** What timeouts and the lives of tokens need of time. */
export interface Clock {
  /** The time now, in milliseconds since the epoch, with fractions. */
  now(): number;
  /** Calls back once, `delayMs` milliseconds from now, and returns a handle for `clearTimeout`. */
  setTimeout(callback: () => void, delayMs: number): unknown;
  /** Revokes what `setTimeout` of the same clock returned. */
  clearTimeout(handle: unknown): void;
}

const { timeOrigin } = performance;

/** The machine's own time, which no change of the machine's clock moves. */
export const systemClock: Clock = {
  now: () => timeOrigin + performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};
