import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, rowsOf } from "./fixture.ts";

const berlin = { timeZone: "Europe/Berlin" };
const day = { year: 2023, month: 4, day: 1 };

describe("ADD_DATE", () => {
  rowsOf("ADD_DATE", [
    { args: [day, 7, "DAYS"], is: { year: 2023, month: 4, day: 8 }, why: "documented" },
    {
      args: [day, -1, "DAYS"],
      is: { year: 2023, month: 3, day: 31 },
      why: "negative numbers subtract (documented)",
    },
    { args: [day, 2, "WEEKS"], is: { year: 2023, month: 4, day: 15 }, why: "documented" },
    {
      args: [{ year: 2024, month: 1, day: 31 }, 1, "MONTHS"],
      is: { year: 2024, month: 2, day: 29 },
      why: "java.time: the last day of a shorter month",
    },
    {
      args: [{ year: 2023, month: 1, day: 31 }, 1, "MONTHS"],
      is: { year: 2023, month: 2, day: 28 },
      why: "no leap year",
    },
    {
      args: [{ year: 2024, month: 2, day: 29 }, 1, "YEARS"],
      is: { year: 2025, month: 2, day: 28 },
      why: "from a leap day",
    },
    {
      args: [{ year: 2024, month: 2, day: 29 }, -4, "YEARS"],
      is: { year: 2020, month: 2, day: 29 },
      why: "to a leap day",
    },
    {
      args: [{ year: 2023, month: 1, day: 15 }, -13, "MONTHS"],
      is: { year: 2021, month: 12, day: 15 },
      why: "over two years' ends",
    },
    {
      args: [{ year: 2023, month: 12, day: 31 }, 1, "DAYS"],
      is: { year: 2024, month: 1, day: 1 },
      why: "over a year's end",
    },
    {
      args: [{ ...day, hours: 23, minutes: 59 }, 2, "MINUTES"],
      is: { year: 2023, month: 4, day: 2, hours: 0, minutes: 1, seconds: 0, nanos: 0 },
      why: "over midnight",
    },
    {
      args: [{ ...day, hours: 1, nanos: 123_456_789 }, 1, "SECONDS"],
      is: { ...day, hours: 1, minutes: 0, seconds: 1, nanos: 123_456_789 },
      why: "fractions stay",
    },
    {
      args: [day, 1, "HOURS"],
      is: { ...day, hours: 1, minutes: 0, seconds: 0, nanos: 0 },
      why: "assumed: a day begins at midnight",
    },
    {
      args: [{ hours: 23, minutes: 30 }, 2, "HOURS"],
      is: { hours: 1, minutes: 30, seconds: 0, nanos: 0 },
      why: "assumed: a time alone goes round the clock",
    },
    {
      args: [{ year: 2026, month: 3, day: 29, hours: 1, minutes: 30 }, 1, "HOURS"],
      session: berlin,
      is: { year: 2026, month: 3, day: 29, hours: 3, minutes: 30, seconds: 0, nanos: 0 },
      why: "assumed: an hour passes; clocks go forward in between",
    },
    {
      args: [{ year: 2026, month: 10, day: 25, hours: 2, minutes: 30 }, 1, "HOURS"],
      session: berlin,
      is: { year: 2026, month: 10, day: 25, hours: 2, minutes: 30, seconds: 0, nanos: 0 },
      why: "assumed: of the two hours it was the first",
    },
    {
      args: [{ year: 2026, month: 3, day: 28, hours: 2, minutes: 30 }, 1, "DAYS"],
      session: berlin,
      is: { year: 2026, month: 3, day: 29, hours: 2, minutes: 30, seconds: 0, nanos: 0 },
      why: "assumed: days are of the calendar",
    },
    { args: ["2023-01-31", 1, "MONTHS"], is: "2023-02-28", why: "assumed: a text stays one" },
    {
      args: ["2023-04-01T23:30:00+02:00", 1, "HOURS"],
      is: "2023-04-02T00:30:00+02:00",
      why: "the offset stays",
    },
    {
      args: ["2023-04-01T10:00:00.5Z", 1, "DAYS"],
      is: "2023-04-02T10:00:00.500Z",
      why: "UTC stays",
    },
    {
      args: [day, 1, "days"],
      is: { year: 2023, month: 4, day: 2 },
      why: "assumed: in either case",
    },
    { args: [day, 1, "DAY"], fails: "the unit is YEARS", why: "the units are documented" },
    { args: [day, 1, "__proto__"], fails: "the unit is YEARS", why: "names are data" },
    { args: [day, 1.5, "DAYS"], fails: "whole number", why: "half a day is no day" },
    { args: [{ hours: 1 }, 1, "DAYS"], fails: "a time alone", why: "no date to move" },
    {
      args: [{ year: 9999, month: 12, day: 31 }, 1, "DAYS"],
      fails: "years 1 to 9999",
      why: "a limit",
    },
    {
      args: [{ year: 1, month: 1, day: 1 }, -1, "MONTHS"],
      fails: "years 1 to 9999",
      why: "a limit",
    },
    { args: [day, 1e12, "SECONDS"], fails: "years 1 to 9999", why: "a limit" },
    { args: [day, 1e13, "SECONDS"], fails: "from -1000000000000", why: "a limit" },
    { args: [day, -1e12, "HOURS"], fails: "years 1 to 9999", why: "beyond what Date knows" },
    { args: [null, 1, "DAYS"], fails: "a date has year", why: "not set" },
  ]);

  it("goes back to where it came from by days", () => {
    const numbers = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(numbers, (n) => {
        const there = call("ADD_DATE", [day, n, "DAYS"]);
        expect(call("ADD_DATE", [there, -n, "DAYS"])).toEqual(day);
      }),
    );
  });
});

describe("FORMAT_DATE", () => {
  const at = { ...day, hours: 15, minutes: 5, seconds: 9, nanos: 120_000_000 };
  rowsOf("FORMAT_DATE", [
    { args: [day, "yyyy-MM-dd"], is: "2023-04-01", why: "documented" },
    { args: [day, "EEEE, MMMM dd"], is: "Saturday, April 01", why: "in real agents" },
    { args: [at, "h:mm a"], is: "3:05 PM", why: "in real agents" },
    { args: [day, "MMyyyy"], is: "042023", why: "in real agents" },
    { args: [at, "H"], is: "15", why: "in real agents" },
    {
      args: [day, "EEEE, dd MMMM yyyy", "en"],
      is: "Saturday, 01 April 2023",
      why: "in real agents",
    },
    {
      args: [day, "EEEE d MMMM", "fr"],
      is: "samedi 1 avril",
      why: "names of a language (documented)",
    },
    { args: [day, "d MMMM", "pt_BR"], is: "1 abril", why: "Java's spelling of locales" },
    {
      args: ["2023-04-01T15:05:09+02:00", "yyyy-MM-dd'T'HH:mm:ssXXX"],
      is: "2023-04-01T15:05:09+02:00",
      why: "text in quotes; the text's own offset",
    },
    { args: ["2023-04-01", "d 'o''clock' ''"], is: "1 o'clock '", why: "two quotes are one" },
    { args: ["07:08", "H 'h' m"], is: "7 h 8", why: "a time alone" },
    { args: [day, "MMMM", "de-x-__proto__"], fails: "no language", why: "no BCP 47" },
    { args: [day, "H:mm"], fails: "the value has no time", why: "java.time refuses it, too" },
    {
      args: [{ hours: 1 }, "yyyy"],
      fails: "the value has no date",
      why: "java.time refuses it, too",
    },
    { args: [day, "YYYY"], fails: "the letter Y", why: "years of weeks are not supported" },
    { args: [day, "d 'of"], fails: "not closed", why: "no pattern" },
    { args: [day, "d".repeat(1001)], fails: "longer than 1000", why: "a limit" },
    { args: [day, null], fails: "the pattern is a text", why: "not set" },
    {
      args: [{ year: 2023, month: 2, day: 29 }, "d"],
      fails: "a date has year",
      why: "no such day",
    },
    { args: [{ year: 2023 }, "d"], fails: "a date has year", why: "part of a date" },
    { args: ["1 April 2023", "d"], fails: "ISO 8601", why: "a text in another form" },
    { args: [1_680_000_000, "d"], fails: "a date has year", why: "a number is no date" },
  ]);
});

describe("IS_FUTURE_DATE and IS_PAST_DATE", () => {
  const session = { now: "2026-03-29T00:30:00Z", timeZone: "Europe/Berlin" };
  const today = { year: 2026, month: 3, day: 29 };
  rowsOf("IS_FUTURE_DATE", [
    { args: [{ ...today, day: 30 }], session, is: true, why: "documented" },
    { args: [today], session, is: false, why: "assumed: today is not after today" },
    {
      args: [{ ...today, hours: 1, minutes: 31 }],
      session,
      is: true,
      why: "by the session's time zone it is 1:30",
    },
    {
      args: [{ ...today, hours: 1, minutes: 30 }],
      session,
      is: false,
      why: "now is not after now",
    },
    { args: ["2026-03-29T02:00:00+01:00"], session, is: true, why: "by the text's offset" },
    { args: ["2026-03-29T00:00:00Z"], session, is: false, why: "in UTC" },
    { args: [{ hours: 23 }], session, is: true, why: "assumed: a time alone is today's" },
    { args: ["soon"], fails: "a date has year", why: "no date" },
    { args: [null], fails: "a date has year", why: "not set" },
  ]);
  rowsOf("IS_PAST_DATE", [
    { args: [{ ...today, day: 28 }], session, is: true, why: "documented" },
    { args: [today], session, is: false, why: "assumed: today is not before today" },
    {
      args: [{ ...today, day: 28 }],
      session: { ...session, timeZone: "America/New_York" },
      is: false,
      why: "where it is still the 28th",
    },
    { args: [{ ...today, hours: 0 }], session, is: true, why: "earlier today" },
    {
      args: [{ ...today, hours: 0 }],
      session: { timeZone: "Mars/Olympus" },
      fails: "no time zone Mars/Olympus",
      why: "no such zone",
    },
  ]);
});

describe("NOW", () => {
  rowsOf("NOW", [
    {
      args: [],
      session: { now: "2026-03-10T12:34:56.789Z" },
      is: {
        year: 2026,
        month: 3,
        day: 10,
        hours: 12,
        minutes: 34,
        seconds: 56,
        nanos: 789_000_000,
      },
      why: "year was seen in agents, the others are assumed",
    },
    {
      args: [],
      session: { now: "2026-12-31T23:30:00Z", timeZone: "Asia/Kolkata" },
      is: { year: 2027, month: 1, day: 1, hours: 5, minutes: 0, seconds: 0, nanos: 0 },
      why: "in the session's time zone",
    },
  ]);
});
