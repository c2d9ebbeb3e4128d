import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isParameterName, pathProblem } from "../../src/management/response-mapping.ts";

describe("a path into a response", () => {
  it.each([
    ["$.user_name", "as documented"],
    ["$.a.b[0].c", "members and items"],
    ["credit_card_count", "bare, as exported agents have it"],
    ["cards[0].number", "bare, with an item"],
    ["$[0].a", "a list at the root"],
    ["$['a b'].c", "a key in quotes"],
    ['$.a["b.c"]', "a key in double quotes"],
    ["$.größe", "letters of any language"],
  ])("%s is right: %s", (path) => {
    expect(pathProblem(path)).toBeUndefined();
  });

  it.each([
    ["", 0, /names no field/],
    ["$", 1, /names no field/],
    ["$.", 2, /path ends/],
    ["$.a.", 4, /path ends/],
    ["$..a", 2, /dot and a field's name/],
    ["$.a[*]", 3, /Brackets hold/],
    ["$.*", 2, /wildcards/],
    ["$.a[x]", 3, /Brackets hold/],
    ["$.a[-1]", 3, /Brackets hold/],
    ["$.a[0", 3, /Brackets hold/],
    ["$a", 1, /dot and a field's name/],
    ["[0]", 0, /Brackets hold/],
    ["a b", 1, /dot and a field's name/],
    ["$.a[?(@.b)]", 3, /Brackets hold/],
  ])("%j is wrong at %i", (path, index, sentence) => {
    expect(pathProblem(path)).toEqual({ index, text: expect.stringMatching(sentence) as string });
  });

  it("is right when it is made by the grammar, with and without its root", () => {
    const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]*$/);
    const step = fc.oneof(
      word.map((name) => `.${name}`),
      fc.nat().map((index) => `[${index}]`),
    );
    fc.assert(
      fc.property(word, fc.array(step), (first, steps) => {
        const path = first + steps.join("");
        expect(pathProblem(path)).toBeUndefined();
        expect(pathProblem(`$.${path}`)).toBeUndefined();
      }),
    );
  });

  it("is read to its end, whatever it is", () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        const problem = pathProblem(path);
        expect(problem === undefined || problem.index <= path.length).toBe(true);
      }),
    );
  });
});

describe("a parameter's name", () => {
  it.each(["balance", "a-b_c.d", "$flow.security_key_verified", "$session.params.x"])(
    "is %s",
    (name) => {
      expect(isParameterName(name)).toBe(true);
    },
  );

  it.each(["", "a b", "$page.params.x", "$flow.", ".a", "a.", "a[0]", "$x"])(
    "is not %j",
    (name) => {
      expect(isParameterName(name)).toBe(false);
    },
  );
});
