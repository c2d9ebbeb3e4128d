import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/codec/index.ts";
import { JsonReadError } from "../../src/codec/index.ts";
import { enter, onlyUnder, readMessage, type Reader, unknownField } from "../../src/codec/read.ts";
import { problemOf } from "./thrown.ts";

describe("readMessage", () => {
  const given: Reader<readonly unknown[]> = (json, ignore, left) => [json, ignore, left];

  it("gives the reader the options, or their defaults", () => {
    expect(readMessage(given, { json: 1, options: undefined })).toEqual([1, false, 100]);
    expect(
      readMessage(given, { json: 1, options: { ignoreUnknownFields: true, depthLimit: 3 } }),
    ).toEqual([1, true, 3]);
  });

  it("makes an error of a fault, and leaves other errors alone", () => {
    const read = (reader: Reader<unknown>, json: JsonValue) => () =>
      readMessage(reader, { json, options: {} });
    expect(read((json) => enter(json, 1), 5)).toThrow(JsonReadError);
    const other = new RangeError("Maximum call stack size exceeded");
    expect(
      read(() => {
        throw other;
      }, 5),
    ).toThrow(other);
  });
});

describe("enter", () => {
  it("gives an object, where a level is left for it", () => {
    const object = {};
    expect(enter(object, 1)).toBe(object);
    expect(problemOf(() => enter(object, 0))).toBe("nested too deeply");
  });

  it.each([
    [null, "null"],
    [[], "an array"],
    ["x", "a string"],
  ])("refuses %j", (json, words) => {
    expect(problemOf(() => enter(json, 1))).toBe(`expected an object, found ${words}`);
  });
});

describe("a field under another name", () => {
  const names = { given: "display_name", jsonName: "displayName" };

  it("is refused beside its JSON name, whatever that one holds", () => {
    expect(problemOf(() => onlyUnder({ display_name: 1 }, names))).toBeUndefined();
    expect(problemOf(() => onlyUnder({ displayName: null }, names))).toBe(
      "the field is given twice, as displayName and as display_name",
    );
  });
});

describe("an unknown field", () => {
  it.each([
    ["a", "a"],
    ["@type", "@type"],
    ["a b", '["a b"]'],
    ["", '[""]'],
  ])("%j has the path %s", (key, path) => {
    expect(unknownField(key, "x, y")).toMatchObject({
      path,
      kind: "UNKNOWN_FIELD",
      problem: "unknown field; the message has x, y",
    });
  });
});
