/** Which rule a request is for. */
import type { JsonValue } from "@bufbuild/protobuf";
import type { MockRule } from "./rules.ts";

/** What rules look at. */
export interface MatchedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** The body, where it is JSON. */
  readonly json?: JsonValue;
  readonly tag?: string;
  readonly action?: string;
}

/** The first rule whose conditions all hold. */
export function findRule<Rule extends MockRule>(
  rules: readonly Rule[],
  request: MatchedRequest,
): Rule | undefined {
  return rules.find((rule) => holds(rule, request));
}

function holds({ tag, action, method, path, match }: MockRule, request: MatchedRequest): boolean {
  return (
    (tag === undefined || tag === request.tag) &&
    (action === undefined || action === request.action) &&
    (method === undefined || method === request.method) &&
    (path === undefined || path === pathAs(path, request.path)) &&
    (match === undefined || isPartOf(match, request.json))
  );
}

function pathAs(wanted: string, path: string): string | undefined {
  return wanted.includes("?") ? path : path.split("?", 1)[0];
}

/**
 * Whether a JSON value holds another: an object has all of its members, a list
 * as many items that hold its items, and anything else is equal.
 */
export function isPartOf(part: JsonValue, whole: JsonValue | undefined): boolean {
  if (typeof part !== "object" || part === null) return part === whole;
  if (typeof whole !== "object" || whole === null) return false;
  if (Array.isArray(part) || Array.isArray(whole))
    return (
      Array.isArray(part) &&
      Array.isArray(whole) &&
      part.length === whole.length &&
      part.every((item, index) => isPartOf(item, whole[index]))
    );
  return Object.entries(part).every(
    ([key, value]) => Object.hasOwn(whole, key) && isPartOf(value, whole[key]),
  );
}

/** A rule in a few words: its name, or its conditions. */
export function describeRule({ name, tag, action, method, path, match }: MockRule): string {
  if (name !== undefined) return name;
  const parts = [
    ...(method === undefined ? [] : [method]),
    ...(path === undefined ? [] : [path]),
    ...(tag === undefined ? [] : [`tag ${tag}`]),
    ...(action === undefined ? [] : [`action ${action}`]),
    ...(match === undefined ? [] : [`match ${JSON.stringify(match)}`]),
  ];
  return parts.length === 0 ? "anything" : parts.join(", ");
}
