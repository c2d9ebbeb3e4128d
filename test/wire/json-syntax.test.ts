import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSyntaxProblem, nestsDeeperThan, positionAt } from "../../src/wire/json-syntax.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("findSyntaxProblem", () => {
  it.each([
    ["truncated object", '{"a": 1', 1, 8, "object that begins at line 1, column 1 is not closed"],
    [
      "truncated array",
      '{\n "a": [1,',
      2,
      10,
      "array that begins at line 2, column 7 is not closed",
    ],
    ["truncated string", '{"a": "b', 1, 7, "string is not closed"],
    ["comma at an object's end", '{"a": 1,\n}', 2, 1, "comma too many before this }"],
    ["comma at an array's end", "[1, 2,]", 1, 7, "comma too many before this ]"],
    ["missing comma", '{"a": 1 "b": 2}', 1, 9, "comma is missing"],
    ["missing colon", '{"a" 1}', 1, 6, "colon is missing"],
    ["missing value", '{\n  "a": 1,\n  "b": }', 3, 8, "value is expected"],
    ["missing name", "{1: 2}", 1, 2, "name in double quotes is expected"],
    ["unquoted name", "{a: 1}", 1, 2, "name in double quotes is expected"],
    ["single quotes", "{'a': 1}", 1, 2, "double quotes"],
    ["typographic quotes", "{“a”: 1}", 1, 2, "double quotes"],
    ["comment of a line", '{"a": 1 // one\n}', 1, 9, "no comments"],
    ["comment of a block", '{/* a */"a": 1}', 1, 2, "no comments"],
    ["comment of a shell", '# a\n{"a": 1}', 1, 1, "no comments"],
    ["NaN", '{"a": NaN}', 1, 7, "no NaN"],
    ["Infinity", "[Infinity]", 1, 2, "no Infinity"],
    ["negative Infinity", "[-Infinity]", 1, 2, "no Infinity"],
    ["undefined", "[undefined]", 1, 2, "no undefined"],
    ["Python's True", "[True]", 1, 2, "lower case"],
    ["Python's None", "[None]", 1, 2, "null, not None"],
    ["leading zero", "[012]", 1, 2, "as JSON writes numbers"],
    ["leading plus", "[+1]", 1, 2, "as JSON writes numbers"],
    ["leading dot", "[.5]", 1, 2, "as JSON writes numbers"],
    ["trailing dot", "[1.]", 1, 2, "as JSON writes numbers"],
    ["hexadecimal", "[0x1F]", 1, 2, "as JSON writes numbers"],
    ["line break in a string", '["a\nb"]', 1, 4, "must be written \\n"],
    ["tab in a string", '["a\tb"]', 1, 4, "must be written as \\u00XX"],
    ["unknown escape", String.raw`["\x41"]`, 1, 3, "escape sequence"],
    ["wrong bracket in an object", '{"a": 1]', 1, 8, "object, which ends with }"],
    ["wrong bracket in an array", "[1}", 1, 3, "array, which ends with ]"],
    ["second value", '{"a": 1} {"b": 2}', 1, 10, "more text after"],
    ["word", "[hello]", 1, 2, "value is expected"],
    ["nothing", "  ", 1, 3, "value is expected"],
  ])("%s: %j is wrong at line %i, column %i: %s", (_, text, line, column, sentence) => {
    const problem = findSyntaxProblem(text);
    expect(problem?.text).toContain(sentence);
    expect(positionAt(text, problem?.index ?? -1)).toEqual({ line, column });
  });

  it("finds nothing wrong in any JSON", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findSyntaxProblem(text)).toBeUndefined();
      }),
    );
  });

  it("agrees with JSON.parse on any JSON with one character changed", () => {
    const characters = fc.constantFrom(
      ...Array.from("{}[]\",:'\\/0123456789-+.eEtrufalsn \n\u0000a"),
    );
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        characters,
        fc.nat(1),
        (text, at, character, drop) => {
          const index = at % (text.length + 1);
          const changed = text.slice(0, index) + character + text.slice(index + drop);
          expect(findSyntaxProblem(changed) === undefined).toBe(isJson(changed));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("agrees with JSON.parse on any text of JSON's characters", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:1-.e0 tn')), maxLength: 8 }),
        (text) => {
          expect(findSyntaxProblem(text) === undefined).toBe(isJson(text));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("positionAt", () => {
  it.each([
    ["the start", "abc", 0, 1, 1],
    ["after LF", "a\nb", 2, 2, 1],
    ["after CRLF, which is one break", "a\r\nb", 3, 2, 1],
    ["after CR alone", "a\rb", 2, 2, 1],
    ["behind an emoji, which is one character", '"😀" x', 5, 1, 5],
    ["behind a letter of two bytes", "é x", 2, 1, 3],
    ["the end", "ab\ncd", 5, 2, 3],
  ])("%s", (_, text, index, line, column) => {
    expect(positionAt(text, index)).toEqual({ line, column });
  });
});

describe("nestsDeeperThan", () => {
  it.each([
    ["as deep as allowed", "[[[]]]", 3, false],
    ["one deeper", "[[[[]]]]", 3, true],
    ["objects and arrays alike", '{"a":[{"b":[]}]}', 3, true],
    ["side by side", "[[],[],[],[]]", 2, false],
    ["brackets in strings", '["[[[[[["]', 1, false],
    ["an escaped quotation mark in a string", String.raw`["\"[[[["]`, 1, false],
    ["an escaped backslash at a string's end", String.raw`["\\",[[]]]`, 2, true],
    ["a string that does not end", '["[[[[', 1, false],
    ["never closed", "[".repeat(50), 49, true],
  ])("%s", (_, text, limit, deeper) => {
    expect(nestsDeeperThan(text, limit)).toBe(deeper);
  });
});
