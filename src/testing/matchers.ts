/**
 * Matchers of answers for vitest (and for anything that extends `expect` the same way).
 *
 * @example
 * expect.extend(webhookMatchers);
 * expect(await client.call(cxRequest({ tag: "hello" }))).toSay("Hello!");
 */
import { isDeepStrictEqual, inspect } from "node:util";
import type { TestAnswer } from "./client.ts";

/** What a matcher gives to `expect`. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matchers, as assertions see them. */
export interface WebhookMatchers<Result = unknown> {
  /** The answer has a text message that is this text or matches this pattern, in any of the bubbles. */
  toSay(text: string | RegExp): Result;
  /** The answer sets these session parameters to these values; others may be set too. Null: unset. */
  toSetParameters(parameters: Readonly<Record<string, unknown>>): Result;
  /** The answer marks exactly these form parameters as invalid, in any order. */
  toInvalidate(...names: readonly string[]): Result;
  /** The conversation goes to this page or flow: a resource name, or how it ends. */
  toGoTo(target: string): Result;
  /** The answer is an error with this reason. */
  toFailWith(reason: string): Result;
}

function result(pass: boolean, expected: string, found: unknown): MatcherResult {
  return {
    pass,
    message: () =>
      `expected the answer ${pass ? "not " : ""}${expected}, but found ${inspect(found, { depth: 6 })}`,
  };
}

/** Give these to `expect.extend`. */
export const webhookMatchers = {
  toSay(answer: TestAnswer, text: string | RegExp): MatcherResult {
    const says = answer.texts.some((one) =>
      typeof text === "string" ? one === text : text.test(one),
    );
    return result(says, `to say ${inspect(text)}`, answer.error ?? answer.texts);
  },
  toSetParameters(
    answer: TestAnswer,
    parameters: Readonly<Record<string, unknown>>,
  ): MatcherResult {
    const sets = Object.entries(parameters).every(
      ([name, value]) =>
        Object.hasOwn(answer.parameters, name) && isDeepStrictEqual(answer.parameters[name], value),
    );
    return result(sets, `to set ${inspect(parameters)}`, answer.error ?? answer.parameters);
  },
  toInvalidate(answer: TestAnswer, ...names: readonly string[]): MatcherResult {
    const same = isDeepStrictEqual(answer.invalidated.toSorted(), names.toSorted());
    return result(same, `to invalidate ${inspect(names)}`, answer.error ?? answer.invalidated);
  },
  toGoTo(answer: TestAnswer, target: string): MatcherResult {
    const goes = answer.target === target || (answer.target?.endsWith(`/${target}`) ?? false);
    return result(goes, `to go to ${target}`, answer.error ?? answer.target);
  },
  toFailWith(answer: TestAnswer, reason: string): MatcherResult {
    const found = answer.error?.details.find((detail) => "reason" in detail)?.["reason"];
    return result(
      found === reason,
      `to fail with ${reason}`,
      answer.error ?? `status ${answer.status}`,
    );
  },
};
