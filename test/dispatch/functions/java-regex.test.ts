import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compileJavaRegex,
  replaceAll,
  split,
  type JavaRegex,
} from "../../../src/dispatch/functions/java-regex.ts";

function regex(pattern: string): JavaRegex {
  return compileJavaRegex(pattern, "F");
}

/** The texts of all matches. */
function found(pattern: string, text: string): readonly string[] {
  const next = regex(pattern).search(text);
  const texts: string[] = [];
  for (let match = next(); match !== undefined; match = next())
    texts.push(text.slice(match[0], match[1]));
  return texts;
}

describe("a search", () => {
  it.each<readonly [string, string, readonly string[]]>([
    ["a", "banana", ["a", "a", "a"]],
    ["an|na", "banana", ["an", "an"]],
    ["[a-c]+", "abcxcba", ["abc", "cba"]],
    ["[^a-c]", "axb", ["x"]],
    ["[]a]+", "a]b", ["a]"]],
    ["[a-]+", "a-b", ["a-"]],
    [String.raw`[\d\-.]+`, "tel 1-2.3", ["1-2.3"]],
    [String.raw`[\\\]]`, String.raw`a\]`, ["\\", "]"]],
    ["a*", "baa", ["", "aa", ""]],
    ["a*?", "aa", ["", "", ""]],
    ["a{2}", "aaaaa", ["aa", "aa"]],
    ["a{2,}", "a aa aaa", ["aa", "aaa"]],
    ["a{1,2}?", "aaa", ["a", "a", "a"]],
    ["(?:ab){2}", "ababab", ["abab"]],
    ["(?:ab)*?c", "ababc", ["ababc"]],
    ["(?:ab)*+ab", "abab", []],
    ["a++a", "aaa", []],
    ["(?>a+)b", "aab", ["aab"]],
    ["(?>a|ab)c", "abc", []],
    ["foo(?=bar)", "foobar foobaz", ["foo"]],
    ["foo(?!bar)", "foobar foobaz", ["foo"]],
    [String.raw`(a|b)\1`, "abaabb", ["aa", "bb"]],
    [String.raw`(?<c>.)\k<c>`, "hello", ["ll"]],
    [String.raw`(x)?\1a`, "a", []],
    ["^a", "aa", ["a"]],
    ["a$", "aa\n", ["a"]],
    [String.raw`a\z`, "a\n", []],
    [String.raw`a\Z`, "a\r\n", ["a"]],
    ["(?m)^a$", "a\na", ["a", "a"]],
    [String.raw`\Aa`, "aa", ["a"]],
    [String.raw`\bat\b`, "at cat at", ["at", "at"]],
    [String.raw`\Bat`, "at cat", ["at"]],
    [".", "a\nb\u2028", ["a", "b"]],
    ["(?s).", "a\n", ["a", "\n"]],
    ["(?i)straße", "STRAßE", ["STRAßE"]],
    ["(?i)É", "é", []],
    ["(?i:a)b", "Ab AB", ["Ab"]],
    ["(?i)a(?-i)b", "Ab AB", ["Ab"]],
    ["(?i)[a-c]", "B", ["B"]],
    [String.raw`\Qa.b\E+`, "a.bb", ["a.bb"]],
    [String.raw`\Q\Ea\Q(`, "a(", ["a("]],
    [String.raw`\x41\u0042\x{1F600}`, "AB😀", ["AB😀"]],
    [".", "😀", ["😀"]],
    ["[😀-😂]", "😁", ["😁"]],
    ["😀*x", "😀😀x", ["😀😀x"]],
    [String.raw`\p{Lu}\p{L}+`, "Émile et Ånn", ["Émile", "Ånn"]],
    [String.raw`\P{Alpha}`, "aé", ["é"]],
    [String.raw`\p{IsGreek}+`, "abγδ", ["γδ"]],
    [String.raw`\pN`, "a1", ["1"]],
  ])("for %j in %j finds %j", (pattern, text, expected) => {
    expect(found(pattern, text)).toEqual(expected);
  });

  it("gives each group where it was last", () => {
    expect(regex("(?:(a)|(b))+").search("ab")()).toEqual([0, 2, 0, 1, 1, 2]);
    expect(regex("(a)|(b)").search("b")()).toEqual([0, 1, -1, -1, 0, 1]);
  });

  it("gives nothing after the last match", () => {
    const next = regex("a").search("a");
    expect([next() !== undefined, next(), next()]).toEqual([true, undefined, undefined]);
  });

  it("finds what JavaScript finds, where both have the same rules", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", String.raw`\w`);
    const quantifier = fc.constantFrom("", "*", "+", "?", "*?", "+?", "{2}", "{0,2}");
    const { pattern } = fc.letrec<{ pattern: string; group: string }>((tie) => ({
      // A group matches at least one character: on rounds of nothing the two differ.
      group: fc
        .array(fc.tuple(atom, fc.oneof({ maxDepth: 2 }, fc.constant(""), tie("pattern"))), {
          minLength: 1,
          maxLength: 3,
        })
        .map((options) => `(${options.map((option) => option.join("")).join("|")})`),
      pattern: fc
        .array(fc.tuple(fc.oneof({ maxDepth: 2 }, atom, tie("group")), quantifier), {
          maxLength: 3,
        })
        .map((items) => items.map((item) => item.join("")).join("")),
    }));
    // Short, as neither is fast on all of these patterns.
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "\n"), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const expected = Array.from(subject.matchAll(new RegExp(source, "gu")), ([match]) => match);
        expect(found(source, subject)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe("hostile expressions", () => {
  for (const [pattern, text, problem] of [
    ["(a+)+b", "a".repeat(200), "too many steps"],
    ["(a|a)*b", "a".repeat(60), "too many steps"],
    ["(a|aa)+$", `${"a".repeat(60)}b`, "too many steps"],
    ["a*b", "a".repeat(20_000), "too many steps"],
    [`${"(|)".repeat(100)}\\zx`, "a", "too many steps"],
    [`${"a?".repeat(60)}${"a".repeat(60)}`, "a".repeat(59), "too many steps"],
    [String.raw`(a*)*\1b`, "a".repeat(60), "too many steps"],
    ["(?:ab)*", "ab".repeat(100_000), "repeats a group too often"],
    [`${"(".repeat(90)}a${")".repeat(90)}*`, "a".repeat(1000), "repeats a group too often"],
    ["(?:a{1000}){1000}", "a".repeat(262_144), "too many steps"],
  ] as const)
    it(`${pattern.slice(0, 20)} fails instead of running long: ${problem}`, () => {
      expect(() => found(pattern, text)).toThrow(
        `F: the regex ${problem === "too many steps" ? "takes " : ""}${problem}`,
      );
    });

  it("a repeated character is as long as a text may be", () => {
    const text = "x".repeat(262_144);
    expect(found("[^,]*", text)[0]).toHaveLength(262_144);
    expect(found(String.raw`\s*,`, text)).toEqual([]);
  });
});

describe("split", () => {
  it("leaves no empty part before a match of nothing", () => {
    expect(split("abc", regex("(?=b)"))).toEqual(["a", "bc"]);
    expect(split("abc", regex(""))).toEqual(["a", "b", "c"]);
  });

  it("has the whole text where nothing matches", () => {
    expect(split("abc", regex(","))).toEqual(["abc"]);
  });

  it("is undone by joining, but for empty parts at the end", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "😀", ";") })), (parts) => {
        const text = `${parts.join(",")}.`;
        expect(split(text, regex(",")).join(",")).toBe(text);
      }),
    );
  });
});

describe("replaceAll", () => {
  it.each([
    ["aaa", "a", "$0$0", "aaaaaa"],
    ["ab", "(a)(b)", "$2$1", "ba"],
    ["ab", "(?<x>a)", "${x}${x}", "aab"],
    ["a", "a", String.raw`\\\$1`, String.raw`\$1`],
    ["a", "a", "\n", "\n"],
    ["ab", "", "-", "-a-b-"],
    ["a", "(a)(b)?", "[$2]", "[]"],
    ["abcdefghijk", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", "$11$1", "ka"],
  ])("%j, %j by %j is %j", (text, pattern, replacement, expected) => {
    expect(replaceAll(text, regex(pattern), replacement)).toBe(expected);
  });

  it.each(["$", "$x", "${", "${1}", "\\", "$9", "${none}"])("refuses %j", (replacement) => {
    expect(() => replaceAll("a", regex("a"), replacement)).toThrow("F: the re");
  });

  it("stops before the text is too long", () => {
    expect(() => replaceAll("a".repeat(1000), regex("a"), "b".repeat(1000))).toThrow(
      "longer than 262144",
    );
  });
});
