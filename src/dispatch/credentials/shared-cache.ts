/**
 * What is expensive to get and good for a while, shared: one fetch at a time for
 * a key, however many wait for it, and a bounded number of results.
 */
import type { Clock } from "../../clock.ts";
import { cancelled, within, type Wait } from "./within.ts";

/** A result, and until when it is given out, in milliseconds since the epoch. */
export interface Fetched<Value> {
  readonly value: Value;
  readonly freshUntil: number;
}

/** How a value is got by whoever asks first. */
export interface CacheRequest<Value> {
  /** Aborted when nobody waits any longer. */
  fetch(signal: AbortSignal): Promise<Fetched<Value>>;
  /** Each caller's own: it ends that caller's wait, and nobody else's. */
  readonly wait: Omit<Wait, "clock">;
}

/** Values by key. */
export interface SharedCache<Value> {
  /**
   * The kept value, or the one of a fetch. A fetch that fails fails for all who
   * wait for it, and is forgotten.
   *
   * @throws DispatchFailure `timeout` or `cancelled`, or what the fetch rejects with
   */
  get(key: string, request: CacheRequest<Value>): Promise<Value>;
  /** Forgets a kept value if it is the one that is meant. */
  drop(key: string, isMeant: (value: Value) => boolean): void;
  /** How many values are kept. */
  readonly size: number;
}

/** A fetch under way. */
interface Flight<Value> {
  readonly result: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * An empty cache.
 *
 * @param options.maxEntries values that are kept at once; of more, the one that was asked for longest ago goes
 */
export function createSharedCache<Value>(options: {
  readonly clock: Clock;
  readonly maxEntries: number;
}): SharedCache<Value> {
  const { clock, maxEntries } = options;
  const kept = new Map<string, Fetched<Value>>();
  const flights = new Map<string, Flight<Value>>();

  function keep(key: string, fetched: Fetched<Value>): void {
    if (fetched.freshUntil <= clock.now()) return;
    kept.set(key, fetched);
    for (const oldest of kept.keys()) {
      if (kept.size <= maxEntries) break;
      kept.delete(oldest);
    }
  }

  function recall(key: string): Fetched<Value> | undefined {
    const found = kept.get(key);
    if (found === undefined) return undefined;
    // A map goes through its keys in the order in which they were set: the last one used comes last.
    kept.delete(key);
    if (found.freshUntil <= clock.now()) return undefined;
    kept.set(key, found);
    return found;
  }

  function take(key: string, request: CacheRequest<Value>): Flight<Value> {
    const controller = new AbortController();
    const fly = async (): Promise<Value> => {
      const fetched = await request.fetch(controller.signal);
      if (!controller.signal.aborted) keep(key, fetched);
      return fetched.value;
    };
    const flight: Flight<Value> = { controller, waiting: 0, result: fly() };
    flights.set(key, flight);
    return flight;
  }

  /** The last one to go, with a result or without, ends the flight. */
  function leave(key: string, flight: Flight<Value>): void {
    flight.waiting -= 1;
    if (flight.waiting > 0) return;
    flights.delete(key);
    flight.controller.abort();
  }

  return {
    async get(key, request) {
      const found = recall(key);
      if (found) return found.value;
      if (request.wait.signal?.aborted === true) throw cancelled();
      const flight = flights.get(key) ?? take(key, request);
      flight.waiting += 1;
      try {
        return await within(flight.result, { ...request.wait, clock });
      } finally {
        leave(key, flight);
      }
    },
    drop(key, isMeant) {
      const found = kept.get(key);
      if (found && isMeant(found.value)) kept.delete(key);
    },
    get size() {
      return kept.size;
    },
  };
}
