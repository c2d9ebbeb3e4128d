/** Checks the rules of a mock webhook, with a sentence for everything that is wrong. */
import { durationMs } from "./duration.ts";
import type { MockAnswer, MockRule } from "./rules.ts";

/** Where something stands: keys and indexes from the root. */
export type RulePath = readonly (string | number)[];

/** Something that is wrong with rules. */
export interface RuleProblem {
  readonly path: RulePath;
  /** A sentence for the author. */
  readonly message: string;
}

/** Rules that can't be. The message has a line for each problem. */
export class MockRulesError extends Error {
  override readonly name = "MockRulesError";
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[]) {
    super(problems.map(({ path, message }) => `${showPath(path)}: ${message}`).join("\n"));
    this.problems = problems;
  }
}

/** A path as people write it: `[2].sequence[0].status`. */
export function showPath(path: RulePath): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return text.replace(/^\./, "") || "The rules";
}

/** The longest body that a mock webhook makes up, in bytes. */
const maxMadeUpBytes = 64 * 1024 * 1024;

/** What is wrong with a value, as a sentence; undefined if it is right. */
type Check = (value: unknown) => string | undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Check = (value) => (typeof value === "string" ? undefined : "Should be text.");
const duration: Check = (value) =>
  durationMs(value) === undefined
    ? "Should be a time with its unit, such as 250ms or 1.5s, of at most ten minutes."
    : undefined;
const bytes: Check = (value) =>
  isWhole(value, [1, maxMadeUpBytes])
    ? undefined
    : `Should be a number of bytes, from 1 to ${maxMadeUpBytes}.`;

function isWhole(value: unknown, [least, most]: readonly [number, number]): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

const answerChecks: Readonly<Record<keyof MockAnswer, Check>> = {
  response: () => undefined,
  body: text,
  status: (value) =>
    isWhole(value, [200, 599]) ? undefined : "Should be an HTTP status, from 200 to 599.",
  headers: headersProblem,
  latency: duration,
  bodyTime: duration,
  brokenJson: (value) => (typeof value === "boolean" ? undefined : "Should be true or false."),
  oversize: bytes,
  missingBytes: bytes,
  drop: (value) =>
    value === "before-headers" || value === "in-body"
      ? undefined
      : "Should be before-headers or in-body.",
  redirect: (value) =>
    typeof value === "string" && line.test(value) ? undefined : "Should be a URL.",
};

const conditionChecks: Readonly<
  Record<"name" | "tag" | "action" | "method" | "path" | "match", Check>
> = {
  name: text,
  tag: text,
  action: text,
  method: (value) =>
    typeof value === "string" && /^[A-Z]+$/.test(value)
      ? undefined
      : "Should be an HTTP method in capitals, such as POST.",
  path: (value) =>
    typeof value === "string" && value.startsWith("/")
      ? undefined
      : "Should be a path, such as /webhook.",
  match: (value) =>
    isObject(value) ? undefined : "Should be an object, a part of the request's JSON.",
};

/** What a header's value may be, so that it can be sent (RFC 9110, section 5.5). */
const line = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Headers that say where a message ends. */
const framing = new Set(["content-length", "trailer", "transfer-encoding"]);

function headersProblem(value: unknown): string | undefined {
  if (!isObject(value)) return "Should be a map of names to texts.";
  for (const [name, one] of Object.entries(value)) {
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      return `${JSON.stringify(name)} is no name of a header.`;
    if (framing.has(name.toLowerCase()))
      return `${name} can't be chosen: missingBytes and drop make answers that end too early.`;
    if (typeof one !== "string" || !line.test(one))
      return `The value of ${name} should be text in one line.`;
  }
  return undefined;
}

/** Alternatives: no two of a row go together. */
const exclusive: readonly (readonly (keyof MockAnswer)[])[] = [
  ["response", "body"],
  ["brokenJson", "oversize"],
  ["drop", "missingBytes"],
];

/**
 * Checks rules that come from outside, such as a file.
 *
 * @returns the same value
 * @throws MockRulesError with everything that is wrong
 */
export function readRules(value: unknown): readonly MockRule[] {
  const problems: RuleProblem[] = [];
  if (!Array.isArray(value)) problems.push({ path: [], message: "Should be a list of rules." });
  else value.forEach((rule: unknown, index) => checkRule(rule, { path: [index], problems }));
  if (problems.length > 0) throw new MockRulesError(problems);
  return value as readonly MockRule[];
}

interface Place {
  readonly path: RulePath;
  readonly problems: RuleProblem[];
}

function checkRule(rule: unknown, { path, problems }: Place): void {
  if (!isObject(rule)) {
    problems.push({ path, message: "Should be a map: conditions, and an answer." });
    return;
  }
  const { sequence, duplicates, ...rest } = rule;
  checkMembers(rest, { path, problems, checks: { ...conditionChecks, ...answerChecks } });
  if (duplicates !== undefined && duplicates !== "same" && duplicates !== "next") {
    const at = [...path, "duplicates"];
    if (isObject(duplicates)) checkAnswer(duplicates, { path: at, problems });
    else problems.push({ path: at, message: "Should be same, next, or an answer." });
  }
  if (sequence !== undefined) checkSequence(sequence, { rest, path, problems });
}

function checkSequence(
  sequence: unknown,
  { rest, path, problems }: Place & { readonly rest: Readonly<Record<string, unknown>> },
): void {
  const at = [...path, "sequence"];
  if (!Array.isArray(sequence) || sequence.length === 0)
    problems.push({ path: at, message: "Should be a list of answers, at least one." });
  else
    sequence.forEach((answer: unknown, index) =>
      checkAnswer(answer, { path: [...at, index], problems }),
    );
  const surplus = Object.keys(rest).filter((key) => Object.hasOwn(answerChecks, key));
  if (surplus.length > 0)
    problems.push({
      path: [...path, surplus[0] ?? ""],
      message: "Goes into the answers of the sequence: a rule has either an answer or a sequence.",
    });
}

function checkAnswer(answer: unknown, { path, problems }: Place): void {
  if (isObject(answer)) checkMembers(answer, { path, problems, checks: answerChecks });
  else problems.push({ path, message: "Should be a map: an answer." });
}

function checkMembers(
  given: Readonly<Record<string, unknown>>,
  { path, problems, checks }: Place & { readonly checks: Readonly<Record<string, Check>> },
): void {
  for (const [key, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    const message =
      check === undefined ? `There is none; there are ${known(checks)}.` : check(value);
    if (message !== undefined) problems.push({ path: [...path, key], message });
  }
  for (const names of exclusive) {
    const [first, second] = names.filter((name) => given[name] !== undefined);
    if (first !== undefined && second !== undefined)
      problems.push({
        path: [...path, second],
        message: `Can't go with ${first}: leave one of them out.`,
      });
  }
}

function known(checks: Readonly<Record<string, Check>>): string {
  const names = Object.keys(checks);
  return (Object.hasOwn(checks, "tag") ? [...names, "sequence", "duplicates"] : names).join(", ");
}
