import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBody } from "../../../src/dispatch/template/body-reader.ts";
import { TemplateError } from "../../../src/dispatch/template/template-error.ts";

/** The strings that are values, with their quotes. */
function strings(template: string): readonly string[] {
  const found: string[] = [];
  readBody(template, ({ start, end, isKey }) => {
    if (!isKey) found.push(template.slice(start, end));
  });
  return found;
}

/** Whether a text is a JSON object, by JSON.parse. */
function isObject(text: string): boolean {
  try {
    return /^[ \t\n\r]*\{/.test(text) && typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

function isRead(text: string): boolean {
  try {
    strings(text);
    return true;
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}

describe("the strings of a body", () => {
  it.each([
    ["{}", [], "none"],
    ['{"a": "b"}', ['"b"'], "values, and no keys"],
    [
      '{"a": ["b", {"c": "d"}, 1, null, true, -1.5e3], "e": ""}',
      ['"b"', '"d"', '""'],
      "at any depth",
    ],
    [String.raw`{"a": "\"$x\" \u0024"}`, [String.raw`"\"$x\" \u0024"`], "as they are written"],
    [' \n{ "a" : { } } \n', [], "with space around"],
  ])("%s: %j, %s", (template, expected) => {
    expect(strings(template)).toEqual(expected);
  });
});

it("finds keys, too, and tells them from values", () => {
  const found: unknown[] = [];
  const template = '{"a": "b", "c": {"": 1}}';
  readBody(template, ({ start, end, isKey }) => found.push([template.slice(start, end), isKey]));
  expect(found).toEqual([
    ['"a"', true],
    ['"b"', false],
    ['"c"', true],
    ['""', true],
  ]);
});

describe("what is no body", () => {
  it.each([
    ["", 0, /begins with \{/],
    ["[1]", 0, /begins with \{/],
    ['"a"', 0, /begins with \{/],
    ["$session.params.x", 0, /begins with \{/],
    ['{"a": $session.params.x}', 6, /stands in quotes/],
    ['{"a" 1}', 5, /colon/],
    ["{a: 1}", 1, /key in quotes/],
    ['{"a": 1,}', 8, /key in quotes/],
    ['{"a": [1,]}', 9, /JSON value/],
    ['{"a": 01}', 7, /comma or \}/],
    ['{"a": tru}', 6, /JSON value/],
    ['{"a": 1', 7, /comma or \}/],
    ['{"a": "x}', 6, /no end/],
    ['{"a": "x\ny"}', 6, /no end/],
    ['{"a": 1} x', 9, /Nothing follows/],
    [`{"a": ${"[".repeat(200)}`, 105, /nests deeper than 100/],
  ])("%j is wrong at %i", (template, index, problem) => {
    const read = (): unknown => strings(template);
    expect(read).toThrow(problem);
    expect(read).toThrow(expect.objectContaining({ index }) as Error);
  });

  it("is what JSON.parse takes for no object", () => {
    const json = fc
      .tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 2))
      .map(([value, space]) => JSON.stringify(value, undefined, space));
    const broken = fc
      .tuple(
        json,
        fc.nat(),
        fc.string({ maxLength: 2, unit: fc.constantFrom(...Array.from('{}[]":,\\0e-\n\u007f x')) }),
      )
      .map(([text, at, insert]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + insert + text.slice(place + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(json, broken), (text) => {
        expect(isRead(text)).toBe(isObject(text));
      }),
      { numRuns: 1000 },
    );
  });
});
