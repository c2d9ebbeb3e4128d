import { describe, expect, it } from "vitest";
import { readInt32 } from "../../src/codec/read-scalar.ts";
import { readAny, readEmpty, wrapped } from "../../src/codec/read-wrapper.ts";
import { problemOf } from "./thrown.ts";

describe("a wrapper", () => {
  it("takes a level and is its value", () => {
    expect(wrapped(readInt32, { json: 5, left: 1 })).toBe(5);
    expect(problemOf(() => wrapped(readInt32, { json: 5, left: 0 }))).toBe("nested too deeply");
  });
});

describe("an Any", () => {
  it("may be empty", () => {
    expect(readAny({}, 1)).toEqual({
      $typeName: "google.protobuf.Any",
      typeUrl: "",
      value: new Uint8Array(0),
    });
  });

  it.each([
    [
      { "@type": "a/b.C" },
      "cannot read a/b.C: generated readers know no types for google.protobuf.Any",
    ],
    [{ "@type": 5 }, 'expected the type\'s URL under "@type", found none'],
    [{ value: 5 }, 'expected the type\'s URL under "@type", found none'],
    [[], "expected an object, found an array"],
  ])("may not be %j", (json, problem) => {
    expect(problemOf(() => readAny(json, 1))).toBe(problem);
  });
});

describe("an Empty", () => {
  it("has no fields, or has them skipped", () => {
    expect(readEmpty({}, false, 1)).toEqual({ $typeName: "google.protobuf.Empty" });
    expect(readEmpty({ a: 1 }, true, 1)).toEqual({ $typeName: "google.protobuf.Empty" });
    expect(problemOf(() => readEmpty({ a: 1 }, false, 1))).toBe(
      "unknown field; the message has none",
    );
  });
});
