/**
 * Syntax of a flexible webhook's `parameter_mapping`: which parameter takes which
 * part of the JSON response. Exported agents write paths with and without `$.`,
 * and parameters of flows as `$flow.name`.
 */
import { matchAt, type TemplateProblem } from "./template-syntax.ts";

const parameter = /^(?:\$flow\.|\$session\.params\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/** Whether a text names a parameter: `balance`, `$session.params.balance`, `$flow.balance`. */
export function isParameterName(text: string): boolean {
  return parameter.test(text);
}

const segment = /[^.[\]$\s'"*]+/y;
const bracket = /\[(?:\d+|'[^']*'|"[^"]*")\]/y;

/**
 * The first thing that is wrong with a path into a response:
 * `path := ["$" "."] segment ("." segment | "[" index "]")*`; a key in brackets
 * and quotes, `$['a b']`, and a list at the root, `$[0]`, are taken as well.
 */
export function pathProblem(path: string): TemplateProblem | undefined {
  const rooted = path.startsWith("$");
  let index = rooted ? 1 : 0;
  if (path.length === index)
    return { index, text: "The path names no field of the response: write $.field." };
  let first = !rooted;
  while (index < path.length) {
    const bracketed = matchAt(bracket, path, index);
    if (bracketed !== undefined && !first) {
      index += bracketed.length;
      continue;
    }
    if (!first && path[index] !== ".") return { index, text: explain(path[index]) };
    if (!first) index++;
    const name = matchAt(segment, path, index);
    if (name === undefined) return { index, text: explain(path[index]) };
    index += name.length;
    first = false;
  }
  return undefined;
}

function explain(character: string | undefined): string {
  if (character === undefined) return "The path ends where a field's name is expected.";
  if (character === "[") return "Brackets hold an index, as in [0], or a key in quotes.";
  if (character === "*") return "A path leads to one value: wildcards are not supported.";
  return "A dot and a field's name are expected: $.items[0].price.";
}
