/**
 * Date patterns of Java
 * (https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/time/format/DateTimeFormatter.html#patterns).
 * The letters in `dateLetters` are supported, text in single quotes, and every
 * sign that is no letter. Optional parts in brackets are not.
 */
import { FunctionError } from "./system-function.ts";

/** The letters that a pattern may have, and how often each may be repeated. */
export const dateLetters = {
  y: 9,
  u: 9,
  M: 5,
  L: 5,
  d: 2,
  D: 3,
  Q: 2,
  q: 2,
  E: 5,
  a: 1,
  H: 2,
  h: 2,
  K: 2,
  k: 2,
  m: 2,
  s: 2,
  S: 9,
  n: 9,
  A: 8,
  V: 2,
  z: 3,
  X: 3,
  x: 3,
  Z: 3,
} as const;

/** A letter that stands for a field. */
export type DateLetter = keyof typeof dateLetters;

/** A part of a pattern. */
export type PatternPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "field"; readonly letter: DateLetter; readonly count: number };

/** Takes a pattern apart. Throws FunctionError, naming the function and the place. */
export function parseDatePattern(pattern: string, of: string): readonly PatternPart[] {
  const token = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g;
  return Array.from(pattern.matchAll(token), ([part, quoted, letter], position): PatternPart => {
    const problem = (what: string): FunctionError =>
      new FunctionError(`${of}: the pattern has ${what}, as its part ${position + 1}.`);
    if (quoted !== undefined)
      return { kind: "text", text: quoted === "" ? "'" : quoted.replaceAll("''", "'") };
    if (part === "'") throw problem("a quote that is not closed");
    if (letter === undefined) {
      if (/[[\]{}#]/.test(part)) throw problem("one of [ ] { } #, which are not supported");
      return { kind: "text", text: part };
    }
    if (!isDateLetter(letter)) throw problem(`the letter ${letter}, which is not supported`);
    if (letter === "V" && part.length === 1) throw problem("one V, where VV is the time zone");
    if (part.length > dateLetters[letter]) throw problem(`too many of the letter ${letter}`);
    return { kind: "field", letter, count: part.length };
  });
}

function isDateLetter(letter: string): letter is DateLetter {
  return Object.hasOwn(dateLetters, letter);
}
