import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  functionsOf,
  parseText,
  placeholdersIn,
} from "../../../src/dispatch/template/parse-text.ts";
import { TemplateError } from "../../../src/dispatch/template/template-error.ts";

/** The pieces of a text; placeholders in braces, their dashes behind a bar. */
const pieces = (text: string): readonly string[] =>
  parseText(text).map((part) =>
    typeof part === "string"
      ? part
      : `{${part.expression.text}${part.shorter === undefined ? "" : `|${part.shorter.dashes}`}}`,
  );

describe("the pieces of a text", () => {
  it.each([
    ["plain", ["plain"], "no reference"],
    ["", [], "nothing"],
    ["$", ["$"], "a dollar sign alone"],
    ["costs $5 or 5$", ["costs $5 or 5$"], "amounts of money"],
    ["$session.params.a", ["{$session.params.a}"], "one reference"],
    ["x=$session.params.a&y", ["x=", "{$session.params.a}", "&y"], "a reference between texts"],
    ["$flow.a$flow.b", ["{$flow.a}", "{$flow.b}"], "adjacent references"],
    ["$$flow.a", ["$", "{$flow.a}"], "a dollar sign before a reference"],
    ["$flow.a.", ["{$flow.a}", "."], "a dot that ends a sentence"],
    ["$flow.a-$flow.b", ["{$flow.a-|-}", "{$flow.b}"], "a dash that may be text"],
    ["$flow.a--!", ["{$flow.a--|--}", "!"], "dashes that may be text"],
    ["$flow.a[0]-", ["{$flow.a[0]}", "-"], "a dash behind an item"],
    ["$flow.a[b]", ["{$flow.a}", "[b]"], "brackets without an index"],
    ["ä$flow.aä", ["ä", "{$flow.a}", "ä"], "letters beyond ASCII around a reference"],
    [
      "id-$sys.func.JOIN(')', $flow.a)-$flow.b",
      ["id-", "{$sys.func.JOIN(')', $flow.a)}", "-", "{$flow.b}"],
      "a call with a reference in it",
    ],
    ["$session $sessions.x $system", ["$session $sessions.x $system"], "words that are no scopes"],
  ])("%j: %j, %s", (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it("have their places", () => {
    expect(placeholdersIn("a $flow.b c")).toMatchObject([{ index: 2, end: 9 }]);
  });

  it.each([
    ["a $session.x", 2],
    ["$flow.ok $sys.func.ADD(1,", 25],
    ["$flow.ok $sys.func.x()", 9],
  ])("%j is refused at %i", (text, index) => {
    expect(() => parseText(text)).toThrow(expect.objectContaining({ index }) as Error);
  });

  it("put together are the text, whatever it is", () => {
    const bits = [
      "$",
      "$session.params",
      "$flow",
      ".a",
      "-",
      "[0]",
      "$sys.func.A(",
      ")",
      ",",
      '"',
      " ",
    ];
    const soup = fc
      .array(fc.oneof(fc.constantFrom(...bits), fc.string()))
      .map((all) => all.join(""));
    fc.assert(
      fc.property(soup, (text) => {
        try {
          const parts = parseText(text);
          const whole = parts.map((part) =>
            typeof part === "string" ? part : part.expression.text,
          );
          expect(whole.join("")).toBe(text);
        } catch (error) {
          if (!(error instanceof TemplateError)) throw error;
          expect(error.index).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });

  it("are found in time that grows with the text", () => {
    const text = `$sys.func.A(${"$flow.a-, ".repeat(20_000)}1)${"$".repeat(100_000)}`;
    expect(parseText(text)).toHaveLength(2);
  });
});

describe("the functions of a template", () => {
  it("are named once each", () => {
    const text = "$sys.func.UUID() $sys.func.LEN($sys.func.UUID()) $flow.a";
    expect(functionsOf(parseText(text))).toEqual(["UUID", "LEN"]);
  });
});
