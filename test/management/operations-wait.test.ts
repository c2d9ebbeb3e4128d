import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { announceEnd, waitForEnd } from "../../src/management/operations-wait.ts";
import { openStore, type Store } from "../../src/storage/index.ts";
import { createFakeClock, type FakeClock } from "../../src/testing/clock.ts";

const stores: Store[] = [];

async function newStore(): Promise<Store> {
  const store = await openStore();
  stores.push(store);
  return store;
}

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

/** Lets everything run that waits for nothing. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** An operation that ends when it is told to, and how often it was looked at. */
function operation(): { ended: boolean; looks: number; look: () => Promise<boolean> } {
  const state = {
    ended: false,
    looks: 0,
    look: async () => {
      state.looks += 1;
      return state.ended;
    },
  };
  return state;
}

interface Waiting {
  readonly store: Store;
  readonly clock: FakeClock;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly look: () => Promise<boolean>;
}

function wait({ timeoutMs = 60_000, signal, ...rest }: Waiting): Promise<boolean> {
  return waitForEnd({
    ...rest,
    timeoutMs,
    name: "operations/o",
    signal: signal ?? new AbortController().signal,
    ended: (state) => state,
  });
}

describe("waitForEnd", () => {
  it("is told at once when the operation ends in this process", async () => {
    const [store, clock, state] = [await newStore(), createFakeClock(), operation()];
    const waiting = wait({ store, clock, look: state.look });
    await settle();
    state.ended = true;
    announceEnd(store, "operations/o");
    expect(await waiting).toBe(true);
    expect(state.looks).toBe(2);
  });

  it("hears nothing of other operations and other stores", async () => {
    const [store, clock, state] = [await newStore(), createFakeClock(), operation()];
    const waiting = wait({ store, clock, timeoutMs: 100, look: state.look });
    await settle();
    announceEnd(store, "operations/other");
    announceEnd(await newStore(), "operations/o");
    await settle();
    expect(state.looks).toBe(1);
    clock.advance(100);
    expect(await waiting).toBe(false);
  });

  it("misses no end that comes between a look and the wait for the next", async () => {
    const [store, clock] = [await newStore(), createFakeClock()];
    let looks = 0;
    const waiting = wait({
      store,
      clock,
      look: async () => {
        looks += 1;
        if (looks === 1) announceEnd(store, "operations/o");
        return looks > 1;
      },
    });
    expect(await waiting).toBe(true);
  });

  it("sees what another process ends, looking ever less often up to every five seconds", async () => {
    const [store, clock, state] = [await newStore(), createFakeClock(), operation()];
    const waiting = wait({ store, clock, timeoutMs: 600_000, look: state.look });
    const start = clock.now();
    const looked: number[] = [];
    for (let seen = 0; clock.now() - start < 25_000; clock.advance(50)) {
      await settle();
      if (state.looks > seen) looked.push(clock.now() - start);
      seen = state.looks;
    }
    expect(looked).toEqual([0, 250, 750, 1750, 3750, 7750, 12_750, 17_750, 22_750]);
    state.ended = true;
    clock.advance(5_000);
    expect(await waiting).toBe(true);
  });

  it("returns the last state when the time is over, and not before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 30_000 }), async (timeoutMs) => {
        const [store, clock, state] = [await newStore(), createFakeClock(), operation()];
        const start = clock.now();
        const over = new AbortController();
        const waiting = wait({ store, clock, timeoutMs, look: state.look }).finally(() =>
          over.abort(),
        );
        await settle();
        while (!over.signal.aborted) {
          clock.advance(Math.min(500, Math.max(start + timeoutMs - clock.now(), 0)));
          await settle();
        }
        expect(await waiting).toBe(false);
        expect(clock.now() - start).toBe(timeoutMs);
      }),
      { numRuns: 20 },
    );
  });

  it("stops when the caller has gone, before or while it waits", async () => {
    const [store, clock, state] = [await newStore(), createFakeClock(), operation()];
    const caller = new AbortController();
    const waiting = wait({ store, clock, signal: caller.signal, look: state.look });
    await settle();
    caller.abort();
    await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
    const late = wait({ store, clock, signal: caller.signal, look: state.look });
    await expect(late).rejects.toMatchObject({ code: "CANCELLED" });
    expect(state.looks).toBe(1);
  });

  it("throws what looking throws", async () => {
    const [store, clock] = [await newStore(), createFakeClock()];
    const waiting = wait({ store, clock, look: () => Promise.reject(new Error("gone")) });
    await expect(waiting).rejects.toThrow("gone");
  });

  it("leaves no timer behind", async () => {
    const timers = new Set<unknown>();
    const inner = createFakeClock();
    const clock: FakeClock = {
      ...inner,
      setTimeout(callback, delayMs) {
        const handle = inner.setTimeout(callback, delayMs);
        timers.add(handle);
        return handle;
      },
      clearTimeout(handle) {
        timers.delete(handle);
        inner.clearTimeout(handle);
      },
    };
    const [store, state] = [await newStore(), operation()];
    const waiting = wait({ store, clock, look: state.look });
    await settle();
    expect(timers.size).toBe(1);
    state.ended = true;
    announceEnd(store, "operations/o");
    await waiting;
    expect(timers.size).toBe(0);
  });
});
