/** The value of an expression. */
import type { JsonValue } from "@bufbuild/protobuf";
import type { Behaviours } from "../behaviours.ts";
import { DispatchFailure } from "../failure.ts";
import { parseCondition } from "../functions/condition.ts";
import { FunctionError, type FunctionContext } from "../functions/system-function.ts";
import { findFunction } from "../functions/table.ts";
import type { Call, Expression, Scope } from "./expression.ts";
import { parseExpression } from "./parse-expression.ts";
import { TemplateError } from "./template-error.ts";

/** How templates are rendered. */
export interface RenderOptions {
  readonly behaviours: Behaviours;
  /** Takes sentences on what was no failure, such as a parameter that is not set. They hold no values. */
  readonly warn: (sentence: string) => void;
}

/** What an expression is evaluated with. */
export interface EvaluationContext extends RenderOptions {
  readonly scope: Scope;
}

/** Texts evaluated within one another at most, as conditions of IF in conditions of IF. */
const maxNesting = 20;
/** Texts evaluated at most for one expression. */
const maxTexts = 200;

/**
 * Evaluates an expression. A function that can't work with its arguments gives
 * nothing and a warning, unless `functionError` says that it fails.
 *
 * @returns undefined for what is not set, and for null
 * @throws DispatchFailure `plan` as `functionError` says
 */
export function evaluate(
  expression: Expression,
  context: EvaluationContext,
): JsonValue | undefined {
  if (expression.kind === "reference") return context.scope.lookup(expression);
  return new Evaluation(context).value(expression) ?? undefined;
}

/** One evaluation, which functions may ask for more. */
class Evaluation implements FunctionContext {
  readonly #context: EvaluationContext;
  #texts = 0;
  #nesting = 0;

  constructor(context: EvaluationContext) {
    this.#context = context;
  }

  get scope(): Scope {
    return this.#context.scope;
  }

  /** The value of an expression; null for what is not set. */
  value(expression: Expression): JsonValue {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "reference":
        return this.scope.lookup(expression) ?? null;
      case "list":
        return expression.items.map((item) => this.value(item));
      case "call":
        return this.#call(expression);
    }
  }

  evaluateText(text: string): JsonValue {
    return this.#within(text, () => {
      const { expression, end } = parseExpression(text);
      if (end !== text.length || (expression.kind !== "reference" && expression.kind !== "call"))
        throw new FunctionError("The text in quotes is no reference and no function.");
      return this.value(expression);
    });
  }

  holds(condition: string): boolean {
    return this.#within(condition, () =>
      parseCondition(condition).holds((operand) => this.value(operand)),
    );
  }

  /** A text may be a value, and so lead to itself, even many times. */
  #within<Result>(text: string, read: () => Result): Result {
    if (this.#nesting === maxNesting)
      throw new FunctionError(`More than ${maxNesting} texts are evaluated within one another.`);
    if (this.#texts === maxTexts)
      throw new FunctionError(`More than ${maxTexts} texts are evaluated.`);
    this.#texts++;
    this.#nesting++;
    try {
      return read();
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new FunctionError(
        `A text of ${text.length} characters can't be read. ${error.message}`,
        {
          cause: error,
        },
      );
    } finally {
      this.#nesting--;
    }
  }

  #call(call: Call): JsonValue {
    try {
      const found = findFunction(call.name);
      if (found === undefined) throw new FunctionError("There is no such system function.");
      return found.call(
        call.args.map((arg) => this.value(arg)),
        this,
      );
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      const sentence = `$sys.func.${call.name} has no value: ${error.message}`;
      if (this.#context.behaviours.functionError === "fail")
        throw new DispatchFailure("plan", sentence, { cause: error });
      this.#context.warn(sentence);
      return null;
    }
  }
}
