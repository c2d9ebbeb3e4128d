import { describe, expect, it } from "vitest";
import { resolveLimits } from "../../../src/dispatch/transport/limits.ts";

describe("resolveLimits", () => {
  it("has a finite default for every limit", () => {
    expect(resolveLimits()).toEqual({
      maxConnections: 128,
      maxTotalConnections: 2_048,
      maxStreams: 100,
      maxPools: 512,
      idleTimeoutMs: 4_000,
      maxIdleTimeoutMs: 60_000,
      maxHeaderBytes: 16_384,
    });
  });

  it("takes what is chosen", () => {
    expect(resolveLimits({ maxConnections: 1 })).toMatchObject({
      maxConnections: 1,
      maxPools: 512,
    });
  });

  it("lets one pool have what it may", () => {
    expect(resolveLimits({ maxConnections: 5_000 }).maxTotalConnections).toBe(5_000);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 65_537])("refuses %d connections", (maxConnections) => {
    expect(() => resolveLimits({ maxConnections })).toThrow("it takes an integer from 1 to 65536");
  });
});
