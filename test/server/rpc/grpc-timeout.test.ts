import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capTimeout } from "../../../src/server/rpc/grpc-timeout.ts";
import { parseGrpcTimeout } from "../../../src/transcoding/grpc-timeout.ts";

describe("capTimeout", () => {
  const capped = (name: string, value: string, maxMs: number): string | null => {
    const header = new Headers({ [name]: value });
    capTimeout(header, maxMs);
    return header.get(name);
  };

  it("leaves what is within the limit as it is", () => {
    expect(capped("grpc-timeout", "59S", 60_000)).toBe("59S");
    expect(capped("connect-timeout-ms", "60000", 60_000)).toBe("60000");
  });

  it("shortens what is beyond it", () => {
    expect(capped("grpc-timeout", "99999999H", 60_000)).toBe("60S");
    expect(capped("connect-timeout-ms", "9999999999", 60_000)).toBe("60000");
  });

  it("leaves malformed values for the protocol to refuse", () => {
    expect(capped("grpc-timeout", "soon", 60_000)).toBe("soon");
    expect(capped("connect-timeout-ms", "1e9", 60_000)).toBe("1e9");
  });

  it("never leaves more than the limit, rounded up to a second", () => {
    const timeout = fc.tuple(fc.nat(99_999_999), fc.constantFrom("H", "M", "S", "m", "u", "n"));
    fc.assert(
      fc.property(timeout, fc.integer({ min: 1, max: 3_600_000 }), ([amount, unit], maxMs) => {
        const value = capped("grpc-timeout", `${amount}${unit}`, maxMs) ?? "";
        expect(parseGrpcTimeout(value)).toBeLessThanOrEqual(Math.ceil(maxMs / 1000) * 1000);
      }),
    );
  });
});
