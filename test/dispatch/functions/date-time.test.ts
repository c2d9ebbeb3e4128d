import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dateTimeAt,
  daysIn,
  epochDay,
  fromLocalMs,
  instantOf,
  localMs,
  offsetText,
  pad,
  readDateTime,
  writeDateTime,
} from "../../../src/dispatch/functions/date-time.ts";

const dates = fc
  .date({
    min: new Date("0001-01-02T00:00:00Z"),
    max: new Date("9999-12-30T00:00:00Z"),
    noInvalidDate: true,
  })
  .map((date) => date.getTime());

describe("readDateTime", () => {
  it.each([
    ["2023-04-01", { date: { year: 2023, month: 4, day: 1 }, isText: true }],
    ["0001-01-01", { date: { year: 1, month: 1, day: 1 }, isText: true }],
    [
      "2023-04-01T10:20",
      {
        date: { year: 2023, month: 4, day: 1 },
        time: { hours: 10, minutes: 20, seconds: 0, nanos: 0 },
        isText: true,
      },
    ],
    ["10:20:30.5", { time: { hours: 10, minutes: 20, seconds: 30, nanos: 5e8 }, isText: true }],
    [{ hours: 7 }, { time: { hours: 7, minutes: 0, seconds: 0, nanos: 0 }, isText: false }],
    [
      { year: 2023, month: 4, day: 1, hours: null, future: "x" },
      { date: { year: 2023, month: 4, day: 1 }, isText: false },
    ],
  ])("reads %j", (value, expected) => {
    expect(readDateTime(value, "F")).toEqual(expected);
  });

  it.each([
    ["2023-04-01T10:20:00+05:30", 330],
    ["2023-04-01T10:20:00-0330", -210],
    ["2023-04-01T10:20:00+02", 120],
    ["2023-04-01T10:20:00Z", 0],
  ])("reads the offset of %s in minutes as %i", (text, minutes) => {
    expect(readDateTime(text, "F").offsetMs).toBe(minutes * 60_000);
  });

  it.each<readonly [JsonValue, string]>([
    ["2023-02-29", "no such day"],
    ["2023-13-01", "no such month"],
    ["0000-01-01", "years begin with 1"],
    ["2023-04-01T24:00", "no such hour"],
    ["10:60", "no such minute"],
    ["2023-4-1", "not ISO 8601"],
    ["", "nothing"],
    [{ year: 2023, month: 4 }, "a day is missing"],
    [{ year: 2023, month: 4, day: 1, hours: 25 }, "no such hour"],
    [{ year: "2023", month: 4, day: 1 }, "a text is no year"],
    [{ year: 2023.5, month: 4, day: 1 }, "half a year"],
    [JSON.parse('{"__proto__":{"hours":1}}') as JsonValue, "a prototype's members are not its own"],
    [{}, "nothing"],
    [[2023, 4, 1], "a list"],
    [null, "not set"],
  ])("refuses %j: %s", (value) => {
    expect(() => readDateTime(value, "F")).toThrow("F: a date has year");
  });

  it("reads what is written", () => {
    fc.assert(
      fc.property(dates, fc.boolean(), (ms, isText) => {
        const value = { ...fromLocalMs(ms), isText };
        expect(readDateTime(writeDateTime(value), "F")).toEqual(value);
      }),
    );
  });
});

describe("local times", () => {
  it("are their milliseconds again", () => {
    fc.assert(
      fc.property(dates, (ms) => {
        const shown = fromLocalMs(ms);
        expect(shown && localMs(shown.date, shown.time)).toBe(ms);
        expect(shown && epochDay(shown.date)).toBe(Math.floor(ms / 86_400_000));
      }),
    );
  });

  it("are no years before 1 and after 9999", () => {
    expect(fromLocalMs(Date.UTC(10_000, 0, 1))).toBeUndefined();
    expect(fromLocalMs(-1e15)).toBeUndefined();
    expect(fromLocalMs(1e300)).toBeUndefined();
  });

  it("lead to the instant that shows them, outside of changes of the clocks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 364 }), (day) => {
        // Noon, when no clock is changed.
        const shown = fromLocalMs(Date.UTC(2026, 0, 1, 12) + day * 86_400_000);
        if (shown === undefined) throw new Error("in 2026");
        const instant = instantOf({ ...shown, isText: false }, "America/New_York");
        expect(dateTimeAt(instant, "America/New_York")).toEqual(shown);
      }),
    );
  });

  it("with an offset need no zone", () => {
    const value = { date: { year: 2026, month: 1, day: 1 }, offsetMs: 3_600_000, isText: true };
    expect(instantOf(value, "nowhere")).toBe(Date.UTC(2025, 11, 31, 23));
  });
});

describe("daysIn", () => {
  it.each([
    [2023, 2, 28],
    [2024, 2, 29],
    [1900, 2, 28],
    [2000, 2, 29],
    [2023, 4, 30],
    [2023, 12, 31],
  ])("year %i, month %i has %i", (year, month, days) => {
    expect(daysIn(year, month)).toBe(days);
  });
});

describe("writing", () => {
  it("fractions have as many digits as they need, by threes", () => {
    const time = { hours: 1, minutes: 2, seconds: 3, nanos: 1000 };
    expect(writeDateTime({ time, isText: true })).toBe("01:02:03.000001");
    expect(writeDateTime({ time: { ...time, nanos: 1 }, isText: true })).toBe("01:02:03.000000001");
  });

  it.each([
    [0, "Z"],
    [5_400_000, "+01:30"],
    [-12_600_000, "-03:30"],
  ])("an offset of %i ms is %s", (ms, text) => {
    expect(offsetText(ms)).toBe(text);
  });

  it("numbers are padded, and never cut", () => {
    expect([pad(7), pad(123), pad(7, 4)]).toEqual(["07", "123", "0007"]);
  });
});
