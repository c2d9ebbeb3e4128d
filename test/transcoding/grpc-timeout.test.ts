import { describe, expect, it } from "vitest";
import { parseGrpcTimeout } from "../../src/transcoding/grpc-timeout.ts";

describe("parseGrpcTimeout", () => {
  it.each([
    ["hours", "2H", 7_200_000],
    ["minutes", "3M", 180_000],
    ["seconds", "60S", 60_000],
    ["milliseconds", "250m", 250],
    ["microseconds", "500u", 0.5],
    ["nanoseconds", "1000000n", 1],
    ["eight digits, the most there may be", "99999999S", 99_999_999_000],
  ])("reads %s", (_, value, ms) => {
    expect(parseGrpcTimeout(value)).toBeCloseTo(ms, 9);
  });

  it.each([
    ["no unit", "5"],
    ["an unknown unit", "5s"],
    ["nine digits", "100000000m"],
    ["no digits", "S"],
    ["a sign", "-1S"],
    ["a fraction", "1.5S"],
    ["nothing", ""],
  ])("refuses %s", (_, value) => {
    expect(parseGrpcTimeout(value)).toBeUndefined();
  });
});
