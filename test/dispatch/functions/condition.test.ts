import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCondition } from "../../../src/dispatch/functions/condition.ts";
import { TemplateError } from "../../../src/dispatch/template/template-error.ts";

const values: Readonly<Record<string, JsonValue>> = {
  "$session.params.channel": "chat",
  "$session.params.city": "New York",
  "$session.params.count": 3,
  "$session.params.zero": 0,
  "$session.params.member": true,
  "$session.params.list": [1, 2, 3],
  "$session.params.empty": "",
  "$page.params.status": "FINAL",
  "$sys.func.COUNT($session.params.list)": 3,
};

function holds(condition: string): boolean {
  return parseCondition(condition).holds((operand) => {
    if (operand.kind === "literal") return operand.value;
    if (operand.kind === "list")
      return operand.items.map((item) => (item.kind === "literal" ? item.value : null));
    return values[operand.text];
  });
}

describe("a condition", () => {
  it.each([
    ['$session.params.channel = "chat"', true, "documented"],
    ["$session.params.channel = chat", true, "a bare word is a text (captured from CX)"],
    ["$session.params.channel=chat", true, "without spaces (in real agents)"],
    ["$session.params.channel != 'mail'", true, "single quotes (in real agents)"],
    ['$session.params.city = "New York"', true, "a text with spaces (documented)"],
    ['$session.params.city : "York"', true, "contains (documented)"],
    ["$session.params.list : 2", true, "membership (documented)"],
    ["$session.params.count > 2", true, "documented"],
    ['$session.params.count >= "3"', true, "the right side becomes a number (documented)"],
    ["$session.params.count < 10", true, "as numbers, not as texts"],
    ["$session.params.count <= 2.9", false, "documented"],
    ["$session.params.count = three", false, "no number"],
    ["$session.params.count != three", true, "no number"],
    ["$session.params.none = null", true, "null tests what is not set (documented)"],
    ["$session.params.none=null", true, "in real agents"],
    ["$session.params.zero = null", false, "0 is set"],
    ['$session.params.empty = ""', true, "the empty text (documented)"],
    ["$session.params.empty = null", false, "the empty text is set (documented)"],
    ['$session.params.none = ""', false, "what is not set is no empty text (documented)"],
    ["$session.params.member = true", true, "documented"],
    ["$session.params.member = false", false, "documented"],
    ["$session.params.member", true, "assumed: an operand alone holds if it is true"],
    ["$session.params.channel", false, "assumed: a text is not true"],
    ['$page.params.status = "FINAL"', true, "documented"],
    ["$sys.func.COUNT($session.params.list) = 3", true, "a function on the left (documented)"],
    ["$session.params.count = $session.params.zero", false, "a reference on the right"],
    ["true", true, "a constant (documented)"],
    ["false", false, "a constant (documented)"],
    ["1 < 2", true, "observed: a literal on the left"],
    ["1<2", true, "without spaces"],
    ["$session.params.list = [1, 2, 3]", true, "assumed: lists by content"],
    ["$session.params.channel = https://chat.example/?a=b", false, "a word with signs in it"],
    ["$session.params.none > 0", false, "assumed: what is not set is not more than anything"],
  ])("%s is %s: %s", (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it.each([
    ["true AND false", false],
    ["true AND true AND true", true],
    ["false OR true", true],
    ["false OR false OR false", false],
    ["NOT false", true],
    ["NOT NOT true", true],
    ["NOT true OR true", true],
    ["NOT(true)", false],
    ["NOT (false OR false)", true],
    ["(false OR true) AND true", true],
    ["true AND (false OR (true AND true))", true],
    ["(((true)))", true],
    ["NOT $session.params.member = true", false],
    ["($session.params.channel = chat)", true],
    ["  true\n\tAND   true ", true],
    [
      "($session.params.none != null OR $session.params.count != null) AND $session.params.member = true",
      true,
    ],
    ["$session.params.channel = ANDROID OR true", true],
    ["ANDROID = ANDROID", true],
  ])("%s is %s", (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  for (const [condition, problem] of [
    ["true AND false OR true", "Column 16: AND and OR are not mixed without parentheses."],
    ["$session.params.city = New York", "Column 28: AND, OR or the end is expected"],
    ["(true", "Column 1: The parenthesis is not closed."],
    ["true)", "Column 5: The ) closes nothing."],
    ["", "Column 1: A reference, a function or a value is expected."],
    ["NOT", "Column 4: A reference"],
    ["true AND", "Column 9: A reference"],
    ["AND true", "Column 1: A condition is expected before AND."],
    ["true NOT false", "Column 6: AND or OR is expected before NOT."],
    ["$session.params.count =", "Column 24: A reference"],
    ["= 3", "Column 1: A reference"],
    ["a == b c", "AND, OR or the end"],
    ["true and false", "Column 6: AND, OR or the end"],
    ["$sys.func.ADD(1 = 2", "A comma or ) is expected"],
    ["'open = 1", "has no end"],
    ["(".repeat(101), "nests no deeper than 100"],
    ["x".repeat(10_001), "no longer than 10000"],
  ] as const)
    it(`${condition.slice(0, 40)} is none: ${problem}`, () => {
      const parse = (): unknown => parseCondition(condition);
      expect(parse).toThrow(TemplateError);
      expect(parse).toThrow(problem);
    });

  it("evaluates no more operands than it needs", () => {
    const seen: unknown[] = [];
    const condition = parseCondition("false AND $session.params.a OR".slice(0, 27));
    condition.holds((operand) => {
      seen.push(operand.kind);
      return operand.kind === "literal" ? operand.value : null;
    });
    expect(seen).toEqual(["literal"]);
  });

  it("is parsed once and evaluated often", () => {
    const condition = parseCondition("$session.params.n > 1");
    const of = (n: number): boolean =>
      condition.holds((operand) => (operand.kind === "literal" ? operand.value : n));
    expect([of(1), of(2), of(0)]).toEqual([false, true, false]);
  });

  it("follows the logic of its words", () => {
    type Tree =
      | boolean
      | { readonly word: "AND" | "OR"; readonly terms: readonly Tree[] }
      | { readonly not: Tree };
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.boolean(),
        fc.record({
          word: fc.constantFrom("AND", "OR"),
          terms: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }),
        }),
        fc.record({ not: tie("tree") }),
      ),
    }));
    const written = (node: Tree): string => {
      if (typeof node === "boolean") return String(node);
      if ("not" in node) return `NOT ${written(node.not)}`;
      return `(${node.terms.map(written).join(` ${node.word} `)})`;
    };
    const truth = (node: Tree): boolean => {
      if (typeof node === "boolean") return node;
      if ("not" in node) return !truth(node.not);
      return node.word === "AND" ? node.terms.every(truth) : node.terms.some(truth);
    };
    fc.assert(
      fc.property(tree, (node) => {
        expect(holds(written(node))).toBe(truth(node));
      }),
    );
  });
});
