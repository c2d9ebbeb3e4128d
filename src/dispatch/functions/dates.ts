/**
 * Dates and times. Where a value names no offset, it is told in the session's
 * time zone: days and longer are counted on the calendar, hours and shorter by
 * the time that passes (assumed, as java.time does for times with a zone).
 */
import type { JsonValue } from "@bufbuild/protobuf";
import { patternArgument, textArgument, wholeArgument } from "./arguments.ts";
import { formatDate } from "./date-format.ts";
import { parseDatePattern } from "./date-pattern.ts";
import {
  dateTimeAt,
  daysIn,
  fromLocalMs,
  instantOf,
  localMs,
  readDateTime,
  writeDateTime,
  type CalendarDate,
  type DateTime,
} from "./date-time.ts";
import {
  defineFunction,
  FunctionError,
  type FunctionContext,
  type SystemFunction,
} from "./system-function.ts";
import { bounded } from "./text-of.ts";
import { dayMs } from "./time-zone.ts";

/** ADD_DATE, FORMAT_DATE, IS_FUTURE_DATE, IS_PAST_DATE, NOW. */
export const dateFunctions: readonly SystemFunction[] = [
  defineFunction({
    name: "ADD_DATE",
    signature: "ADD_DATE(dateTime, n, unit)",
    summary:
      "The date n units later (earlier, if negative): YEARS, MONTHS, WEEKS, DAYS, HOURS, MINUTES or SECONDS.",
    min: 3,
    max: 3,
    call: ([value, n, unit], context) =>
      writeDateTime(
        shifted(
          readDateTime(value, "ADD_DATE"),
          {
            n: wholeArgument(n, { of: "ADD_DATE", what: "the number", min: -1e12, max: 1e12 }),
            unit: textArgument(unit, { of: "ADD_DATE", what: "the unit" }).toUpperCase(),
          },
          context.scope.timeZone,
        ),
      ),
  }),
  defineFunction({
    name: "FORMAT_DATE",
    signature: "FORMAT_DATE(dateTime, pattern[, language])",
    summary: "The date as text by a Java pattern, with names in a language; en by default.",
    min: 2,
    max: 3,
    call: ([value, pattern, language = "en"], { scope }) => {
      const of = "FORMAT_DATE";
      const parts = parseDatePattern(patternArgument(pattern, { of, what: "the pattern" }), of);
      return bounded(
        formatDate(readDateTime(value, of), parts, {
          language: patternArgument(language, { of, what: "the language" }),
          timeZone: scope.timeZone,
          of,
        }),
        of,
      );
    },
  }),
  defineFunction({
    name: "IS_FUTURE_DATE",
    signature: "IS_FUTURE_DATE(dateTime)",
    summary: "Whether the date is after now; one without a time, whether it is after today.",
    min: 1,
    max: 1,
    call: ([value], context) => sinceNow("IS_FUTURE_DATE", value, context) > 0,
  }),
  defineFunction({
    name: "IS_PAST_DATE",
    signature: "IS_PAST_DATE(dateTime)",
    summary: "Whether the date is before now; one without a time, whether it is before today.",
    min: 1,
    max: 1,
    call: ([value], context) => sinceNow("IS_PAST_DATE", value, context) < 0,
  }),
  defineFunction({
    name: "NOW",
    signature: "NOW()",
    summary:
      "The date and time now in the session's time zone: year, month, day, hours, minutes, seconds and nanos.",
    min: 0,
    max: 0,
    call: (_args, { scope }) =>
      writeDateTime({ ...now("NOW", scope.now(), scope.timeZone), isText: false }),
  }),
];

function now(...[of, instantMs, zone]: readonly [string, number, string]): {
  readonly date: CalendarDate;
  readonly time: NonNullable<DateTime["time"]>;
} {
  const shown = dateTimeAt(instantMs, zone);
  if (shown === undefined) throw new FunctionError(`${of}: the clock shows no year up to 9999.`);
  return shown;
}

/** How many milliseconds after now a date is; without a time in whole days. */
function sinceNow(of: string, value: JsonValue | undefined, { scope }: FunctionContext): number {
  const { date, time, ...rest } = readDateTime(value, of);
  const instant = scope.now();
  const today = now(of, instant, scope.timeZone).date;
  if (time === undefined) return localMs(date ?? today) - localMs(today);
  return instantOf({ ...rest, date: date ?? today, time }, scope.timeZone) - Math.floor(instant);
}

interface Shift {
  readonly n: number;
  readonly unit: string;
}

const monthUnits: ReadonlyMap<string, number> = new Map([
  ["MONTHS", 1],
  ["YEARS", 12],
]);
const dayUnits: ReadonlyMap<string, number> = new Map([
  ["DAYS", 1],
  ["WEEKS", 7],
]);
const secondUnits: ReadonlyMap<string, number> = new Map([
  ["SECONDS", 1],
  ["MINUTES", 60],
  ["HOURS", 3600],
]);

function shifted(value: DateTime, { n, unit }: Shift, zone: string): DateTime {
  const seconds = secondUnits.get(unit);
  if (seconds !== undefined) return later(value, n * seconds * 1000, zone);
  const { date } = value;
  const months = monthUnits.get(unit);
  const days = dayUnits.get(unit);
  if (months === undefined && days === undefined)
    throw new FunctionError(
      "ADD_DATE: the unit is YEARS, MONTHS, WEEKS, DAYS, HOURS, MINUTES or SECONDS.",
    );
  if (date === undefined) throw new FunctionError(`ADD_DATE: a time alone has no ${unit}.`);
  if (months !== undefined) return { ...value, date: addMonths(date, n * months) };
  const moved = inRange(fromLocalMs(localMs(date) + n * (days ?? 0) * dayMs));
  return { ...value, date: moved.date };
}

/** The same day of another month, or its last one if it is shorter. */
function addMonths({ year, month, day }: CalendarDate, n: number): CalendarDate {
  const count = year * 12 + month - 1 + n;
  const to = { year: Math.floor(count / 12), month: (((count % 12) + 12) % 12) + 1 };
  if (to.year < 1 || to.year > 9999) throw outOfRange();
  return { ...to, day: Math.min(day, daysIn(to.year, to.month)) };
}

/** So many milliseconds later. A date without a time is taken for its first moment. */
function later({ date, time, offsetMs, isText }: DateTime, ms: number, zone: string): DateTime {
  // A time alone goes round the clock, whatever the day.
  const from = { date: date ?? { year: 2000, month: 1, day: 1 }, ...(time && { time }), isText };
  const byZone = date !== undefined && offsetMs === undefined;
  const moved = inRange(
    byZone
      ? dateTimeAt(instantOf(from, zone) + ms, zone)
      : fromLocalMs(localMs(from.date, time) + (date === undefined ? ms % dayMs : ms)),
  );
  const nanos = (time?.nanos ?? 0) % 1_000_000;
  return {
    ...(date && { date: moved.date }),
    time: { ...moved.time, nanos: moved.time.nanos + nanos },
    ...(offsetMs !== undefined && { offsetMs }),
    isText,
  };
}

function inRange<Value>(value: Value | undefined): Value {
  if (value === undefined) throw outOfRange();
  return value;
}

function outOfRange(): FunctionError {
  return new FunctionError("ADD_DATE: the result is not in the years 1 to 9999.");
}
