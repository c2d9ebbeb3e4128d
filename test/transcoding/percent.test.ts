import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeQueryText, decodeSegment, decodeSegments } from "../../src/transcoding/percent.ts";
import { thrownBy } from "../wire/thrown.ts";

describe("percent-decoding", () => {
  it.each([
    ["plain", "plain", "plain", "nothing is encoded"],
    ["a%20b", "a b", "a b", "a space"],
    ["a%2Fb", "a/b", "a%2Fb", "a slash stays encoded between segments"],
    ["a%2fb", "a/b", "a%2fb", "so it does in lower case, as it came"],
    ["a%252Fb", "a%2Fb", "a%2Fb", "an encoded percent sign is one percent sign"],
    ["a+b", "a+b", "a+b", "a plus sign is itself in paths"],
    ["%C3%A9", "é", "é", "UTF-8"],
    ["%e2%98%83", "☃", "☃", "UTF-8 in lower case"],
  ])("%s is %s in a segment and %s across segments: %s", (text, segment, segments) => {
    expect(decodeSegment(text)).toBe(segment);
    expect(decodeSegments(text)).toBe(segments);
  });

  it("takes a plus sign in a query for a space", () => {
    expect(decodeQueryText("a+b%2Bc+%20")).toBe("a b+c  ");
  });

  it.each(["%", "%z1", "%C3", "%FF", "a%2"])("refuses %s, naming it", (text) => {
    for (const decode of [decodeSegment, decodeSegments, decodeQueryText]) {
      const error = thrownBy(() => decode(text));
      expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_REQUEST" });
      expect(error.message).toContain(text);
    }
  });

  it("gives back what encodeURIComponent was given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decodeSegment(encodeURIComponent(text))).toBe(text);
        expect(decodeQueryText(encodeURIComponent(text))).toBe(text);
        const path = text.split("/").map(encodeURIComponent).join("/");
        expect(decodeSegments(path)).toBe(text);
      }),
    );
  });
});
