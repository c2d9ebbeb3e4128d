/**
 * The response mapping of a flexible webhook: which parameter takes which part
 * of the JSON response
 * (https://cloud.google.com/dialogflow/cx/docs/concept/webhook#flexible).
 *
 * ```
 * target := [("$session.params." | "$flow.")] NAME ("." NAME)*
 * path   := ["$."] FIELD step* | "$" bracket step*
 * step   := "." FIELD | bracket
 * bracket:= "[" INDEX "]" | "['" KEY "']" | '["' KEY '"]'
 * ```
 *
 * Exported agents write paths with and without `$.`, and flow-scoped targets.
 */
import type { JsonValue } from "@bufbuild/protobuf";
import { matchAt, TemplateError } from "./template-error.ts";

/** The parameter that a mapping sets. */
export interface MappingTarget {
  readonly scope: "session" | "flow";
  readonly name: string;
}

/** A parameter, with what the response has for it. */
export interface MappedParameter extends MappingTarget {
  /** The path, as it is written. */
  readonly path: string;
  /** Undefined: the response has no such field. */
  readonly value: JsonValue | undefined;
}

/** A mapping to be applied. */
export interface ResponseMapping {
  /** What a response gives the parameters, in the mapping's order. Fields are known by their exact names. */
  apply(json: JsonValue): readonly MappedParameter[];
}

/**
 * Parses a `parameter_mapping`.
 *
 * @param mapping paths by target
 * @throws TemplateError that names the mapping that is wrong
 */
export function parseMapping(mapping: Readonly<Record<string, string>>): ResponseMapping {
  const entries = Object.entries(mapping).map(([key, path]) => {
    const target = parseMappingTarget(key);
    return { ...target, path, steps: stepsOf(path, key) };
  });
  return {
    apply: (json) =>
      entries.map(({ scope, name, path, steps }) => ({
        scope,
        name,
        path,
        value: follow(json, steps),
      })),
  };
}

function stepsOf(path: string, key: string): MappingPath {
  try {
    return parseMappingPath(path);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const of = `the mapping of ${key}`;
    throw new TemplateError(error.problem, { text: path, index: error.index, of });
  }
}

const targetPattern =
  /^(?:\$(?<scope>flow)\.|\$session\.params\.)?(?<name>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)$/;

/**
 * Parses the name of a parameter that is set: `balance`,
 * `$session.params.balance`, `$flow.balance`.
 *
 * @throws TemplateError for anything else
 */
export function parseMappingTarget(text: string): MappingTarget {
  const groups = targetPattern.exec(text)?.groups;
  if (groups === undefined)
    throw new TemplateError("Is no name of a parameter.", { text, index: 0 });
  const { scope, name = "" } = groups;
  return { scope: scope === undefined ? "session" : "flow", name };
}

/** Fields and indexes that lead into a response. */
export type MappingPath = readonly (string | number)[];

/** Steps of a path at most. */
const maxSteps = 100;

const field = /[^.[\]$\s'"*]+/y;
const bracket = /\[(?:\d+|'[^']*'|"[^"]*")\]/y;

/**
 * Parses a path into a response.
 *
 * @throws TemplateError
 */
export function parseMappingPath(text: string): MappingPath {
  const rooted = text.startsWith("$");
  let index = rooted ? 1 : 0;
  if (text.length === index)
    throw new TemplateError("The path names no field of the response: write $.field.", {
      text,
      index,
    });
  const steps: (string | number)[] = [];
  while (index < text.length) {
    const bare = !rooted && steps.length === 0;
    const inBrackets = bare ? undefined : matchAt(bracket, text, index);
    if (inBrackets === undefined) {
      if (!bare && text[index] !== ".") fail(text, index);
      if (!bare) index++;
      const name = matchAt(field, text, index) ?? fail(text, index);
      steps.push(name);
      index += name.length;
    } else {
      steps.push(bracketed(inBrackets));
      index += inBrackets.length;
    }
    if (steps.length > maxSteps)
      throw new TemplateError(`The path has more than ${maxSteps} steps.`, { text, index });
  }
  return steps;
}

function bracketed(token: string): string | number {
  const inner = token.slice(1, -1);
  return /^\d/.test(inner) ? Number(inner) : inner.slice(1, -1);
}

function fail(text: string, index: number): never {
  throw new TemplateError(explain(text[index]), { text, index });
}

function explain(character: string | undefined): string {
  if (character === undefined) return "The path ends where a field's name is expected.";
  if (character === "[") return "Brackets hold an index, as in [0], or a key in quotes.";
  if (character === "*") return "A path leads to one value: wildcards are not supported.";
  return "A dot and a field's name are expected: $.items[0].price.";
}

function follow(json: JsonValue, steps: MappingPath): JsonValue | undefined {
  let value: JsonValue | undefined = json;
  for (const step of steps) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value)) value = typeof step === "number" ? value[step] : undefined;
    else value = Object.hasOwn(value, step) && typeof step === "string" ? value[step] : undefined;
  }
  return value;
}
