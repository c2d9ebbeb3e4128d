import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duration } from "../../src/client/duration.ts";

describe("duration", () => {
  it("keeps milliseconds, whole and broken", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (microseconds) => {
        const { seconds, nanos } = duration(microseconds / 1000);
        expect(nanos).toBeLessThan(1_000_000_000);
        expect(Number(seconds) * 1e6 + nanos / 1000).toBeCloseTo(microseconds, 1);
      }),
    );
  });
});
