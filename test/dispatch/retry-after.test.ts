import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retryAfterMs } from "../../src/dispatch/retry-after.ts";

const now = Date.UTC(2026, 0, 1);

describe("Retry-After (RFC 9110, section 10.2.3)", () => {
  it.each<[string | undefined, number | undefined, string]>([
    [undefined, undefined, "no such header"],
    ["0", 0, "at once"],
    ["120", 120_000, "seconds"],
    [" 3 ", 3000, "space around it"],
    ["Thu, 01 Jan 2026 00:00:05 GMT", 5000, "a date"],
    ["Thursday, 01-Jan-26 00:00:05 GMT", 5000, "the form of RFC 850"],
    ["Wed, 31 Dec 2025 23:59:59 GMT", 0, "a date that has passed"],
    ["1.5", undefined, "fractions are not of the grammar"],
    ["-1", undefined, "nor are signs"],
    ["soon", undefined, "no date"],
    ["2026-01-01", undefined, "a date of another kind"],
    ["", undefined, "nothing"],
  ])("%j asks for %j ms: %s", (value, expected) => {
    expect(retryAfterMs(value, now)).toBe(expected);
  });

  it("reads back every date that HTTP writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000 }), (seconds) => {
        const value = new Date(now + seconds * 1000).toUTCString();
        expect(retryAfterMs(value, now)).toBe(seconds * 1000);
      }),
    );
  });
});
