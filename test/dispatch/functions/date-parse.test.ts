import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDate } from "../../../src/dispatch/functions/date-format.ts";
import { matchesDatePattern } from "../../../src/dispatch/functions/date-parse.ts";
import { parseDatePattern } from "../../../src/dispatch/functions/date-pattern.ts";
import { fromLocalMs } from "../../../src/dispatch/functions/date-time.ts";

function matches(text: string, pattern: string, language = "en"): boolean {
  return matchesDatePattern(text, parseDatePattern(pattern, "F"), { language, of: "F" });
}

describe("matchesDatePattern", () => {
  it.each([
    ["2021-04-29", "uuuu-MM-dd", "documented"],
    ["21 Apr 29", "uu MMM dd", "observed: two digits and a name"],
    ["20210429", "yyyyMMdd", "fields without signs between them"],
    ["4/9/2021", "M/d/yyyy", "one digit"],
    ["12/31/2021", "M/d/yyyy", "two digits where one is asked for"],
    ["29 February 2024", "d MMMM yyyy", "a leap day"],
    ["Thursday, 29 Apr 2021", "EEEE, d MMM yyyy", "the day of the week is right"],
    ["3:05 PM", "h:mm a", "a time"],
    ["2021-04-29T10:00:00.25+02:00", "uuuu-MM-dd'T'HH:mm:ss.SSXXX", "an offset"],
    ["2021-04-29T10:00:00Z", "uuuu-MM-dd'T'HH:mm:ssX", "Z"],
    ["02-29", "MM-dd", "assumed: without a year, a day that some year has"],
    ["2024-366", "uuuu-DDD", "a leap year's last day"],
  ])("%j is one by %j: %s", (text, pattern) => {
    expect(matches(text, pattern)).toBe(true);
  });

  it.each([
    ["2021-02-30", "uuuu-MM-dd", "no such day"],
    ["2021-02-29", "uuuu-MM-dd", "no leap year"],
    ["2021-13-01", "uuuu-MM-dd", "no such month"],
    ["2021-4-29", "uuuu-MM-dd", "two digits are asked for"],
    ["021-04-29", "uuuu-MM-dd", "four digits are asked for"],
    ["2021-04-29 ", "uuuu-MM-dd", "something follows"],
    ["", "uuuu-MM-dd", "nothing"],
    ["29 april 2021", "d MMMM yyyy", "Java: names have their case"],
    ["Friday, 29 Apr 2021", "EEEE, d MMM yyyy", "it was a Thursday"],
    ["13:05 PM", "h:mm a", "half a day has no 13 hours"],
    ["25:00", "HH:mm", "no such hour"],
    ["10:00", "HH:mm a", "no half of the day"],
    ["10:00+19:00", "HH:mmXXX", "no such offset"],
    ["10:00Z", "HH:mmxxx", "x has no Z"],
    ["2023-366", "uuuu-DDD", "no leap year"],
    ["4 5", "d d", "two different days"],
    ["٢٠٢١-04-29", "uuuu-MM-dd", "other digits"],
  ])("%j is none by %j: %s", (text, pattern) => {
    expect(matches(text, pattern)).toBe(false);
  });

  it("reads the names of a language, the longest that fits", () => {
    expect(matches("1 avril 2023", "d MMMM yyyy", "fr")).toBe(true);
    expect(matches("1 April 2023", "d MMMM yyyy", "fr")).toBe(false);
    expect(matches("1 11月", "d MMMM", "ja")).toBe(true);
  });

  it("does not read names of time zones", () => {
    expect(() => matches("10:00 CET", "HH:mm z")).toThrow(
      "F: names of time zones (z) are not read.",
    );
  });

  it("reads what is formatted", () => {
    const days = fc.integer({ min: 0, max: 100_000 });
    const patterns = fc.constantFrom(
      "uuuu-MM-dd",
      "EEEE, d MMMM yyyy",
      "d.MMM uuuu",
      "uuuuDDD",
      "M/d/uu",
    );
    const languages = fc.constantFrom("en", "de", "ru", "ja", "ar", "pl");
    fc.assert(
      fc.property(days, patterns, languages, (day, pattern, language) => {
        const shown = fromLocalMs(day * 86_400_000);
        const options = { language, timeZone: "UTC", of: "F" };
        const text = formatDate(
          { ...shown, isText: false },
          parseDatePattern(pattern, "F"),
          options,
        );
        // Two digits are of this century.
        fc.pre(
          !pattern.endsWith("uu") || pattern.endsWith("uuuu") || (shown?.date.year ?? 0) >= 2000,
        );
        expect(matches(text, pattern, language)).toBe(true);
      }),
    );
  });
});
