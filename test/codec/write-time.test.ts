import { create, toJson } from "@bufbuild/protobuf";
import { DurationSchema, FieldMaskSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeDuration, writeFieldMask, writeTimestamp } from "../../src/codec/write-time.ts";
import { problemOf } from "./thrown.ts";

/** What protobuf-es writes, or undefined where it throws. */
function theirs(write: () => unknown): unknown {
  try {
    return write();
  } catch {
    return undefined;
  }
}

function ours(write: () => unknown): unknown {
  return problemOf(write) === undefined ? write() : undefined;
}

const nanos = fc.oneof(
  fc.integer({ min: -1_000_000_001, max: 1_000_000_001 }),
  fc.constantFrom(0, 1, 1000, 1_000_000, 500_000_000, 120_000_000, 999_999_999),
);

describe("a Timestamp and a Duration", () => {
  it("are written or refused as by protobuf-es", () => {
    const seconds = fc.oneof(
      fc.bigInt({ min: -400_000_000_000n, max: 400_000_000_000n }),
      fc.constantFrom(0n, -1n, 253402300799n, 253402300800n, 315576000000n),
    );
    fc.assert(
      fc.property(seconds, nanos, (s, n) => {
        const time = create(TimestampSchema, { seconds: s, nanos: n });
        expect(ours(() => writeTimestamp(time, true))).toBe(
          theirs(() => toJson(TimestampSchema, time)),
        );
        const duration = create(DurationSchema, { seconds: s, nanos: n });
        expect(ours(() => writeDuration(duration, true))).toBe(
          theirs(() => toJson(DurationSchema, duration)),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("may be parts", () => {
    expect(writeDuration({}, false)).toBe("0s");
    expect(writeDuration({ nanos: -5 }, false)).toBe("-0.000000005s");
    expect(writeTimestamp({ seconds: 1n }, false)).toBe("1970-01-01T00:00:01Z");
  });
});

describe("a FieldMask", () => {
  it("is written or refused as by protobuf-es", () => {
    const path = fc.string({ unit: fc.constantFrom("a", "B", "_", "1", "."), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(path, { maxLength: 3 }), (paths) => {
        const mask = create(FieldMaskSchema, { paths });
        expect(ours(() => writeFieldMask(mask, true))).toBe(
          theirs(() => toJson(FieldMaskSchema, mask)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
