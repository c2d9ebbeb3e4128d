/**
 * Requests that have not arrived whole yet, and the one timer that they share: a
 * timer for each would cost more than reading most of them.
 */

import { type Clock, systemClock } from "../../clock.ts";

/** Something that waits for the rest of its request. */
export interface Arriving {
  /** The time is up. */
  late(): void;
}

/** Those that wait, in the order in which they came. */
export class Arrivals {
  readonly #limitMs: number;
  readonly #clock: Clock;
  readonly #since = new Map<Arriving, number>();
  #armed = false;

  /** @param limitMs milliseconds that each may wait */
  constructor(limitMs: number, clock: Clock = systemClock) {
    this.#limitMs = limitMs;
    this.#clock = clock;
  }

  /** Begins the wait of one. */
  add(arriving: Arriving): void {
    this.#since.set(arriving, this.#clock.now());
    if (!this.#armed) this.#arm(this.#limitMs);
  }

  /** Ends the wait of one: it is there, or nobody waits for it any more. */
  delete(arriving: Arriving): void {
    this.#since.delete(arriving);
  }

  #arm(delayMs: number): void {
    this.#armed = true;
    const timer = this.#clock.setTimeout(() => this.#sweep(), delayMs);
    // What keeps the process alive is the connection, not the wait.
    (timer as Partial<NodeJS.Timeout>).unref?.();
  }

  #sweep(): void {
    const now = this.#clock.now();
    for (const [arriving, since] of this.#since) {
      const leftMs = since + this.#limitMs - now;
      if (leftMs > 0) return this.#arm(leftMs);
      this.#since.delete(arriving);
      arriving.late();
    }
    this.#armed = false;
  }
}
