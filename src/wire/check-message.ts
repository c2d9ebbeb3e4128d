/**
 * What the answers of CX and ES have in common, and what both platforms refuse.
 *
 * Answers are checked as loose objects, not by their static types: half of what
 * goes wrong is a shape that the types forbid, written in JavaScript.
 */
import type { Finding, Loose } from "./check-json.ts";
import { checkJson, found, isObject, under } from "./check-json.ts";

/** Nesting of values for which the platform documents no limit; it keeps cycles out. */
export const openDepth = 100;

/** Checks each item of a list that may be absent. */
export function checkList(list: unknown, checkItem: (item: Loose) => Finding): Finding {
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) return found("this must be a list");
  for (let index = 0; index < list.length; index++) {
    const item: unknown = list[index];
    const finding = isObject(item) ? checkItem(item) : found("this must be an object");
    if (finding !== undefined) return under(`[${index}]`, finding);
  }
  return undefined;
}

/** Checks one member of an object that may be absent. */
export function checkMember(
  object: Loose,
  name: string,
  check: (value: unknown) => Finding,
): Finding {
  const value = object[name];
  if (value === undefined) return undefined;
  const finding = check(value);
  return finding === undefined ? undefined : under(name, finding);
}

/** Refuses an enum's value that the schema does not have; `names` are its values' names by number. */
export function checkEnum(value: unknown, names: Readonly<Record<number, string>>): Finding {
  if (typeof value === "number" && names[value] !== undefined) return undefined;
  const choices = Object.entries(names).map(([number, name]) => `${number} (${name})`);
  return found(
    `${JSON.stringify(value)} is not a value of this enum: use one of ${choices.join(", ")}`,
  );
}

/** Refuses a member that the message does not have, which would be dropped in silence. */
export function checkNames(
  object: Loose,
  known: ReadonlySet<string>,
  hint: (name: string) => string | undefined,
): Finding {
  for (const name in object) {
    if (known.has(name) || object[name] === undefined) continue;
    return { field: name, description: hint(name) ?? "the message has no such field" };
  }
  return undefined;
}

/** What is checked in each kind of message that the platform has; undefined where nothing is. */
export type KindChecks = Readonly<Record<string, ((value: unknown) => Finding) | undefined>>;

/** Checks the oneof of a message: `{ case, value }`, or absent. */
export function checkKind(oneof: unknown, checks: KindChecks): Finding {
  if (oneof === undefined) return undefined;
  if (!isObject(oneof))
    return { field: "message", description: "this must be { case: …, value: … }" };
  const { case: name, value } = oneof;
  if (name === undefined) return undefined;
  if (typeof name !== "string" || !Object.hasOwn(checks, name))
    return {
      field: "message.case",
      description: `${JSON.stringify(name)} is no kind of message: use one of ${Object.keys(checks).join(", ")}`,
    };
  const finding = checks[name]?.(value);
  return finding && under(name, finding);
}

/** Checks the `text` of a message: a list of alternatives, never a plain string. */
export function checkText(value: unknown): Finding {
  const list = isObject(value) ? (value["text"] ?? []) : value;
  if (Array.isArray(list)) {
    for (let index = 0; index < list.length; index++)
      if (typeof list[index] !== "string")
        return { field: `text[${index}]`, description: "this must be a string" };
    return undefined;
  }
  return found(
    'this must be {"text": ["…"]}, a list of alternatives of which the platform says one',
  );
}

/** Checks the JSON of a payload against a nesting limit. */
export function checkPayload(value: unknown, maxDepth: number): Finding {
  if (!isObject(value)) return found("this must be a JSON object");
  return checkJson(value, maxDepth);
}
