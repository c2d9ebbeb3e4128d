import { describe, expect, it } from "vitest";
import { grantedMs } from "../../src/transcoding/deadline.ts";
import { thrownBy } from "../wire/thrown.ts";

describe("grantedMs", () => {
  it.each<[Record<string, string>, number | undefined, string]>([
    [{}, undefined, "no header"],
    [{ "grpc-timeout": "1H" }, 3_600_000, "hours"],
    [{ "grpc-timeout": "2M" }, 120_000, "minutes"],
    [{ "grpc-timeout": "3S" }, 3000, "seconds"],
    [{ "grpc-timeout": "4m" }, 4, "milliseconds"],
    [{ "grpc-timeout": "5000u" }, 5, "microseconds"],
    [{ "grpc-timeout": "6000000n" }, 6, "nanoseconds"],
    [{ "connect-timeout-ms": "1500" }, 1500, "milliseconds as Connect has them"],
    [{ "x-server-timeout": "1.5" }, 1500, "seconds with a fraction"],
    [{ "x-server-timeout": "60" }, 60_000, "seconds without one"],
    [
      { "x-server-timeout": "3", "grpc-timeout": "5S", "connect-timeout-ms": "4000" },
      3000,
      "the shortest of several",
    ],
    [{ "grpc-timeout": "99999999H" }, 3_600_000, "no more than the limit"],
    [{ "connect-timeout-ms": "0" }, 0, "none at all"],
  ])("reads %j as %s: %s", (headers, expected) => {
    expect(grantedMs(headers, 3_600_000)).toBe(expected);
    expect(grantedMs(new Headers(headers), 3_600_000)).toBe(expected);
  });

  it.each([
    ["grpc-timeout", "5"],
    ["grpc-timeout", "123456789S"],
    ["grpc-timeout", "-1S"],
    ["grpc-timeout", "1x"],
    ["connect-timeout-ms", "1.5"],
    ["connect-timeout-ms", ""],
    ["x-server-timeout", "1e3"],
    ["x-server-timeout", "soon"],
  ])("refuses %s: %j, naming the header", (name, value) => {
    const error = thrownBy(() => grantedMs({ [name]: value }, 1000));
    expect(error.violations.map(({ field }) => field)).toEqual([name]);
  });
});
