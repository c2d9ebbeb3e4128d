/** Placeholders as text: what all templates do alike. */
import type { JsonValue } from "@bufbuild/protobuf";
import { evaluate, type EvaluationContext } from "./evaluate.ts";
import type { Call, Reference } from "./expression.ts";
import type { Placeholder } from "./parse-text.ts";

/** What stands for a placeholder. */
export interface Rendered {
  /** Undefined: not set. */
  readonly value: JsonValue | undefined;
  /** As it is written, without the dashes. */
  readonly text: string;
  /** Dashes at its end that turned out to be text. */
  readonly dashes: string;
}

/** Evaluates a placeholder, and warns of one without a value. */
export function valueOf(placeholder: Placeholder, context: EvaluationContext): Rendered {
  const { expression, shorter } = placeholder;
  const value = evaluate(expression, context);
  if (value !== undefined) return { value, text: expression.text, dashes: "" };
  if (shorter === undefined) {
    context.warn(`${sayable(expression)} is not set.`);
    return { value, text: expression.text, dashes: "" };
  }
  const { reference, dashes } = shorter;
  const within = context.scope.lookup(reference);
  if (within === undefined) context.warn(`${reference.text} is not set.`);
  return { value: within, text: reference.text, dashes };
}

/** The same in URLs and bodies, where `functionsInTemplates` says whether functions are called. */
export function valueBeyondHeaders(placeholder: Placeholder, context: EvaluationContext): Rendered {
  const { kind, text } = placeholder.expression;
  if (kind === "call" && context.behaviours.functionsInTemplates === "literal")
    return { value: text, text, dashes: "" };
  return valueOf(placeholder, context);
}

/** A reference or call for people. The arguments of a call may be secret, so they are left out. */
export function sayable(expression: Reference | Call): string {
  return expression.kind === "call" ? `$sys.func.${expression.name}(…)` : expression.text;
}

/** A value inside text: texts as they are, all else as compact JSON. */
export function plainText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
