import { describe, expect, it } from "vitest";
import { dateLetters, parseDatePattern } from "../../../src/dispatch/functions/date-pattern.ts";

describe("parseDatePattern", () => {
  it("takes letters, text in quotes and signs apart", () => {
    expect(parseDatePattern("yyyy-MM'T'''EEEE", "F")).toEqual([
      { kind: "field", letter: "y", count: 4 },
      { kind: "text", text: "-" },
      { kind: "field", letter: "M", count: 2 },
      { kind: "text", text: "T'" },
      { kind: "field", letter: "E", count: 4 },
    ]);
  });

  it("takes any other writing as text", () => {
    expect(parseDatePattern("d日", "F")).toEqual([
      { kind: "field", letter: "d", count: 1 },
      { kind: "text", text: "日" },
    ]);
  });

  it.each([
    ["d 'x", "a quote that is not closed, as its part 3"],
    ["Y", "the letter Y"],
    ["w", "the letter w"],
    ["dd[ HH]", "one of [ ] { } #"],
    ["V", "one V"],
  ])("refuses %j", (pattern, problem) => {
    expect(() => parseDatePattern(pattern, "F")).toThrow(`F: the pattern has ${problem}`);
  });

  it.each(Object.entries(dateLetters))("takes %s no more than %i times", (letter, most) => {
    expect(parseDatePattern(letter.repeat(most), "F")).toEqual([
      { kind: "field", letter, count: most },
    ]);
    expect(() => parseDatePattern(letter.repeat(most + 1), "F")).toThrow(`too many of the letter`);
  });
});
