/** Reads files of cases, with a sentence for everything that is wrong in them. */
import type { JsonObject } from "@bufbuild/protobuf";
import { parse } from "yaml";
import type {
  CaseBody,
  CaseCalls,
  CaseFill,
  CaseGiveUp,
  CredentialVariant,
  Expectation,
  VerifyCase,
} from "./case.ts";

/** Cases that can't be run. The message has a line for each problem. */
export class CasesError extends Error {
  override readonly name = "CasesError";
}

/**
 * Reads the cases of one file.
 *
 * @param text YAML or JSON: `group`, and `cases`
 * @param file what errors call it
 * @throws CasesError with everything that is wrong
 */
export function readCases(text: string, file: string): readonly VerifyCase[] {
  const problems: string[] = [];
  const fail = (place: string, problem: string): void => {
    problems.push(`${file}: ${place === "" ? "" : `${place}: `}${problem}`);
  };
  const cases = casesOf(parsed(text, file), fail);
  if (problems.length > 0) throw new CasesError(problems.join("\n"));
  return cases;
}

type Fail = (place: string, problem: string) => void;

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CasesError(`${file}: ${why}`, { cause });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function casesOf(document: unknown, fail: Fail): readonly VerifyCase[] {
  if (!isObject(document) || typeof document["group"] !== "string") {
    fail("", "should be a map with group, a heading, and cases, a list.");
    return [];
  }
  const { group, cases, ...rest } = document;
  for (const name of Object.keys(rest)) fail(name, "is not known; a file has group and cases.");
  if (!Array.isArray(cases) || cases.length === 0) {
    fail("cases", "should be a list of at least one.");
    return [];
  }
  return cases.flatMap((one: unknown, index) => caseOf(one, { group, index, fail }) ?? []);
}

const members = {
  id: "lower case, with hyphens",
  why: "one sentence, with its full stop",
  format: "cx or es",
  request: "a map, merged into the base request",
  json: "a map, merged into the base request",
  text: "text",
  layout: "platform or compact",
  fill: "parameters, characters and payloadDepth, positive integers",
  method: "an HTTP method in capitals",
  credentials: "right, none, wrong, wrong-user, truncated or garbled",
  calls: "count, an integer from 1 to 100, order, in-turn or at-once, and ids, same or distinct",
  giveUp: "afterMs, a number, and follow, same or distinct",
  expect: "answer, refusal or unauthorized",
  severity: "error or warning",
} as const;

type Member = keyof typeof members;

const credentialVariants: readonly CredentialVariant[] = [
  "right",
  "none",
  "wrong",
  "wrong-user",
  "truncated",
  "garbled",
];
const expectations: readonly Expectation[] = ["answer", "refusal", "unauthorized"];

function isCount(value: unknown, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
}

const checks: Readonly<Record<Member, (value: unknown) => boolean>> = {
  id: (value) => typeof value === "string" && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value),
  why: (value) => typeof value === "string" && /^[^\n]+\.$/.test(value),
  format: (value) => value === "cx" || value === "es",
  request: isObject,
  json: isObject,
  text: (value) => typeof value === "string",
  layout: (value) => value === "platform" || value === "compact",
  fill: (value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([name, one]) =>
        ["parameters", "characters", "payloadDepth"].includes(name) && isCount(one, 100_000),
    ),
  method: (value) => typeof value === "string" && /^[A-Z]+$/.test(value),
  credentials: (value) => credentialVariants.some((one) => one === value),
  calls: (value) =>
    isObject(value) &&
    isCount(value["count"], 100) &&
    (value["order"] === "in-turn" || value["order"] === "at-once") &&
    (value["ids"] === "same" || value["ids"] === "distinct"),
  giveUp: (value) =>
    isObject(value) &&
    typeof value["afterMs"] === "number" &&
    value["afterMs"] >= 0 &&
    (value["follow"] === "same" || value["follow"] === "distinct"),
  expect: (value) => expectations.some((one) => one === value),
  severity: (value) => value === "error" || value === "warning",
};

interface Place {
  readonly group: string;
  readonly index: number;
  readonly fail: Fail;
}

/** Says whether every member is what it should be; tells of those that are not. */
function isSound(
  given: Readonly<Record<string, unknown>>,
  refuse: (problem: string) => void,
): given is CheckedCase & Readonly<Record<string, unknown>> {
  let sound = true;
  const wrong = (problem: string): void => {
    sound = false;
    refuse(problem);
  };
  for (const [name, value] of Object.entries(given)) {
    if (!isMember(name))
      wrong(`${name} is not known; a case has ${Object.keys(members).join(", ")}.`);
    else if (!checks[name](value)) wrong(`${name} should be ${members[name]}.`);
  }
  for (const name of ["id", "why"] as const)
    if (given[name] === undefined) wrong(`${name} is missing: ${members[name]}.`);
  const bodies = ["request", "json", "text"].filter((name) => given[name] !== undefined);
  if (bodies.length > 1) wrong(`${bodies.join(" and ")} don't go together: a case has one body.`);
  if (given["layout"] !== undefined && bodies[0] !== undefined && bodies[0] !== "request")
    wrong("layout goes with request alone.");
  return sound;
}

function isMember(name: string): name is Member {
  return Object.hasOwn(members, name);
}

function caseOf(given: unknown, { group, index, fail }: Place): VerifyCase | undefined {
  if (!isObject(given)) {
    fail(`cases[${index}]`, "should be a map.");
    return undefined;
  }
  const place = typeof given["id"] === "string" ? given["id"] : `cases[${index}]`;
  return isSound(given, (problem) => fail(place, problem)) ? soundCase(given, group) : undefined;
}

/** A case of a file, once every member is checked. */
interface CheckedCase {
  readonly id: string;
  readonly why: string;
  readonly format?: "cx" | "es";
  readonly request?: JsonObject;
  readonly json?: JsonObject;
  readonly text?: string;
  readonly layout?: "platform" | "compact";
  readonly fill?: CaseFill;
  readonly method?: string;
  readonly credentials?: CredentialVariant;
  readonly calls?: CaseCalls;
  readonly giveUp?: CaseGiveUp;
  readonly expect?: Expectation;
  readonly severity?: "error" | "warning";
}

function soundCase(given: CheckedCase, group: string): VerifyCase {
  const { id, why, format, fill, method, credentials, calls, giveUp, expect, severity } = given;
  return {
    id,
    group,
    why,
    body: bodyOf(given),
    fill: fill ?? {},
    method: method ?? "POST",
    credentials: credentials ?? "right",
    calls: calls ?? { count: 1, order: "in-turn", ids: "distinct" },
    expect: expect ?? "answer",
    severity: severity ?? "error",
    ...(format && { format }),
    ...(giveUp && { giveUp }),
  };
}

function bodyOf({ request, json, text, layout }: CheckedCase): CaseBody {
  if (text !== undefined) return { kind: "text", text };
  if (json !== undefined) return { kind: "json", json };
  return { kind: "request", json: request ?? {}, layout: layout ?? "platform" };
}
