import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createSharedCache,
  type CacheRequest,
  type Fetched,
} from "../../../src/dispatch/credentials/shared-cache.ts";
import { createFakeClock } from "../../../src/testing/clock.ts";
import { failureOf } from "./fixture.ts";

/** Fetches that a test lets end. */
interface Fetches {
  readonly signals: AbortSignal[];
  readonly ends: PromiseWithResolvers<Fetched<string>>[];
  request(more?: Partial<CacheRequest<string>["wait"]>): CacheRequest<string>;
}

function fetches(): Fetches {
  const signals: AbortSignal[] = [];
  const ends: PromiseWithResolvers<Fetched<string>>[] = [];
  return {
    signals,
    ends,
    request: (more = {}) => ({
      fetch(signal) {
        const end = Promise.withResolvers<Fetched<string>>();
        signals.push(signal);
        ends.push(end);
        return end.promise;
      },
      wait: { what: "A value", timeoutMs: 1000, ...more },
    }),
  };
}

/** Lets what is due by now happen. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(maxEntries = 10) {
  const clock = createFakeClock();
  const cache = createSharedCache<string>({ clock, maxEntries });
  const forAnHour = (value: string): Fetched<string> => ({
    value,
    freshUntil: clock.now() + 3_600_000,
  });
  const kept = (key: string, value = key): Promise<string> =>
    cache.get(key, {
      fetch: async () => forAnHour(value),
      wait: { what: "A value", timeoutMs: 1000 },
    });
  return { clock, cache, forAnHour, kept };
}

describe("a shared cache", () => {
  it("fetches once for 100 who ask at the same time", async () => {
    const { cache, forAnHour } = setUp();
    const { request, ends } = fetches();
    const all = Array.from({ length: 100 }, () => cache.get("k", request()));
    await settled();
    expect(ends).toHaveLength(1);
    ends[0]!.resolve(forAnHour("v"));
    expect(new Set(await Promise.all(all))).toEqual(new Set(["v"]));
    expect(await cache.get("k", request())).toBe("v");
    expect(ends).toHaveLength(1);
  });

  it("fetches for each key by itself", async () => {
    const { kept } = setUp();
    expect(await Promise.all([kept("a"), kept("b")])).toEqual(["a", "b"]);
  });

  it("fetches anew when a value is no longer fresh", async () => {
    const { clock, kept } = setUp();
    await kept("k", "old");
    clock.advance(3_599_999);
    expect(await kept("k", "new")).toBe("old");
    clock.advance(1);
    expect(await kept("k", "new")).toBe("new");
  });

  it("keeps nothing that was never fresh", async () => {
    const { cache, clock } = setUp();
    const { request, ends } = fetches();
    const first = cache.get("k", request());
    await settled();
    ends[0]!.resolve({ value: "v", freshUntil: clock.now() });
    expect(await first).toBe("v");
    expect(cache.size).toBe(0);
  });

  it("fails for all who wait, and forgets that it did", async () => {
    const { cache, kept } = setUp();
    const { request, ends } = fetches();
    const both = Promise.allSettled([cache.get("k", request()), cache.get("k", request())]);
    await settled();
    ends[0]!.reject(new Error("no"));
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await kept("k")).toBe("k");
  });

  it("fetches anew for one who tries again at once, while others still hear of the failure", async () => {
    const { cache, kept } = setUp();
    const { request, ends } = fetches();
    const again = cache.get("k", request()).catch(() => kept("k", "new"));
    const others = Promise.allSettled([cache.get("k", request()), cache.get("k", request())]);
    await settled();
    ends[0]!.reject(new Error("no"));
    expect(await again).toBe("new");
    expect((await others).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("lets one who cancels go, and the others have what comes", async () => {
    const { cache, forAnHour } = setUp();
    const { request, ends, signals } = fetches();
    const controller = new AbortController();
    const leaving = failureOf(cache.get("k", request({ signal: controller.signal })));
    const staying = cache.get("k", request());
    await settled();
    controller.abort();
    expect((await leaving).kind).toBe("cancelled");
    expect(signals[0]!.aborted).toBe(false);
    ends[0]!.resolve(forAnHour("v"));
    expect(await staying).toBe("v");
  });

  it("lets each wait for its own time", async () => {
    const { cache, clock, forAnHour } = setUp();
    const { request, ends } = fetches();
    const short = failureOf(cache.get("k", request({ timeoutMs: 100 })));
    const long = cache.get("k", request({ timeoutMs: 5000 }));
    await settled();
    clock.advance(100);
    expect((await short).message).toBe("A value did not come within 100 ms.");
    ends[0]!.resolve(forAnHour("v"));
    expect(await long).toBe("v");
  });

  it("gives the fetch up with the last who waits, and starts another for the next", async () => {
    const { cache, clock, kept, forAnHour } = setUp();
    const { request, ends, signals } = fetches();
    const one = failureOf(cache.get("k", request({ timeoutMs: 100 })));
    await settled();
    clock.advance(100);
    await one;
    expect(signals[0]!.aborted).toBe(true);
    expect(await kept("k", "new")).toBe("new");
    ends[0]!.resolve(forAnHour("late"));
    await settled();
    expect(await kept("k")).toBe("new");
  });

  it("fetches nothing for one who has given up before", async () => {
    const { cache } = setUp();
    const { request, ends } = fetches();
    const failure = await failureOf(cache.get("k", request({ signal: AbortSignal.abort() })));
    expect(failure.kind).toBe("cancelled");
    expect(ends).toHaveLength(0);
  });

  it("drops the value that is meant, and no other", async () => {
    const { cache, kept } = setUp();
    await kept("k", "first");
    cache.drop("k", (value) => value === "another");
    expect(await kept("k", "second")).toBe("first");
    cache.drop("k", (value) => value === "first");
    expect(await kept("k", "second")).toBe("second");
  });

  it("never keeps more than it may, and keeps those last asked for", async () => {
    const keys = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(keys, async (asked) => {
        const { cache, kept } = setUp(3);
        for (const key of asked) {
          await kept(key);
          expect(cache.size).toBeLessThanOrEqual(3);
        }
        for (const key of new Set([...new Set(asked.toReversed())].slice(0, 3)))
          expect(await kept(key, "fetched anew")).toBe(key);
      }),
    );
  });
});
