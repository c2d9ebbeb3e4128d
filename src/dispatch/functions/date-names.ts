/** Names of months and days in a language, through Intl, whose names are CLDR's as Java's are. */
import { FunctionError } from "./system-function.ts";

/** How long a name is. */
export type NameWidth = "long" | "short" | "narrow";

/** The width that a repeated pattern letter asks for: four letters are the whole name, five its initial. */
export function nameWidth(count: number): NameWidth {
  if (count <= 3) return "short";
  return count === 4 ? "long" : "narrow";
}

/** Languages and kinds whose names are kept. */
const keptNames = 64;
const kept = new Map<string, readonly string[]>();

/**
 * The names of the months beside a day of the month, from January. Where a
 * language has numbers there, it is the names by themselves.
 */
export function monthNames(language: string, width: NameWidth): readonly string[] {
  const beside = named(language, `month ${width}`, (locale) =>
    partsOf(locale, months, { type: "month", month: width, day: "numeric" }),
  );
  return /^\d+$/.test(beside[0] ?? "") ? standaloneMonthNames(language, width) : beside;
}

/** The names of the months by themselves, from January. Some languages have others for them. */
export function standaloneMonthNames(language: string, width: NameWidth): readonly string[] {
  return named(language, `standalone ${width}`, (locale) => {
    const format = new Intl.DateTimeFormat(locale, { month: width, timeZone: "UTC" });
    return months.map((month) => format.format(month));
  });
}

/** The names of the days of the week, from Monday. */
export function weekdayNames(language: string, width: NameWidth): readonly string[] {
  return named(language, `weekday ${width}`, (locale) =>
    partsOf(locale, days, { type: "weekday", weekday: width }),
  );
}

/** What stands for the halves of the day: AM and PM. */
export function dayPeriodNames(language: string): readonly string[] {
  return named(language, "dayPeriod", (locale) =>
    partsOf(locale, halves, { type: "dayPeriod", hour: "numeric", hourCycle: "h12" }),
  );
}

const months = Array.from({ length: 12 }, (_month, index) => Date.UTC(1970, index, 1));
/** From a Monday. */
const days = Array.from({ length: 7 }, (_day, index) => Date.UTC(1970, 0, 5 + index));
const halves = [Date.UTC(1970, 0, 1, 6), Date.UTC(1970, 0, 1, 18)];

function partsOf(
  locale: string,
  times: readonly number[],
  {
    type,
    ...options
  }: Intl.DateTimeFormatOptions & { readonly type: Intl.DateTimeFormatPartTypes },
): readonly string[] {
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  return times.map(
    (time) => format.formatToParts(time).find((part) => part.type === type)?.value ?? "",
  );
}

function named(
  language: string,
  kind: string,
  make: (locale: string) => readonly string[],
): readonly string[] {
  const key = `${language} ${kind}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const names = make(localeOf(language));
  if (kept.size >= keptNames) kept.clear();
  kept.set(key, names);
  return names;
}

/**
 * The language with the Gregorian calendar and European digits, which are the
 * ones of the patterns. Throws FunctionError for what is no language.
 */
export function localeOf(language: string): string {
  try {
    const tag = language.slice(0, 35).replaceAll("_", "-");
    return new Intl.Locale(tag, { calendar: "gregory", numberingSystem: "latn" }).toString();
  } catch {
    throw new FunctionError(`There is no language ${language.slice(0, 35)}.`);
  }
}
