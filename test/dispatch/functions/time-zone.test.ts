import { describe, expect, it } from "vitest";
import { instantOfLocal, offsetAt } from "../../../src/dispatch/functions/time-zone.ts";

const minutes = (text: string, zone: string): number => offsetAt(Date.parse(text), zone) / 60_000;
const instant = (local: string, zone: string): string =>
  new Date(instantOfLocal(Date.parse(`${local}Z`), zone)).toISOString();

describe("offsetAt", () => {
  it.each([
    ["2026-01-01T00:00:00Z", "Europe/Berlin", 60],
    ["2026-07-01T00:00:00Z", "Europe/Berlin", 120],
    ["2026-03-29T00:59:59.999Z", "Europe/Berlin", 60],
    ["2026-03-29T01:00:00Z", "Europe/Berlin", 120],
    ["2026-01-01T00:00:00Z", "Asia/Kolkata", 330],
    ["2026-01-01T00:00:00Z", "America/St_Johns", -210],
    ["2026-01-01T00:00:00Z", "UTC", 0],
    ["2026-01-01T00:00:00Z", "Etc/GMT+5", -300],
    ["1969-12-31T23:59:59.500Z", "Asia/Tokyo", 540],
  ])("at %s in %s is %i minutes", (text, zone, expected) => {
    expect(minutes(text, zone)).toBe(expected);
  });

  it("fails for a zone that is none, again and again", () => {
    for (let round = 0; round < 2; round++)
      expect(() => offsetAt(0, "Mars/Olympus")).toThrow("There is no time zone Mars/Olympus.");
  });

  it("keeps right with more zones than are kept", () => {
    const zones = Intl.supportedValuesOf("timeZone").slice(0, 80);
    for (const zone of zones) offsetAt(0, zone);
    expect(minutes("2026-01-01T00:00:00Z", "Europe/Berlin")).toBe(60);
  });
});

describe("instantOfLocal", () => {
  it.each([
    ["2026-01-15T12:00:00", "Europe/Berlin", "2026-01-15T11:00:00.000Z", "in winter"],
    ["2026-07-15T12:00:00", "Europe/Berlin", "2026-07-15T10:00:00.000Z", "in summer"],
    ["2026-03-29T01:59:00", "Europe/Berlin", "2026-03-29T00:59:00.000Z", "before the change"],
    [
      "2026-03-29T02:30:00",
      "Europe/Berlin",
      "2026-03-29T01:30:00.000Z",
      "skipped: java.time moves it by the gap",
    ],
    ["2026-03-29T03:00:00", "Europe/Berlin", "2026-03-29T01:00:00.000Z", "after the change"],
    [
      "2026-10-25T02:30:00",
      "Europe/Berlin",
      "2026-10-25T00:30:00.000Z",
      "twice: java.time takes the earlier",
    ],
    ["2026-10-25T03:30:00", "Europe/Berlin", "2026-10-25T02:30:00.000Z", "after the change back"],
    ["2026-11-01T01:30:00", "America/New_York", "2026-11-01T05:30:00.000Z", "twice, west of UTC"],
    ["2026-03-08T02:30:00", "America/New_York", "2026-03-08T07:30:00.000Z", "skipped, west of UTC"],
  ])("%s in %s is %s: %s", (local, zone, expected) => {
    expect(instant(local, zone)).toBe(expected);
  });
});
