import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  matchAt,
  placedSentence,
  replaceReferences,
  textProblem,
} from "../../src/management/template-syntax.ts";

describe("a text with references", () => {
  it.each([
    ["no reference", "plain"],
    ["a session parameter", "$session.params.fruit"],
    ["members and items of one", "x=$session.params.a-b.c[0].d&y"],
    ["the text that was typed", "$session.params.date.original"],
    ["an intent's parameter", "$intent.params.size.resolved"],
    ["a form parameter", "$page.params.size"],
    ["a flow's parameter", "$flow.card"],
    ["a custom scope", "$mine.params.x"],
    ["request facts", "$request.user-utterance $request.knowledge.answers[0]"],
    ["a system function", "$sys.func.UUID()"],
    ["functions within functions", '$sys.func.ADD($sys.func.LEN("a)b"), 2)'],
    ["a function in a string of JSON", '{"a": "$sys.func.JOIN(\\")\\", $session.params.x)"}'],
    ["an amount of money", "costs $5 or 5$"],
    ["the word session after a dollar", "$session"],
    ["a dollar before another word", "$sessions.x $system"],
  ])("may have %s", (_, text) => {
    expect(textProblem(text)).toBeUndefined();
  });

  it.each([
    ["x=$session.param.y", 2, /followed by params/],
    ["$session.fruit", 0, /followed by params/],
    ["$session.", 0, /followed by params/],
    ["$session.params", 0, /name of a parameter/],
    ["a $page.params. b", 2, /name of a parameter/],
    ["$intent.params[0]", 0, /name of a parameter/],
    ["$flow. x", 0, /no name/],
    ["$request./", 0, /no name/],
    ["$sys.time", 0, /called as \$sys\.func\.NAME/],
    ["$sys.func.now()", 0, /called as/],
    ["$sys.func.NOW", 0, /called as/],
    ["$session.params.ok $sys.func.ADD(1, (2)", 19, /no closing parenthesis/],
    ['$sys.func.JOIN(")"', 0, /no closing parenthesis/],
  ])("%j is wrong at %i", (text, index, sentence) => {
    expect(textProblem(text)).toEqual({ index, text: expect.stringMatching(sentence) as string });
  });

  it("is read to its end, whatever it is, in time", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const problem = textProblem(text);
        expect(problem === undefined || text[problem.index] === "$").toBe(true);
      }),
    );
  });

  it("is read once, however its calls are nested", () => {
    const depth = 50_000;
    const nested = `${"$sys.func.A(".repeat(depth)}${")".repeat(depth)}`;
    // Read anew for every call, this would take minutes.
    expect(textProblem(nested)).toBeUndefined();
    expect(textProblem(`${nested} $sys.func.A(`)).toMatchObject({ index: nested.length + 1 });
  });
});

describe("a problem's place", () => {
  it.each([
    ["abc", 0, "Column 1: Wrong."],
    ["abc", 2, "Column 3: Wrong."],
    ["a👍b", 3, "Column 3: Wrong."],
    ["{\n  x", 4, "Line 2, column 3: Wrong."],
  ])("in %j at %i is %s", (template, index, sentence) => {
    expect(placedSentence(template, { index, text: "Wrong." })).toBe(sentence);
  });
});

describe("replaced references", () => {
  it.each([
    ["https://$session.params.host:$flow.port/a?b=$session.params.c[0].d&e", "https://1:1/a?b=1&e"],
    ["https://a/$sys.func.UUID()", "https://a/1"],
    ["https://a/$5", "https://a/$5"],
  ])("%s", (text, expected) => {
    expect(replaceReferences(text, "1")).toBe(expected);
  });
});

describe("a match at a place", () => {
  it("is there or nowhere", () => {
    expect(matchAt(/b+/y, "abbc", 1)).toBe("bb");
    expect(matchAt(/b+/y, "abbc", 0)).toBeUndefined();
  });
});
