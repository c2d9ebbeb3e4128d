/**
 * Dates and times as session parameters hold them: composites with year, month
 * and day, hours, minutes, seconds and nanos (as NOW makes them, of which `year`
 * is observed and the rest assumed), and ISO 8601 texts.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { isObject, ownMember } from "./arguments.ts";
import { FunctionError } from "./system-function.ts";
import { dayMs, instantOfLocal, offsetAt } from "./time-zone.ts";

/** A day of the Gregorian calendar, from year 1 to 9999. */
export interface CalendarDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
}

/** A time of day. */
export interface ClockTime {
  /** From 0 to 23. */
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly nanos: number;
}

/** A date, a time, or both. */
export interface DateTime {
  readonly date?: CalendarDate;
  readonly time?: ClockTime;
  /** Offset from UTC in milliseconds, where a text names one. */
  readonly offsetMs?: number;
  /** Whether it came as a text, and goes as one. */
  readonly isText: boolean;
}

const midnight: ClockTime = { hours: 0, minutes: 0, seconds: 0, nanos: 0 };

const isoDateTime =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?)?$/;
const isoTime = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?$/;

/** Reads a composite or an ISO 8601 text. Throws FunctionError, naming the function. */
export function readDateTime(value: JsonValue | undefined, of: string): DateTime {
  const read = typeof value === "string" ? fromText(value) : fromComposite(value);
  if (read !== undefined) return read;
  throw new FunctionError(
    `${of}: a date has year, month and day, a time has hours and what follows, or it is an ISO 8601 text.`,
  );
}

function fromText(text: string): DateTime | undefined {
  const dated = isoDateTime.exec(text);
  if (dated !== null) {
    const [, year, month, day, hours, minutes, seconds, fraction, utc, sign, ...offset] = dated;
    const date = calendarDate(Number(year), Number(month), Number(day));
    const time = hours === undefined ? undefined : clockTime([hours, minutes, seconds, fraction]);
    if (date === undefined || (hours !== undefined && time === undefined)) return undefined;
    const offsetMs = utc === undefined ? signedOffset(sign, offset) : 0;
    return {
      date,
      ...(time && { time }),
      ...(offsetMs !== undefined && { offsetMs }),
      isText: true,
    };
  }
  const time = isoTime.exec(text);
  const parts = time === null ? undefined : clockTime(time.slice(1));
  return parts && { time: parts, isText: true };
}

function signedOffset(
  sign: string | undefined,
  [hours = "0", minutes = "0"]: readonly (string | undefined)[],
): number | undefined {
  if (sign === undefined) return undefined;
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? -ms : ms;
}

function clockTime(parts: readonly (string | undefined)[]): ClockTime | undefined {
  const [hours = "0", minutes = "0", seconds = "0", fraction = ""] = parts;
  return checkedTime({
    hours: Number(hours),
    minutes: Number(minutes),
    seconds: Number(seconds),
    nanos: Number(fraction.padEnd(9, "0")),
  });
}

function fromComposite(value: JsonValue | undefined): DateTime | undefined {
  if (!isObject(value)) return undefined;
  const member = (name: string): JsonValue | undefined => ownMember(value, name) ?? undefined;
  const [year, month, day] = ["year", "month", "day"].map(member);
  const [hours, minutes = 0, seconds = 0, nanos = 0] = ["hours", "minutes", "seconds", "nanos"].map(
    member,
  );
  const date = calendarDate(year, month, day);
  const time = checkedTime({ hours, minutes, seconds, nanos });
  // Something that is there, but wrong, is not left out in silence.
  if (date === undefined && (year ?? month ?? day) !== undefined) return undefined;
  if (time === undefined && hours !== undefined) return undefined;
  if (date === undefined && time === undefined) return undefined;
  return { ...(date && { date }), ...(time && { time }), isText: false };
}

function calendarDate(
  ...[year, month, day]: readonly (JsonValue | undefined)[]
): CalendarDate | undefined {
  if (!isWhole(year, 1, 9999) || !isWhole(month, 1, 12)) return undefined;
  return isWhole(day, 1, daysIn(year, month)) ? { year, month, day } : undefined;
}

function checkedTime(
  time: Readonly<Record<keyof ClockTime, JsonValue | undefined>>,
): ClockTime | undefined {
  const { hours, minutes, seconds, nanos } = time;
  return isWhole(hours, 0, 23) &&
    isWhole(minutes, 0, 59) &&
    isWhole(seconds, 0, 59) &&
    isWhole(nanos, 0, 999_999_999)
    ? { hours, minutes, seconds, nanos }
    : undefined;
}

function isWhole(value: JsonValue | undefined, min: number, max: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}

/** How many days a month has. */
export function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** A date and a time in milliseconds since the epoch, as if they were of UTC. */
export function localMs(date: CalendarDate, time: ClockTime = midnight): number {
  const day = new Date(0).setUTCFullYear(date.year, date.month - 1, date.day);
  const seconds = (time.hours * 60 + time.minutes) * 60 + time.seconds;
  return day + seconds * 1000 + Math.floor(time.nanos / 1_000_000);
}

/** The other way; undefined outside of the years 1 to 9999. */
export function fromLocalMs(
  ms: number,
): { readonly date: CalendarDate; readonly time: ClockTime } | undefined {
  const at = new Date(ms);
  const year = at.getUTCFullYear();
  // Not a time at all is no year, either.
  if (!(year >= 1 && year <= 9999)) return undefined;
  return {
    date: { year, month: at.getUTCMonth() + 1, day: at.getUTCDate() },
    time: {
      hours: at.getUTCHours(),
      minutes: at.getUTCMinutes(),
      seconds: at.getUTCSeconds(),
      nanos: at.getUTCMilliseconds() * 1_000_000,
    },
  };
}

/** When a date and time is, in milliseconds since the epoch: in its own offset, or else in the zone. */
export function instantOf(value: DateTime & { readonly date: CalendarDate }, zone: string): number {
  const local = localMs(value.date, value.time);
  return value.offsetMs === undefined ? instantOfLocal(local, zone) : local - value.offsetMs;
}

/** What the clocks and calendars of a zone show. */
export function dateTimeAt(
  instantMs: number,
  zone: string,
): { readonly date: CalendarDate; readonly time: ClockTime } | undefined {
  return fromLocalMs(instantMs + offsetAt(instantMs, zone));
}

/** As it came: a composite, or an ISO 8601 text. */
export function writeDateTime({ date, time, offsetMs, isText }: DateTime): JsonValue {
  if (!isText) return { ...date, ...time } satisfies JsonObject;
  const day = date && `${pad(date.year, 4)}-${pad(date.month)}-${pad(date.day)}`;
  if (time === undefined) return day ?? "";
  const fraction = time.nanos === 0 ? "" : `.${pad(time.nanos, 9).replace(/(?:000)+$/, "")}`;
  const clock = `${pad(time.hours)}:${pad(time.minutes)}:${pad(time.seconds)}${fraction}`;
  const offset = offsetMs === undefined ? "" : offsetText(offsetMs);
  return day === undefined ? clock : `${day}T${clock}${offset}`;
}

/** `Z`, or `+02:00`. */
export function offsetText(offsetMs: number): string {
  if (offsetMs === 0) return "Z";
  const minutes = Math.floor(Math.abs(offsetMs) / 60_000);
  return `${offsetMs < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** A number with zeros before it. */
export function pad(number: number, width = 2): string {
  return String(number).padStart(width, "0");
}

/** Days since the epoch. */
export function epochDay(date: CalendarDate): number {
  return Math.floor(localMs(date) / dayMs);
}
