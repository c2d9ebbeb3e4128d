/**
 * Whether a text is a date by a Java pattern. Strict: 30 February is none. The
 * pattern letter `u` of the documented example is the one that strict parsing
 * asks for; `y` is taken for the same.
 */
import {
  dayPeriodNames,
  monthNames,
  nameWidth,
  standaloneMonthNames,
  weekdayNames,
} from "./date-names.ts";
import { weekday } from "./date-format.ts";
import type { DateLetter, PatternPart } from "./date-pattern.ts";
import { daysIn } from "./date-time.ts";
import { FunctionError } from "./system-function.ts";

/** What a text is read for. */
export interface ParseOptions {
  /** The language of names, BCP 47. */
  readonly language: string;
  /** The function that it is for. */
  readonly of: string;
}

/** The numbers that fields may have; `h` is from 1 to 12. */
const ranges: Partial<Readonly<Record<DateLetter, readonly [number, number]>>> = {
  y: [0, 9999],
  u: [0, 9999],
  M: [1, 12],
  L: [1, 12],
  d: [1, 31],
  D: [1, 366],
  Q: [1, 4],
  q: [1, 4],
  H: [0, 23],
  k: [1, 24],
  K: [0, 11],
  h: [1, 12],
  m: [0, 59],
  s: [0, 59],
  S: [0, 999_999_999],
  n: [0, 999_999_999],
  A: [0, 86_399_999],
};

/** Offsets: +02, +0200, +02:00, and Z for the letter X. */
const offset = /Z|[+-](?:0\d|1[0-8])(?::?[0-5]\d)?/y;

/** What was read: numbers by field, names as their index. */
type Fields = Map<DateLetter, number>;

/** Whether the whole text is read by the pattern, and what is read is a date. Throws FunctionError for z and V. */
export function matchesDatePattern(
  text: string,
  parts: readonly PatternPart[],
  options: ParseOptions,
): boolean {
  const fields: Fields = new Map();
  let index = 0;
  for (const part of parts) {
    const length =
      part.kind === "text"
        ? text.startsWith(part.text, index) && part.text.length
        : read(text, { ...part, ...options, index, fields });
    if (length === undefined || length === false) return false;
    index += length;
  }
  return index === text.length && isConsistent(fields);
}

interface Reading extends ParseOptions {
  readonly letter: DateLetter;
  readonly count: number;
  readonly index: number;
  readonly fields: Fields;
}

/** How many characters a field takes; undefined where it is not there. */
function read(text: string, reading: Reading): number | undefined {
  const { letter, index, fields } = reading;
  if (letter === "V" || letter === "z")
    throw new FunctionError(`${reading.of}: names of time zones (${letter}) are not read.`);
  if ("XxZ".includes(letter)) return readOffset(text, reading);
  const names = namesOf(reading);
  if (names !== undefined) return readName(text, names, reading);
  const digits = /^\d*/.exec(text.slice(index, index + widest(reading)))?.[0] ?? "";
  if (digits.length < reading.count) return undefined;
  const value = letter === "S" ? Number(digits.padEnd(9, "0")) : century(Number(digits), reading);
  const [min, max] = ranges[letter] ?? [0, 0];
  if (value < min || value > max || (fields.get(letter) ?? value) !== value) return undefined;
  fields.set(letter, value);
  return digits.length;
}

function readOffset(text: string, { letter, index }: Reading): number | undefined {
  offset.lastIndex = index;
  const found = offset.exec(text)?.[0];
  return found === "Z" && letter !== "X" ? undefined : found?.length;
}

/** Two digits of a year are of this century, as Java has it. */
function century(value: number, { letter, count }: Reading): number {
  return (letter === "y" || letter === "u") && count === 2 ? 2000 + value : value;
}

function widest({ letter, count }: Reading): number {
  if (count > 1) return count;
  return { y: 4, u: 4, D: 3, S: 1, n: 9, A: 8 }[letter as string] ?? 2;
}

function namesOf({ letter, count, language }: Reading): readonly string[] | undefined {
  if (letter === "a") return dayPeriodNames(language);
  if (letter === "E") return weekdayNames(language, nameWidth(count));
  if (count < 3) return undefined;
  if (letter === "M") return monthNames(language, nameWidth(count));
  return letter === "L" ? standaloneMonthNames(language, nameWidth(count)) : undefined;
}

/** The longest name that stands there, as one name may begin another. */
function readName(
  text: string,
  names: readonly string[],
  { letter, index, fields }: Reading,
): number | undefined {
  let best = -1;
  for (const [at, name] of names.entries())
    if (text.startsWith(name, index) && name.length > (names[best]?.length ?? 0)) best = at;
  if (best === -1) return undefined;
  fields.set(letter, "ML".includes(letter) ? best + 1 : best);
  return names[best]?.length;
}

function isConsistent(fields: Fields): boolean {
  const year = fields.get("u") ?? fields.get("y");
  const month = fields.get("M") ?? fields.get("L");
  const day = fields.get("d");
  if (day !== undefined && month !== undefined && day > daysIn(year ?? 2000, month)) return false;
  const dayOfYear = fields.get("D");
  if (dayOfYear === 366 && year !== undefined && daysIn(year, 2) === 28) return false;
  const named = fields.get("E");
  if (named === undefined || year === undefined || month === undefined || day === undefined)
    return true;
  return weekday({ year, month, day }) === named;
}
