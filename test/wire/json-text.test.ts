import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/wire/json-text.ts";
import { thrownBy } from "./thrown.ts";

const limits = { maxBytes: 1_048_576, maxDepth: 100 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const join = (...parts: (readonly number[] | string)[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat(
      parts.map((part) => (typeof part === "string" ? bytes(part) : Uint8Array.from(part))),
    ),
  );

describe("parseJson", () => {
  it("reads any JSON, from bytes and from text", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const expected = JSON.parse(text) as unknown;
        expect(parseJson(text, limits)).toEqual(expected);
        expect(parseJson(bytes(text), limits)).toEqual(expected);
      }),
    );
  });

  it("reads a view on a larger array", () => {
    const whole = bytes('xx{"a":1}xx');
    expect(parseJson(whole.subarray(2, 9), limits)).toEqual({ a: 1 });
  });

  it("skips a byte order mark", () => {
    expect(parseJson(join([0xef, 0xbb, 0xbf], '{"a":1}'), limits)).toEqual({ a: 1 });
    expect(parseJson('\uFEFF{"a":1}', limits)).toEqual({ a: 1 });
  });

  it("takes the last of equal names", () => {
    expect(parseJson('{"a":1,"a":2}', limits)).toEqual({ a: 2 });
  });

  it.each([
    ["nothing", "", "The body is empty"],
    ["white space", " \n", "The body is empty"],
    ["a form", "tag=balance&text=hello+there", "submitted form"],
    ["a form of one field", "payload=%7B%22a%22%3A1%7D", "submitted form"],
    [
      "a multipart form",
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
      "multipart form",
    ],
    ["HTML", "<!DOCTYPE html><html></html>", "is HTML"],
    ["XML", '<?xml version="1.0"?><a/>', "looks like XML"],
    ["a gRPC frame", "\0\0\0\0\u0005hello", "binary"],
    ["an error in line 3", '{\n  "a": 1,\n  "b" 2}', "line 3, column 7: a colon is missing"],
    ["plain text", "hello", "line 1, column 1: a value is expected here"],
  ])("says of %s what it looks like", (_, body, sentence) => {
    for (const form of [body, bytes(body)]) {
      const error = thrownBy(() => parseJson(form, limits));
      expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "NOT_JSON" });
      expect(error.message).toContain(sentence);
    }
  });

  it.each([
    ["Latin-1", join('{\n "a": "caf', [0xe9], '"}'), "line 2, column 11"],
    ["an overlong form", join('"', [0xc0, 0xaf], '"'), "line 1, column 2"],
    ["half a character at the end", join('"é', [0xe2, 0x82]), "line 1, column 3"],
    ["a surrogate", join('"', [0xed, 0xa0, 0x80], '"'), "line 1, column 2"],
    ["an invalid byte behind a genuine U+FFFD", join('"\uFFFD', [0xff], '"'), "line 1, column 3"],
    ["UTF-16, little end first", join([0xff, 0xfe, 0x7b, 0x00]), "UTF-16"],
    ["UTF-16, big end first", join([0xfe, 0xff, 0x00, 0x7b]), "UTF-16"],
    ["gzip", join([0x1f, 0x8b, 0x08, 0x00]), "compressed with gzip"],
  ])("refuses %s, for JSON is UTF-8", (_, body, sentence) => {
    const error = thrownBy(() => parseJson(body, limits));
    expect(error.reason).toBe("NOT_JSON");
    expect(error.message).toContain(sentence);
  });

  it("counts a limit in bytes, not in characters", () => {
    const small = { maxBytes: 8, maxDepth: 100 };
    expect(parseJson('"éé"', small)).toBe("éé");
    expect(parseJson(bytes('"ééé"'), small)).toBe("ééé");
    for (const body of ['"éééé"', bytes('"éééé"'), '"123456789"'])
      expect(thrownBy(() => parseJson(body, small))).toMatchObject({
        code: "RESOURCE_EXHAUSTED",
        reason: "BODY_TOO_LARGE",
        httpStatus: 413,
      });
  });

  it("refuses a mebibyte of brackets before it is built", () => {
    for (const bracket of ["[", '{"a":'])
      expect(thrownBy(() => parseJson(bracket.repeat(200_000), limits))).toMatchObject({
        reason: "TOO_DEEP",
      });
  });

  it.each([
    ["a form that ends in no form", `a=${"&a=".repeat(300_000)}{`],
    ["white space before a word", `${" ".repeat(1_000_000)}x`],
    ["digits without end", `[${"1".repeat(1_000_000)}x`],
    ["a string without end", `["${"x".repeat(1_000_000)}`],
    ["lines without end", `[1,${"\n".repeat(1_000_000)}`],
    ["replacement characters without end", `"${"\uFFFD".repeat(300_000)}`],
  ])("finds what is wrong with a mebibyte in a moment: %s", (_, body) => {
    const start = performance.now();
    for (const form of [body, bytes(body), join(body, [0xff])])
      expect(thrownBy(() => parseJson(form, limits)).reason).toBe("NOT_JSON");
    // Some 50 ms; a pattern that backtracks takes minutes.
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it("lets what will not be read nest up to 1000 levels deep", () => {
    const nested = (depth: number): string =>
      "[".repeat(depth) + "]".repeat(depth) + " ".repeat(5000);
    expect(Array.isArray(parseJson(nested(1000), limits))).toBe(true);
    expect(thrownBy(() => parseJson(nested(1001), limits)).reason).toBe("TOO_DEEP");
    expect(Array.isArray(parseJson(nested(1500), { ...limits, maxDepth: 2000 }))).toBe(true);
  });
});
