/**
 * Conditions (https://cloud.google.com/dialogflow/cx/docs/reference/condition).
 *
 * ```
 * condition  := term ("AND" term)* | term ("OR" term)*
 * term       := "NOT" term | "(" condition ")" | comparison
 * comparison := operand [(":" | "=" | "!=" | "<" | "<=" | ">" | ">=") operand]
 * operand    := reference | call | list | STRING | WORD
 * ```
 *
 * An operand alone holds if it is true. A word on the right ends at a space or a
 * parenthesis, on the left at an operator as well.
 */
import type { JsonValue } from "@bufbuild/protobuf";
import type { Expression } from "../template/expression.ts";
import { parseExpression } from "../template/parse-expression.ts";
import { matchAt, TemplateError } from "../template/template-error.ts";
import { compare, type ComparisonOperator } from "./comparison.ts";
import { functionLimits } from "./system-function.ts";

/** A condition that was read. */
export interface Condition {
  /**
   * Whether it holds. Operands are evaluated from left to right as far as they
   * are needed; what is not set is null or undefined.
   */
  holds(evaluateOperand: (operand: Expression) => JsonValue | undefined): boolean;
}

type Node =
  | { readonly kind: "all" | "any"; readonly terms: readonly Node[] }
  | { readonly kind: "not"; readonly term: Node }
  | { readonly kind: "truth"; readonly operand: Expression }
  | {
      readonly kind: "comparison";
      readonly left: Expression;
      readonly operator: ComparisonOperator;
      readonly right: Expression;
    };

/** The longest condition that is read, in UTF-16 code units. */
const longest = 10_000;

/** Reads a condition. Throws TemplateError where it is none, or longer than 10,000 characters. */
export function parseCondition(text: string): Condition {
  if (text.length > longest)
    throw new TemplateError(`A condition is no longer than ${longest} characters.`, {
      text,
      index: longest,
    });
  const reader = new ConditionReader(text);
  const node = reader.whole();
  return { holds: (evaluateOperand) => nodeHolds(node, evaluateOperand) };
}

function nodeHolds(
  node: Node,
  evaluateOperand: (operand: Expression) => JsonValue | undefined,
): boolean {
  switch (node.kind) {
    case "all":
      return node.terms.every((term) => nodeHolds(term, evaluateOperand));
    case "any":
      return node.terms.some((term) => nodeHolds(term, evaluateOperand));
    case "not":
      return !nodeHolds(node.term, evaluateOperand);
    case "truth":
      return evaluateOperand(node.operand) === true;
    case "comparison":
      return compare(
        evaluateOperand(node.left) ?? null,
        node.operator,
        evaluateOperand(node.right) ?? null,
      );
  }
}

const space = /\s*/y;
const keyword = /(?:AND|OR|NOT)(?![^\s()$"'])/y;
const operator = /!=|<=|>=|[:=<>]/y;
const leftWord = /[^\s()[\]"',:=!<>]+/y;
const rightWord = /[^\s()]+/y;

class ConditionReader {
  private readonly text: string;
  private index = 0;
  /** Where the last word or sign that was taken begins. */
  private token = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Node {
    const node = this.condition();
    if (this.index < this.text.length)
      throw this.problem(
        this.text[this.index] === ")"
          ? "The ) closes nothing."
          : "AND, OR or the end is expected; a text with spaces stands in quotes.",
      );
    return node;
  }

  private condition(): Node {
    if (++this.depth > functionLimits.depth)
      throw this.problem(`A condition nests no deeper than ${functionLimits.depth}.`);
    const first = this.term();
    const word = this.keyword();
    const node = word === undefined ? first : this.chain(first, word);
    this.depth--;
    return node;
  }

  /** The terms after the first one and the word that follows it. */
  private chain(first: Node, word: string): Node {
    const terms = [first];
    for (let next: string | undefined = word; next !== undefined; next = this.keyword()) {
      if (next !== word)
        throw this.problem("AND and OR are not mixed without parentheses.", this.token);
      terms.push(this.term());
    }
    return { kind: word === "AND" ? "all" : "any", terms };
  }

  /** AND or OR, if it follows. */
  private keyword(): string | undefined {
    const word = this.take(keyword);
    if (word === "NOT") throw this.problem("AND or OR is expected before NOT.", this.token);
    return word;
  }

  private term(): Node {
    let negations = 0;
    for (let word = this.take(keyword); word !== undefined; word = this.take(keyword)) {
      if (word !== "NOT") throw this.problem(`A condition is expected before ${word}.`, this.token);
      negations++;
    }
    const term = this.text[this.index] === "(" ? this.parenthesis() : this.comparison();
    return negations % 2 === 0 ? term : { kind: "not", term };
  }

  private parenthesis(): Node {
    const open = this.index++;
    const node = this.condition();
    if (this.text[this.index] !== ")")
      throw new TemplateError("The parenthesis is not closed.", { text: this.text, index: open });
    this.index++;
    this.skipSpace();
    return node;
  }

  private comparison(): Node {
    const left = this.operand(leftWord);
    const sign = this.take(operator) as ComparisonOperator | undefined;
    if (sign === undefined) return { kind: "truth", operand: left };
    return { kind: "comparison", left, operator: sign, right: this.operand(rightWord) };
  }

  private operand(word: RegExp): Expression {
    this.skipSpace();
    const first = this.text[this.index] ?? "";
    if (!`$"'[`.includes(first) || first === "") return this.word(word);
    const { expression, end } = parseExpression(this.text, this.index);
    this.index = end;
    this.skipSpace();
    return expression;
  }

  private word(word: RegExp): Expression {
    const found = this.take(word);
    if (found === undefined) throw this.problem("A reference, a function or a value is expected.");
    const { expression, end } = parseExpression(found);
    // A word may have signs in it that end one in the arguments of a function.
    return end === found.length ? expression : { kind: "literal", value: found };
  }

  private take(pattern: RegExp): string | undefined {
    this.skipSpace();
    this.token = this.index;
    const found = matchAt(pattern, this.text, this.index);
    this.index += found?.length ?? 0;
    if (found !== undefined) this.skipSpace();
    return found;
  }

  private skipSpace(): void {
    this.index += matchAt(space, this.text, this.index)?.length ?? 0;
  }

  private problem(what: string, index = this.index): TemplateError {
    return new TemplateError(what, { text: this.text, index });
  }
}
