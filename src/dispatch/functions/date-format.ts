/** Dates as text, by a Java pattern. */
import {
  dayPeriodNames,
  localeOf,
  monthNames,
  nameWidth,
  standaloneMonthNames,
  weekdayNames,
} from "./date-names.ts";
import type { DateLetter, PatternPart } from "./date-pattern.ts";
import {
  epochDay,
  instantOf,
  offsetText,
  pad,
  type CalendarDate,
  type ClockTime,
  type DateTime,
} from "./date-time.ts";
import { FunctionError } from "./system-function.ts";
import { offsetAt } from "./time-zone.ts";

/** What a date is formatted for. */
export interface FormatOptions {
  /** The language of names, BCP 47. */
  readonly language: string;
  /** IANA name of the zone that a date without an offset is in. */
  readonly timeZone: string;
  /** The function that it is for. */
  readonly of: string;
}

/** Formats a date. Throws FunctionError where the pattern asks for what the date does not have. */
export function formatDate(
  value: DateTime,
  parts: readonly PatternPart[],
  options: FormatOptions,
): string {
  return parts
    .map((part) => (part.kind === "text" ? part.text : field(value, part, options)))
    .join("");
}

interface Field {
  readonly letter: DateLetter;
  readonly count: number;
}

function field(value: DateTime, part: Field, options: FormatOptions): string {
  const { letter, count } = part;
  if ("VzXxZ".includes(letter)) return zoneField(value, part, options);
  const missing = (what: string): FunctionError =>
    new FunctionError(`${options.of}: the pattern has ${letter}, but the value has no ${what}.`);
  if ("yuMLdDQqE".includes(letter)) {
    if (value.date === undefined) throw missing("date");
    return dateField(value.date, part, options.language);
  }
  if (value.time === undefined) throw missing("time");
  if (letter === "a") return dayPeriodNames(options.language)[value.time.hours < 12 ? 0 : 1] ?? "";
  if (letter === "S") return pad(value.time.nanos, 9).slice(0, count);
  return pad(timeNumber(value.time, letter), count);
}

function dateField(date: CalendarDate, { letter, count }: Field, language: string): string {
  switch (letter) {
    case "y":
    case "u":
      return count === 2 ? pad(date.year % 100) : pad(date.year, count);
    case "M":
    case "L":
      if (count <= 2) return pad(date.month, count);
      return (
        (letter === "M" ? monthNames : standaloneMonthNames)(language, nameWidth(count))[
          date.month - 1
        ] ?? ""
      );
    case "E":
      return weekdayNames(language, nameWidth(count))[weekday(date)] ?? "";
    case "D":
      return pad(epochDay(date) - epochDay({ ...date, month: 1, day: 1 }) + 1, count);
    case "Q":
    case "q":
      return pad(Math.ceil(date.month / 3), count);
    default:
      return pad(date.day, count);
  }
}

/** From 0, a Monday. */
export function weekday(date: CalendarDate): number {
  return (((epochDay(date) + 3) % 7) + 7) % 7;
}

function timeNumber(time: ClockTime, letter: DateLetter): number {
  const { hours, minutes, seconds, nanos } = time;
  switch (letter) {
    case "H":
      return hours;
    case "k":
      return hours === 0 ? 24 : hours;
    case "K":
      return hours % 12;
    case "h":
      return hours % 12 === 0 ? 12 : hours % 12;
    case "m":
      return minutes;
    case "s":
      return seconds;
    case "n":
      return nanos;
    default:
      return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Math.floor(nanos / 1_000_000);
  }
}

function zoneField(value: DateTime, { letter, count }: Field, options: FormatOptions): string {
  const { date } = value;
  if (date === undefined)
    throw new FunctionError(`${options.of}: the pattern has ${letter}, but the value has no date.`);
  const instant = instantOf({ ...value, date }, options.timeZone);
  const offsetMs = value.offsetMs ?? offsetAt(instant, options.timeZone);
  const named = value.offsetMs === undefined;
  if (letter === "V") return named ? options.timeZone : offsetText(offsetMs);
  if (letter === "z") return named ? zoneName(instant, options) : offsetText(offsetMs);
  if (letter === "X" && offsetMs === 0) return "Z";
  const text = offsetMs === 0 ? "+00:00" : offsetText(offsetMs);
  if (letter === "Z" || count === 2) return text.replace(":", "");
  return count === 3 ? text : text.replace(/:00$/, "").replace(":", "");
}

function zoneName(instant: number, { language, timeZone }: FormatOptions): string {
  return (
    new Intl.DateTimeFormat(localeOf(language), { timeZone, timeZoneName: "short" })
      .formatToParts(instant)
      .find(({ type }) => type === "timeZoneName")?.value ?? timeZone
  );
}
