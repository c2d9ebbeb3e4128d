/**
 * Checks that a value in an answer is one that JSON can carry.
 */
import type { FieldViolation } from "../errors.ts";

/** What is wrong in a value, with a path relative to it; undefined if nothing is. */
export type Finding = FieldViolation | undefined;

/** An object of a shape that is still to be checked. */
export type Loose = Readonly<Record<string, unknown>>;

/** Whether a value is an object other than an array. */
export function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Puts a path in front of a finding's own. */
export function under(path: string, finding: FieldViolation): FieldViolation {
  if (finding.field === "") return { ...finding, field: path };
  const joint = finding.field.startsWith("[") ? "" : ".";
  return { ...finding, field: path + joint + finding.field };
}

/** The step of a path to an object's member: `.name` where that reads well, `["na me"]` elsewhere. */
function step(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `[${JSON.stringify(name)}]`;
}

/** The finding for nesting over the limit. It stands for the whole value: a path of that depth helps nobody. */
const nestsTooDeep: FieldViolation = { field: "", description: "this nests too deep" };

/**
 * Checks a value that is to be JSON, such as a payload. Refused is what JSON
 * has no form for (NaN, Infinity, bigint, functions, undefined in a list, dates)
 * and nesting deeper than `maxDepth`, where the value itself counts as 1. A
 * cycle is found as nesting.
 */
export function checkJson(value: unknown, maxDepth: number): Finding {
  const finding = visit(value, maxDepth);
  if (finding !== nestsTooDeep) return finding;
  return found(`this nests more than ${maxDepth} levels deep, the most that is taken: flatten it`);
}
function visit(value: unknown, levels: number): Finding {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value)
        ? undefined
        : found(`${value} is not a JSON number: send a finite one, or null`);
    case "object":
      return value === null ? undefined : visitMembers(value, levels);
    default:
      return found(
        `a value of type ${typeof value} has no form in JSON: send null, or leave the member out`,
      );
  }
}

function visitMembers(value: object, levels: number): Finding {
  if (levels < 1) return nestsTooDeep;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const finding = visit(value[index], levels - 1);
      if (finding !== undefined)
        return finding === nestsTooDeep ? finding : under(`[${index}]`, finding);
    }
    return undefined;
  }
  if (typeof (value as Loose)["toJSON"] === "function")
    return found("an object with a toJSON method is not plain JSON: convert it first");
  for (const name in value) {
    const member = (value as Loose)[name];
    if (member === undefined) continue;
    const finding = visit(member, levels - 1);
    if (finding !== undefined)
      return finding === nestsTooDeep ? finding : under(step(name), finding);
  }
  return undefined;
}

/** Finds a string, or a name, that is not Unicode: half of a surrogate pair, mostly a text cut in an emoji's middle. */
export function checkUnicode(json: unknown): Finding {
  if (typeof json === "string") return json.isWellFormed() ? undefined : found(notUnicode);
  if (typeof json !== "object" || json === null) return undefined;
  for (const [name, member] of Object.entries(json)) {
    const finding = name.isWellFormed() ? checkUnicode(member) : found(notUnicode);
    if (finding !== undefined)
      return under(Array.isArray(json) ? `[${name}]` : step(name), finding);
  }
  return undefined;
}

const notUnicode =
  "this text holds half of a surrogate pair, which no UTF-8 has: cut texts between characters";

/** A finding at the value itself. */
export function found(description: string): FieldViolation {
  return { field: "", description };
}
