import { describe, expect, it } from "vitest";
import { formatDate, weekday } from "../../../src/dispatch/functions/date-format.ts";
import { parseDatePattern } from "../../../src/dispatch/functions/date-pattern.ts";
import { readDateTime } from "../../../src/dispatch/functions/date-time.ts";

function formatted(
  text: string,
  pattern: string,
  { language = "en", timeZone = "Europe/Berlin" } = {},
): string {
  const options = { language, timeZone, of: "F" };
  return formatDate(readDateTime(text, "F"), parseDatePattern(pattern, "F"), options);
}

const afternoon = "2023-04-01T15:05:09.123456789";
const midnight = "2023-12-31T00:00:00";

describe("formatDate, as java.time does", () => {
  it.each([
    [afternoon, "y yy yyyy u uu", "2023 23 2023 2023 23"],
    ["0007-04-01", "y yy yyyy", "7 07 0007"],
    [afternoon, "M MM MMM MMMM MMMMM", "4 04 Apr April A"],
    [afternoon, "L LL LLL LLLL", "4 04 Apr April"],
    [afternoon, "d dd D DDD", "1 01 91 091"],
    [afternoon, "Q QQ q", "2 02 2"],
    [afternoon, "E EE EEE EEEE EEEEE", "Sat Sat Sat Saturday S"],
    [afternoon, "H HH h hh K k a", "15 15 3 03 3 15 PM"],
    [midnight, "H h K k a", "0 12 0 24 AM"],
    [afternoon, "m mm s ss", "5 05 9 09"],
    [afternoon, "S SSS SSSSSSSSS n", "1 123 123456789 123456789"],
    [afternoon, "A", "54309123"],
    [afternoon, "X XX XXX x Z VV", "+02 +0200 +02:00 +02 +0200 Europe/Berlin"],
    ["2023-04-01T15:05:09Z", "X XX XXX x xx xxx Z", "Z Z Z +00 +0000 +00:00 +0000"],
    ["2023-04-01T15:05:09-03:30", "X XXX z VV", "-0330 -03:30 -03:30 -03:30"],
    ["2023-01-01", "z", "GMT+1"],
    ["2024-12-31", "D", "366"],
  ])("%s by %j is %j", (text, pattern, expected) => {
    expect(formatted(text, pattern)).toBe(expected);
  });

  it("names zones in the language", () => {
    expect(formatted("2023-01-01", "z", { language: "de" })).toBe("MEZ");
  });

  it("knows no zones in what is no language", () => {
    expect(() => formatted("2023-01-01", "z", { language: "?" })).toThrow(
      "There is no language ?.",
    );
  });

  it("has no zone for a time alone", () => {
    expect(() => formatted("10:00", "XXX")).toThrow(
      "F: the pattern has X, but the value has no date.",
    );
  });
});

describe("weekday", () => {
  it.each([
    [1970, 1, 1, 3],
    [1969, 12, 31, 2],
    [1, 1, 1, 0],
    [2024, 2, 29, 3],
    [9999, 12, 31, 4],
  ])("%i-%i-%i is %i days after a Monday", (year, month, day, expected) => {
    expect(weekday({ year, month, day })).toBe(expected);
  });
});
