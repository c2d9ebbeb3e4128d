import { describe, expect, it } from "vitest";
import {
  matchAt,
  problemOf,
  TemplateError,
} from "../../../src/dispatch/template/template-error.ts";

describe("the place of what is wrong with a template", () => {
  it.each([
    ["abc", 0, "Column 1: Wrong.", "counted from 1"],
    ["abc", 2, "Column 3: Wrong.", "within a line"],
    ["a👍b", 3, "Column 3: Wrong.", "code points, as editors count"],
    ["{\n  x", 4, "Line 2, column 3: Wrong.", "with its line, where there are several"],
    ["{\n  x", 0, "Line 1, column 1: Wrong.", "the first line as well"],
  ])("%j at %i: %s – %s", (text, index, message) => {
    expect(new TemplateError("Wrong.", { text, index })).toMatchObject({
      message,
      index,
      problem: "Wrong.",
    });
  });

  it("is in its properties, for an editor", () => {
    expect(new TemplateError("Wrong.", { text: "a\nbc", index: 3 })).toMatchObject({
      index: 3,
      line: 2,
      column: 2,
    });
  });

  it("says which of several templates is meant", () => {
    const place = { text: "$", index: 1, of: "the mapping of balance" };
    expect(new TemplateError("Wrong.", place).message).toBe(
      "In the mapping of balance, column 2: Wrong.",
    );
  });
});

describe("a parser's problem", () => {
  it("is its TemplateError's sentence, if there is one", () => {
    const parse = (): never => {
      throw new TemplateError("Wrong.", { text: "a", index: 0 });
    };
    expect(problemOf(parse)).toBe("Column 1: Wrong.");
    expect(problemOf(() => 1)).toBeUndefined();
  });

  it("is no other error, which is thrown on", () => {
    const parse = (): never => {
      throw new RangeError("Deep.");
    };
    expect(() => problemOf(parse)).toThrow(RangeError);
  });
});

describe("a match at a place", () => {
  it("is there or nowhere", () => {
    expect(matchAt(/b+/y, "abbc", 1)).toBe("bb");
    expect(matchAt(/b+/y, "abbc", 0)).toBeUndefined();
  });
});
