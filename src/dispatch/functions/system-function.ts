/**
 * What a system function is, and what it may cost
 * (https://cloud.google.com/dialogflow/cx/docs/reference/system-functions).
 */
import type { JsonValue } from "@bufbuild/protobuf";
import type { Scope } from "../template/expression.ts";

/** What a function can reach beside its arguments. */
export interface FunctionContext {
  readonly scope: Scope;
  /** The value of a text that is one reference or one call, as in `FILTER("$session.params.x", …)`; null when not set. */
  evaluateText(text: string): JsonValue;
  /** Whether a condition holds, for IF. */
  holds(condition: string): boolean;
}

/** One function. */
export interface SystemFunction {
  /** In capitals. */
  readonly name: string;
  /** Name and arguments, as documentation prints them; optional ones in brackets. */
  readonly signature: string;
  /** What it does, as a sentence. */
  readonly summary: string;
  /** The fewest arguments it takes. */
  readonly min: number;
  /** The most arguments it takes; Infinity for any number, which `functionLimits.arguments` bounds. */
  readonly max: number;
  /**
   * Loads the optional package that it needs; has to be awaited once before the
   * first call. Throws FunctionError where the package is not installed.
   */
  readonly prepare?: () => Promise<void>;
  /**
   * The value for these arguments; one that is not set is null. Arguments are
   * never changed, and may be part of the result. Throws FunctionError.
   */
  readonly call: (args: readonly JsonValue[], context: FunctionContext) => JsonValue;
}

/** Arguments that a function can't work with. The message is a sentence that names the function. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
}

/**
 * What keeps a call short whatever its arguments are. None of these is
 * documented; they are far above what fits into a webhook's 64 KiB.
 */
export const functionLimits = {
  /** Arguments of one call. */
  arguments: 1000,
  /** UTF-16 code units of a text that is made or searched. */
  text: 262_144,
  /** Items of a list that is made or searched. */
  items: 65_536,
  /** Nesting of a value that is made or written as text. */
  depth: 100,
  /** UTF-16 code units of a pattern: of a regular expression, a date, a JSONPath. */
  pattern: 1000,
  /** Steps of one search by a regular expression. */
  regexSteps: 1_000_000,
  /** Values that one JSONPath looks at. */
  pathSteps: 200_000,
  /** Decimal places, before or after the point. */
  scale: 100,
} as const;

/** A system function whose call checks the number of its arguments first. */
export function defineFunction(definition: SystemFunction): SystemFunction {
  const { name, min, max, call } = definition;
  const most = Math.min(max, functionLimits.arguments);
  return {
    ...definition,
    call(args, context) {
      if (args.length < min || args.length > most)
        throw new FunctionError(`${name} takes ${countText(min, most)}, not ${args.length}.`);
      return call(args, context);
    },
  };
}

function countText(min: number, max: number): string {
  if (min === max) return min === 1 ? "1 argument" : `${min === 0 ? "no" : min} arguments`;
  return `${min} to ${max} arguments`;
}
