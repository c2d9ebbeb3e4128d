import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Expression } from "../../../src/dispatch/template/expression.ts";
import {
  functionsIn,
  isCallAt,
  parseCall,
  parseExpression,
} from "../../../src/dispatch/template/parse-expression.ts";
import { TemplateError } from "../../../src/dispatch/template/template-error.ts";

const value = (literal: string | number | boolean | null): Expression => ({
  kind: "literal",
  value: literal,
});

/** The arguments that F is called with. */
const argsOf = (args: string): readonly Expression[] =>
  parseCall(`$sys.func.F(${args})`, 0).expression.args;

describe("an argument", () => {
  it.each<[text: string, expected: Expression, why: string]>([
    ["1", value(1), "documented: numbers"],
    ["-1.5e3", value(-1500), "follows: numbers as JSON writes them"],
    ['"a, b)"', value("a, b)"), "documented: texts in double quotes"],
    ["'en'", value("en"), "observed: single quotes in exported agents"],
    ["true", value(true), "documented: booleans"],
    ["false", value(false), "documented: booleans"],
    ["null", value(null), "observed: exported agents"],
    ["year", value("year"), "observed: GET_FIELD($sys.func.NOW(), year)"],
    ["America/New_York", value("America/New_York"), "follows: bare words"],
    ["007", value("007"), "follows: no number of JSON, so a word"],
    ["$5", value("$5"), "follows: a dollar sign that begins nothing"],
    [
      '[1, "b", [null]]',
      {
        kind: "list",
        items: [value(1), value("b"), { kind: "list", items: [value(null)] }],
      },
      "documented: lists",
    ],
    ["[]", { kind: "list", items: [] }, "follows: an empty list"],
    [
      "$session.params.a[0]",
      {
        kind: "reference",
        text: "$session.params.a[0]",
        scope: "session",
        params: true,
        path: ["a", 0],
      },
      "documented: references",
    ],
    [
      "$sys.func.UUID()",
      { kind: "call", text: "$sys.func.UUID()", name: "UUID", args: [] },
      "documented: functions, with their prefix",
    ],
  ])("%s: %j, %s", (text, expected) => {
    expect(argsOf(text)).toEqual([expected]);
    expect(argsOf(` \n${text} `)).toEqual([expected]);
  });

  it.each([
    [String.raw`"\."`, String.raw`\.`, "a regular expression keeps its backslash"],
    [String.raw`"\\."`, String.raw`\.`, "written twice, a backslash is one"],
    [String.raw`"a\"b"`, 'a"b', "a quote with a backslash is a quote"],
    [String.raw`'it\'s "it"'`, `it's "it"`, "quotes of the other kind need none"],
    [String.raw`"a\\"`, "a\\", "a backslash at the end is written twice"],
    [String.raw`"\d+\n"`, String.raw`\d+\n`, "other escapes are the regular expression's"],
    ['"$session.params.x"', "$session.params.x", "a reference in quotes is a text, for FILTER"],
    ['"größe 👍\n"', "größe 👍\n", "any character stands for itself"],
  ])("in quotes: %s is %j, %s", (text, expected) => {
    expect(argsOf(text)).toEqual([value(expected)]);
  });

  it("is one of several, separated by commas", () => {
    expect(argsOf("")).toEqual([]);
    expect(argsOf('a ,"b" , 3')).toEqual([value("a"), value("b"), value(3)]);
  });
});

describe("a call", () => {
  it.each([
    ["$sys.func.RAND()", "RAND"],
    ["$sys.func.rand()", "RAND"],
    ["$sys.func.IS_DATE(x)", "IS_DATE"],
    ["$sys.func.ADD(\n  1,\n  2\n)", "ADD"],
  ])("%j calls %s", (text, name) => {
    const { expression, end } = parseCall(text, 0);
    expect(expression).toMatchObject({ kind: "call", name, text });
    expect(end).toBe(text.length);
  });

  it("ends at its own parenthesis", () => {
    const text = 'x$sys.func.ADD($sys.func.LEN("a)b"), 2).y';
    expect(parseCall(text, 1).expression.text).toBe('$sys.func.ADD($sys.func.LEN("a)b"), 2)');
    expect(isCallAt(text, 1)).toBe(true);
    expect(isCallAt(text, 0)).toBe(false);
  });

  it.each([
    ["$sys.time", 0, /called as \$sys\.func\.NAME/],
    ["$sys.func.now()", 0, /called as/],
    ["$sys.func.NOW", 0, /called as/],
    ["$sys.func.NOW ()", 0, /called as/],
    ["$sys.func.(1)", 0, /called as/],
    ["$sys.func.ADD(1, (2)", 17, /is expected/],
    ["$sys.func.ADD(1", 0, /no closing parenthesis/],
    ["$sys.func.ADD(", 14, /is expected/],
    ["$sys.func.ADD(1,", 16, /is expected/],
    ["$sys.func.ADD(,1)", 14, /is expected/],
    ["$sys.func.ADD(1,)", 16, /is expected/],
    ["$sys.func.ADD(1 2)", 16, /comma or \) .*quotes/],
    ["$sys.func.ADD([1, 2)", 19, /comma or \]/],
    ["$sys.func.ADD([1", 14, /list has no end/],
    ['$sys.func.JOIN(")', 15, /quotes has no end/],
    ["$sys.func.JOIN('a)", 15, /quotes has no end/],
    ["$sys.func.IDENTITY({a: 1})", 19, /TO_OBJECT/],
    ["$sys.func.LEN($session.size)", 14, /followed by params/],
    ["$sys.func.LEN($sys.func.low())", 14, /called as/],
  ])("%s is wrong at %i", (text, index, problem) => {
    const parse = (): unknown => parseCall(text, 0);
    expect(parse).toThrow(TemplateError);
    expect(parse).toThrow(problem);
    expect(parse).toThrow(expect.objectContaining({ index }) as Error);
  });
});

describe("calls and lists within one another", () => {
  it.each([
    ["$sys.func.A(", ")", 12],
    ["[", "]", 1],
  ])("of %s%s may be 100, and no more", (open, close, length) => {
    const nested = (depth: number): string => open.repeat(depth) + close.repeat(depth);
    expect(parseExpression(nested(100)).end).toBe(nested(100).length);
    expect(() => parseExpression(nested(100_000))).toThrow(
      expect.objectContaining({
        index: 100 * length,
        problem: "Functions and lists nest deeper than 100.",
      }) as Error,
    );
  });
});

describe("an expression", () => {
  it("ends where the next token begins, as conditions need it", () => {
    expect(parseExpression("$session.params.x = chat AND", 20)).toEqual({
      expression: value("chat"),
      end: 24,
    });
    expect(parseExpression("  1)", 0)).toEqual({ expression: value(1), end: 3 });
  });

  it("made by the grammar is read as what it was made of", () => {
    fc.assert(
      fc.property(anyExpression, ({ text, expression }) => {
        const padded = ` ${text} `;
        expect(parseExpression(padded)).toEqual({ expression, end: text.length + 1 });
      }),
    );
  });

  it("is read or refused with a place in it, whatever it is", () => {
    const bits = [
      "$sys.func.A(",
      "$session.params.a",
      "$",
      ")",
      "[",
      "]",
      ",",
      '"',
      "'",
      "\\",
      " ",
      "x",
      "1",
    ];
    const soup = fc
      .array(fc.oneof(fc.constantFrom(...bits), fc.string()))
      .map((all) => all.join(""));
    fc.assert(
      fc.property(soup, (text) => {
        try {
          expect(parseExpression(text).end).toBeLessThanOrEqual(text.length);
        } catch (error) {
          if (!(error instanceof TemplateError)) throw error;
          expect(error.index).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});

describe("the functions in an expression", () => {
  it("are those that it calls at any depth, and those in texts, which may be conditions", () => {
    const text = `$sys.func.IF("$sys.func.IS_DATE(x) = true", [$sys.func.NOW()], $session.params.x)`;
    expect(functionsIn(parseExpression(text).expression)).toEqual(["IF", "IS_DATE", "NOW"]);
  });
});

/** A text and what it is read as. */
interface Sample {
  readonly text: string;
  readonly expression: Expression;
}

const literals: fc.Arbitrary<Sample> = fc.oneof(
  fc.constantFrom(true, false, null).map((one) => ({ text: String(one), expression: value(one) })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((one) => !Object.is(one, -0))
    .map((one) => ({ text: JSON.stringify(one), expression: value(one) })),
  fc.string({ unit: "grapheme" }).map((one) => ({
    text: `"${one.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
    expression: value(one),
  })),
  fc.string({ unit: "grapheme" }).map((one) => ({
    text: `'${one.replaceAll(/['\\]/g, String.raw`\$&`)}'`,
    expression: value(one),
  })),
);

const name = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,8}$/);

const references: fc.Arbitrary<Sample> = fc
  .tuple(name, fc.array(fc.oneof(name, fc.nat()), { maxLength: 5 }))
  .map(([first, rest]) => {
    const path = [first, ...rest];
    const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`));
    const text = `$session.params${steps.join("")}`;
    return {
      text,
      expression: { kind: "reference", text, scope: "session", params: true, path },
    };
  });

const { anyExpression } = fc.letrec<{ anyExpression: Sample; items: Sample[] }>((tie) => ({
  items: fc.array(tie("anyExpression"), { maxLength: 4 }),
  anyExpression: fc.oneof(
    { maxDepth: 4 },
    literals,
    references,
    tie("items").map((items) => ({
      text: `[${items.map(({ text }) => text).join(", ")}]`,
      expression: { kind: "list", items: items.map(({ expression }) => expression) } as const,
    })),
    tie("items").map((items) => {
      const text = `$sys.func.F_1(${items.map((item) => item.text).join(",")})`;
      const args = items.map(({ expression }) => expression);
      return { text, expression: { kind: "call", text, name: "F_1", args } as const };
    }),
  ),
}));
