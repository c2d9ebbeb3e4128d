import type { Clock } from "../clock.ts";

/** A clock that stands still until it is told. */
export interface FakeClock extends Clock {
  /** Moves time on, and calls back what falls due on the way, in order of time. */
  advance(milliseconds: number): void;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * A clock for tests, so that deadlines pass without waiting.
 *
 * @param start milliseconds since the epoch; default: 2026-01-01T00:00:00Z
 */
export function createFakeClock(start: number = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  const timers = new Set<Timer>();
  return {
    now: () => now,
    setTimeout(callback, delayMs) {
      const timer: Timer = { at: now + Math.max(0, delayMs), callback };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (handle) => void timers.delete(handle as Timer),
    advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.callback();
      }
      now = end;
    },
  };
}
