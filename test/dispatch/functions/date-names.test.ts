import { describe, expect, it } from "vitest";
import {
  dayPeriodNames,
  localeOf,
  monthNames,
  nameWidth,
  standaloneMonthNames,
  weekdayNames,
} from "../../../src/dispatch/functions/date-names.ts";

describe("names", () => {
  it("of months begin with January", () => {
    expect(monthNames("en", "long").slice(0, 2)).toEqual(["January", "February"]);
    expect(monthNames("en", "short")).toHaveLength(12);
    expect(monthNames("de", "narrow").join("")).toBe("JFMAMJJASOND");
  });

  it("of months differ beside a day where the language has two forms", () => {
    expect(monthNames("ru", "long")[3]).toBe("апреля");
    expect(standaloneMonthNames("ru", "long")[3]).toBe("апрель");
  });

  it("of months are the ones by themselves where a language has numbers beside a day", () => {
    expect(monthNames("ja", "long")[11]).toBe("12月");
    expect(monthNames("zh", "short")[0]).toBe("1月");
  });

  it("of days begin with Monday", () => {
    expect(weekdayNames("en", "short")).toEqual(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
    expect(weekdayNames("ja", "long")[0]).toBe("月曜日");
  });

  it("of the halves of the day", () => {
    expect(dayPeriodNames("en")).toEqual(["AM", "PM"]);
    expect(dayPeriodNames("ko")).toEqual(["오전", "오후"]);
  });

  it("are of the Gregorian calendar whatever the language's own is", () => {
    expect(monthNames("th", "long")[0]).toBe("มกราคม");
    expect(monthNames("en-u-ca-islamic", "long")[0]).toBe("January");
  });

  it.each(["", "x", "en us", "__proto__", "a".repeat(5000)])("of %j there are none", (language) => {
    expect(() => monthNames(language, "long")).toThrow("There is no language");
  });

  it("are right with more languages than are kept", () => {
    for (let index = 0; index < 200; index++)
      monthNames(`en-x-${String(index).padStart(3, "0")}`, "long");
    expect(monthNames("fr", "long")[7]).toBe("août");
  });

  it("are as long as a pattern's letter is repeated", () => {
    expect([1, 2, 3, 4, 5].map(nameWidth)).toEqual(["short", "short", "short", "long", "narrow"]);
  });

  it("of zones are asked for in a language that Intl takes", () => {
    expect(localeOf("pt_BR")).toBe("pt-BR-u-ca-gregory-nu-latn");
  });
});
