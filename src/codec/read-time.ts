/** Readers of google.protobuf.Timestamp, Duration and FieldMask, which are strings in JSON. */
import type { Duration, FieldMask, Timestamp } from "@bufbuild/protobuf/wkt";
import { Fault } from "./fault.ts";
import type { JsonValue } from "./json.ts";
import { expected, tooDeep } from "./read.ts";
import { earliestMs, latestMs, longestSeconds } from "./time-limits.ts";

const timestampText =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})$/;

/** Without an end: protobuf-es lets anything follow the unit. */
const durationText = /^(-?[0-9]+)(?:\.([0-9]+))?s/;

function text(json: JsonValue, left: number): string {
  if (left < 1) throw tooDeep();
  if (typeof json === "string") return json;
  throw expected("a string", json);
}

/** A Timestamp: RFC 3339 with up to nine digits of a second. */
export function readTimestamp(json: JsonValue, left: number): Timestamp {
  const [, time, fraction = "", zone] = timestampText.exec(text(json, left)) ?? [];
  const ms = time === undefined ? NaN : Date.parse(`${time}${zone}`);
  if (Number.isNaN(ms))
    throw new Fault('expected a time such as "2026-01-31T12:00:00Z", found other text');
  if (ms < earliestMs || ms > latestMs)
    throw new Fault("expected a time from the year 1 to the year 9999, found another");
  return {
    $typeName: "google.protobuf.Timestamp",
    seconds: BigInt(ms / 1000),
    nanos: nanosOf(fraction),
  };
}

/** A Duration: seconds with up to nine digits after the point, and the unit: "1.5s". */
export function readDuration(json: JsonValue, left: number): Duration {
  const [, whole, fraction] = durationText.exec(text(json, left)) ?? [];
  if (whole === undefined || (fraction !== undefined && fraction.length > 9))
    throw new Fault('expected a duration such as "1.5s", found other text');
  const seconds = Number(whole);
  if (Math.abs(seconds) > longestSeconds)
    throw new Fault("expected a duration of at most 315576000000 seconds, found a longer one");
  const negative = seconds < 0 || Object.is(seconds, -0);
  const nanos = nanosOf(fraction ?? "");
  return {
    $typeName: "google.protobuf.Duration",
    seconds: BigInt(seconds),
    nanos: negative && fraction !== undefined ? -nanos : nanos,
  };
}

function nanosOf(fraction: string): number {
  return Number(fraction.padEnd(9, "0"));
}

/** A FieldMask: paths in camelCase, separated by commas. */
export function readFieldMask(json: JsonValue, left: number): FieldMask {
  const mask = text(json, left);
  if (mask.includes("_")) throw new Fault("expected paths in camelCase, found an underscore");
  const paths =
    mask === ""
      ? []
      : mask
          .split(",")
          .map((path) => path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return { $typeName: "google.protobuf.FieldMask", paths };
}
