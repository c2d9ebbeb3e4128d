/**
 * Time, as deadlines, timeouts and the lives of tokens see it. Injected, so that
 * tests need not wait.
 */

/** What is needed of time. `fulfillkit/testing` has one that stands still until told. */
export interface Clock {
  /** The time now, in milliseconds since the epoch, with fractions. */
  now(): number;
  /** Calls back once, `delayMs` milliseconds from now, and returns a handle for `clearTimeout`. */
  setTimeout(callback: () => void, delayMs: number): unknown;
  /** Revokes what `setTimeout` of the same clock returned. */
  clearTimeout(handle: unknown): void;
}

const { timeOrigin } = performance;

/**
 * The machine's own time. It runs on from the time at which the process
 * started, so that setting the machine's clock moves no deadline.
 */
export const systemClock: Clock = {
  now: () => timeOrigin + performance.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};
