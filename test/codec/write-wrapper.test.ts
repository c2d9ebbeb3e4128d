import { describe, expect, it } from "vitest";
import { writeBool } from "../../src/codec/write-scalar.ts";
import { writeAny, writeEmpty, writeWrapper } from "../../src/codec/write-wrapper.ts";
import { problemOf } from "./thrown.ts";

const wrapper = { type: "google.protobuf.BoolValue", write: writeBool, zero: false };

describe("a wrapper that is a message", () => {
  it("is its value, or the zero value", () => {
    expect(writeWrapper(wrapper, { message: { value: true }, whole: false })).toBe(true);
    expect(writeWrapper(wrapper, { message: {}, whole: false })).toBe(false);
    expect(writeWrapper(wrapper, { message: { value: null }, whole: false })).toBe(false);
  });

  it("has its own type in a whole message", () => {
    expect(
      problemOf(() => writeWrapper(wrapper, { message: { value: true }, whole: true })),
    ).toMatch(/^expected a message google\.protobuf\.BoolValue/);
    expect(
      problemOf(() =>
        writeWrapper(wrapper, { message: { $typeName: wrapper.type, value: null }, whole: true }),
      ),
    ).toBe("expected true or false, found null");
  });
});

describe("an Any and an Empty", () => {
  it("are empty objects", () => {
    expect(writeAny({}, false)).toEqual({});
    expect(writeAny({ typeUrl: "" }, false)).toEqual({});
    expect(writeEmpty({})).toEqual({});
  });

  it("an Any with a type is refused, as is what is no message", () => {
    expect(problemOf(() => writeAny({ typeUrl: "a/b.C" }, false))).toBe(
      "cannot write a/b.C: generated writers know no types for google.protobuf.Any",
    );
    expect(problemOf(() => writeAny({ $typeName: "google.protobuf.Any" }, false))).toBe(
      "cannot write nothing: generated writers know no types for google.protobuf.Any",
    );
    expect(problemOf(() => writeEmpty(5))).toBe("expected a message, found a number");
  });
});
