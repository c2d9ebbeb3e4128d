/** The waits between the tries of a dispatcher's calls. */
import type { Clock } from "../clock.ts";

/** Waits that all end when the dispatcher closes. */
export interface Pauses {
  /**
   * Waits.
   *
   * @returns false if the signal, or the end of the dispatcher, came before the time was over
   */
  wait(delayMs: number, signal?: AbortSignal): Promise<boolean>;
  /** Ends all waits, and those to come. */
  close(): void;
}

/** Makes the pauses of one dispatcher. */
export function createPauses(clock: Clock): Pauses {
  const endings = new Set<() => void>();
  let closed = false;
  return {
    async wait(delayMs, signal) {
      const isOver = (): boolean => closed || signal?.aborted === true;
      if (delayMs > 0 && !isOver())
        await new Promise<void>((resolve) => {
          const timer = clock.setTimeout(end, delayMs);
          signal?.addEventListener("abort", end, { once: true });
          endings.add(end);
          function end(): void {
            clock.clearTimeout(timer);
            signal?.removeEventListener("abort", end);
            endings.delete(end);
            resolve();
          }
        });
      return !isOver();
    },
    close() {
      closed = true;
      for (const end of endings) end();
    },
  };
}
