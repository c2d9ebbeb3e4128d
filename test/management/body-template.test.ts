import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyProblem } from "../../src/management/body-template.ts";

/** Whether a text is a JSON object, by JSON.parse. */
function isObject(text: string): boolean {
  try {
    return /^[ \t\n\r]*\{/.test(text) && typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

describe("a body template", () => {
  it.each([
    ["nothing", "{}"],
    ["a reference that keeps its type", '{"size": "$session.params.size"}'],
    ["a reference within text", '{"a": ["for $session.params.name!", 1, null, true, -1.5e3]}'],
    ["a function", '{"id": "$sys.func.UUID()"}'],
    ["space around", ' \n{ "a" : { } } \n'],
    ["a dollar in a key, which is left alone", '{"$session.x": 1}'],
  ])("may hold %s", (_, template) => {
    expect(bodyProblem(template)).toBeUndefined();
  });

  it.each([
    ["", 0, /begins with \{/],
    ["[1]", 0, /begins with \{/],
    ['"a"', 0, /begins with \{/],
    ['{"a": $session.params.x}', 6, /stands in quotes/],
    ['{"a": "$session.x"}', 7, /followed by params/],
    ['{"a": "\\n$session.x"}', 9, /followed by params/],
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
  ])("%j is wrong at %i", (template, index, sentence) => {
    expect(bodyProblem(template)).toEqual({
      index,
      text: expect.stringMatching(sentence) as string,
    });
  });

  it("without references is right exactly when JSON.parse takes it for an object", () => {
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
        fc.pre(!text.includes("$"));
        expect(bodyProblem(text) === undefined).toBe(isObject(text));
      }),
      { numRuns: 1000 },
    );
  });
});
