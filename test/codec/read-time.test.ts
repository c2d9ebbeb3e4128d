import { type DescMessage, fromJson } from "@bufbuild/protobuf";
import { DurationSchema, FieldMaskSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/codec/index.ts";
import { readDuration, readFieldMask, readTimestamp } from "../../src/codec/read-time.ts";
import { problemOf } from "./thrown.ts";

function theirs(schema: DescMessage, json: JsonValue): unknown {
  try {
    return fromJson(schema, json);
  } catch {
    return undefined;
  }
}

/** Text that often is what a pattern wants, and often just misses it. */
const nearly = (characters: string, good: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    good,
    fc.string({ unit: fc.constantFrom(...Array.from(characters)), maxLength: 14 }),
    fc
      .tuple(good, fc.nat(30), fc.constantFrom(...Array.from(characters), ""))
      .map(([text, at, other]) => text.slice(0, at) + other + text.slice(at + 1)),
  );

const time = fc
  .tuple(
    fc.date({ noInvalidDate: true }),
    fc.stringMatching(/^(\.\d{1,9})?$/),
    fc.constantFrom("Z", "+02:00", "-11:30", "+24:00"),
  )
  .map(([date, fraction, zone]) => date.toISOString().slice(0, -5) + fraction + zone);
const duration = fc.stringMatching(/^-?\d{1,12}(\.\d{1,9})?s$/);
const mask = fc.stringMatching(/^([a-z][a-zA-Z0-9]{0,5})(,[a-z][a-zA-Z]{0,5}){0,2}$/);

describe.each([
  ["a Timestamp", TimestampSchema, readTimestamp, nearly("0123456789-:.TZ+", time)],
  ["a Duration", DurationSchema, readDuration, nearly("0123456789-.s", duration)],
  ["a FieldMask", FieldMaskSchema, readFieldMask, nearly("aB,_.1", mask)],
] as const)("%s", (_, schema, read, texts) => {
  it("is read or refused as by protobuf-es", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const expected = theirs(schema, text);
        if (expected === undefined) expect(problemOf(() => read(text, 1))).toMatch(/^expected/);
        else expect(read(text, 1)).toStrictEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("is a string, and takes a level", () => {
    expect(problemOf(() => read(1, 1))).toBe("expected a string, found a number");
    expect(problemOf(() => read("", 0))).toBe("nested too deeply");
  });
});
