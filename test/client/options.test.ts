import { describe, expect, it } from "vitest";
import { resolveOptions } from "../../src/client/options.ts";

describe("resolveOptions", () => {
  it("follows the official configuration", () => {
    expect(resolveOptions({})).toMatchObject({
      origin: undefined,
      protocol: "grpc",
      version: "v3",
      timeoutMs: 60_000,
      retry: { initialDelayMs: 100, multiplier: 1.3, maxDelayMs: 60_000 },
      waits: false,
    });
  });

  it("changes single numbers, or leaves retries out", () => {
    expect(resolveOptions({ retry: { multiplier: 2 } }).retry).toMatchObject({
      initialDelayMs: 100,
      multiplier: 2,
    });
    expect(resolveOptions({ retry: false }).retry).toBeUndefined();
  });

  it("waits for operations at a server of our own, and calls it without credentials", async () => {
    const { headers, waits } = resolveOptions({ endpoint: "http://localhost:8080" });
    expect([waits, [...(await headers("http://localhost:8080"))]]).toEqual([true, []]);
  });

  it("takes certificates or a fetch that knows its own, not both", () => {
    expect(resolveOptions({ protocol: "rest", tls: {} })).toMatchObject({ tls: {} });
    expect(() => resolveOptions({ protocol: "rest", tls: {}, fetch })).toThrow(TypeError);
  });
});
