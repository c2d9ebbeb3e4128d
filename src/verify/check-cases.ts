/** Checks that cases make requests, before any of them is sent. */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { WebhookError } from "../errors.ts";
import type { CaseFormat, VerifyCase } from "./case.ts";
import { bodyText, compose, type Composed } from "./compose.ts";
import { CasesError } from "./read-cases.ts";

const facts = { id: "id", session: "session", tag: "tag", parameters: {} };

/**
 * Makes the body of every case once.
 *
 * @throws CasesError naming the cases whose request is none, or has members that
 *   requests don't have: the printer would leave them out without a word
 */
export function checkCases(cases: readonly VerifyCase[], format: CaseFormat): void {
  const problems = cases.flatMap((one) => {
    const problem = problemOf(one, format);
    return problem === undefined ? [] : [`${one.id}: ${problem}`];
  });
  if (problems.length > 0) throw new CasesError(problems.join("\n"));
}

function problemOf(one: VerifyCase, format: CaseFormat): string | undefined {
  let composed: Composed;
  try {
    composed = compose(one, { format, facts });
  } catch (error) {
    if (!WebhookError.is(error)) throw error;
    return error.message;
  }
  if (one.body.kind !== "request") return undefined;
  const path = lostMember(one.body.json, JSON.parse(bodyText(composed)) as JsonValue);
  return path && `request has no member ${path}; json sends members as they stand.`;
}

/** The path of a member that has a value, and is not among those that were printed. */
function lostMember(given: JsonObject, printed: JsonValue | undefined): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    if (isDefault(value)) continue;
    const there = isObject(printed) && Object.hasOwn(printed, name) ? printed[name] : undefined;
    if (there === undefined) return name;
    const rest = isObject(value) ? lostMember(value, there) : undefined;
    if (rest !== undefined) return `${name}.${rest}`;
  }
  return undefined;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What proto3 JSON leaves out of a message. */
function isDefault(value: JsonValue): boolean {
  return (
    value === null ||
    value === "" ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}
