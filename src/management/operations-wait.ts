/**
 * Waiting for an operation to end. Within the process one is told at once; what
 * another process ends is seen by looking at the store, ever less often.
 */
import { WebhookError } from "../errors.ts";
import type { Store } from "../storage/store.ts";
import type { ManagementClock } from "./context.ts";

/** Between one look at the store and the next, in milliseconds: at first, and at most. */
const firstIntervalMs = 250;
const maxIntervalMs = 5_000;

/** Who waits for which operation, for each store of the process. */
const waiting = new WeakMap<Store, Map<string, Set<() => void>>>();

/** Tells all who wait in this process that an operation has ended. */
export function announceEnd(store: Store, name: string): void {
  for (const wake of waiting.get(store)?.get(name) ?? []) wake();
}

/** What wakes who waits. */
interface WakeOptions {
  readonly store: Store;
  readonly clock: ManagementClock;
  /** The name of the operation. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** What is waited for, and for how long. */
export interface WaitOptions<State> extends WakeOptions {
  /** In milliseconds. */
  readonly timeoutMs: number;
  /** Looks how far the operation is. */
  readonly look: () => Promise<State>;
  readonly ended: (state: State) => boolean;
}

/**
 * Waits until the operation has ended or the time is over, and returns its last
 * known state.
 *
 * @throws WebhookError CANCELLED when the signal aborts, and what `look` throws
 */
export async function waitForEnd<State>(options: WaitOptions<State>): Promise<State> {
  const { clock, look, ended, signal } = options;
  const deadline = clock.now() + options.timeoutMs;
  for (let interval = firstIntervalMs; ; interval = Math.min(interval * 2, maxIntervalMs)) {
    if (signal.aborted) throw gone();
    // Listening begins before looking, so that no end falls in between.
    const pause = createPause(options);
    try {
      const state = await look();
      const left = deadline - clock.now();
      if (ended(state) || left <= 0) return state;
      await pause.over(Math.min(interval, left));
    } finally {
      pause.release();
    }
  }
}

interface Pause {
  /** Resolves when the operation has ended, the time is over, or the caller has gone. */
  over(delayMs: number): Promise<void>;
  release(): void;
}

function createPause({ store, clock, name, signal }: WakeOptions): Pause {
  let timer: unknown;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  const byName = waiting.get(store) ?? new Map<string, Set<() => void>>();
  waiting.set(store, byName);
  const wakers = byName.get(name) ?? new Set();
  byName.set(name, wakers.add(wake));
  signal.addEventListener("abort", wake, { once: true });
  return {
    over(delayMs) {
      timer = clock.setTimeout(wake, delayMs);
      return promise;
    },
    release() {
      if (timer !== undefined) clock.clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      wakers.delete(wake);
      if (wakers.size === 0) byName.delete(name);
    },
  };
}

function gone(): WebhookError {
  return new WebhookError("CANCELLED", { message: "The caller stopped waiting." });
}
