import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJavaRegex } from "../../../src/dispatch/functions/java-regex-syntax.ts";
import { FunctionError } from "../../../src/dispatch/functions/system-function.ts";

describe("parseJavaRegex", () => {
  it("counts and names groups from the left", () => {
    const { groups, names } = parseJavaRegex("(a(?<two>b))(?:c)(?<three>d)", "F");
    expect(groups).toBe(3);
    expect([...names]).toEqual([
      ["two", 2],
      ["three", 3],
    ]);
  });

  for (const [pattern, problem] of [
    ["(", "a ( that is not closed, before column 2"],
    [")", "a ) that closes nothing, before column 1"],
    ["[a", "a [ that is not closed"],
    ["[", "a [ that is not closed"],
    ["*a", "a * that repeats nothing"],
    ["a|+", "a + that repeats nothing"],
    ["{2}", "a { that repeats nothing"],
    ["a{", "a { that begins no number"],
    ["a{,2}", "a { that begins no number"],
    ["a{3,2}", "ends before it begins"],
    ["a{9999999}", "a { that begins no number"],
    ["[b-a]", "a range of characters that ends before it begins"],
    [String.raw`[a-\d]`, "a range of characters"],
    ["[a[b]]", "a class within a class"],
    ["[a&&b]", "a class within a class"],
    ["(?<=a)b", "a (? that is not supported"],
    ["(?x)a", "a (? that is not supported"],
    ["(?<a>x)(?<a>y)", "a second group called a"],
    [String.raw`\1`, "a reference to a group that is not there"],
    [String.raw`\k<a>`, "a reference to a group that is not there"],
    [String.raw`\G`, "\\G, which is not supported"],
    [String.raw`\R`, "\\R, which is not supported"],
    ["a\\", "\\, which is not supported"],
    [String.raw`\p{Nope}`, "a property of characters"],
    [String.raw`\p{__proto__}`, "a property of characters"],
    [String.raw`\x{110000}`, "a character beyond Unicode"],
    ["(".repeat(200), "nested too deeply"],
  ] as const)
    it(`refuses ${pattern.slice(0, 20)}: ${problem}`, () => {
      expect(() => parseJavaRegex(pattern, "F")).toThrow(problem);
    });

  it("either reads a text or says why not", () => {
    const signs = fc.constantFrom(...Array.from("ab()[]{}|*+?\\^$.-&<>:=!12,pkQE"));
    fc.assert(
      fc.property(fc.string({ unit: signs, maxLength: 30 }), (pattern) => {
        try {
          expect(parseJavaRegex(pattern, "F").groups).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(FunctionError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
