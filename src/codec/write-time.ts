/** Writers of google.protobuf.Timestamp, Duration and FieldMask, which are strings in JSON. */
import { Fault } from "./fault.ts";
import { earliestMs, latestMs, longestSeconds } from "./time-limits.ts";
import { fieldsOf, itemsOf, type MessageFields, unwritable } from "./write.ts";

function secondsOf(fields: MessageFields, whole: boolean): bigint | number | string {
  const seconds = fields["seconds"] ?? (whole ? undefined : 0n);
  if (typeof seconds === "bigint" || typeof seconds === "string" || Number.isInteger(seconds))
    return seconds as bigint;
  throw unwritable("a bigint in seconds", seconds);
}

function nanosOf(fields: MessageFields, whole: boolean): number {
  const nanos = fields["nanos"] ?? (whole ? undefined : 0);
  if (typeof nanos === "number") return nanos;
  throw unwritable("a number in nanos", nanos);
}

/** A point and the digits of a second's part: none, three, six or nine. */
function fraction(nanos: number): string {
  if (nanos === 0) return "";
  const digits = String(nanos).padStart(9, "0");
  return `.${digits.replace(/(?:000){1,2}$/, "")}`;
}

/** A Timestamp, in RFC 3339 and UTC. */
export function writeTimestamp(message: unknown, whole: boolean): string {
  const fields = fieldsOf(message, whole ? "google.protobuf.Timestamp" : undefined);
  const own = fields["$typeName"] === "google.protobuf.Timestamp";
  const ms = Number(secondsOf(fields, own)) * 1000;
  if (!(ms >= earliestMs && ms <= latestMs))
    throw new Fault("expected a time from the year 1 to the year 9999, found another");
  const nanos = nanosOf(fields, own);
  if (nanos < 0 || nanos > 999_999_999)
    throw new Fault(`expected nanos from 0 to 999999999, found ${nanos}`);
  return new Date(ms).toISOString().replace(".000Z", `${fraction(nanos)}Z`);
}

/** A Duration, in seconds: "1.5s". */
export function writeDuration(message: unknown, whole: boolean): string {
  const fields = fieldsOf(message, whole ? "google.protobuf.Duration" : undefined);
  const own = fields["$typeName"] === "google.protobuf.Duration";
  const given = secondsOf(fields, own);
  const nanos = nanosOf(fields, own);
  const seconds = Number(given);
  if (Math.abs(seconds) > longestSeconds)
    throw new Fault("expected a duration of at most 315576000000 seconds, found a longer one");
  if ((seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0))
    throw new Fault("expected seconds and nanos of one sign, found two");
  if (Math.abs(nanos) > 999_999_999)
    throw new Fault(`expected nanos of at most 999999999, found ${nanos}`);
  const sign = nanos < 0 && seconds === 0 ? "-" : "";
  return `${sign}${given}${fraction(Math.abs(nanos))}s`;
}

/** A FieldMask: paths in camelCase, separated by commas. */
export function writeFieldMask(message: unknown, whole: boolean): string {
  const fields = fieldsOf(message, whole ? "google.protobuf.FieldMask" : undefined);
  const own = fields["$typeName"] === "google.protobuf.FieldMask";
  return itemsOf(fields["paths"] ?? (own ? undefined : []))
    .map(camelPath)
    .join(",");
}

function camelPath(path: unknown): string {
  if (typeof path !== "string") throw unwritable("a path", path);
  const camel = path.replaceAll(/_+([^_]?)/g, (_, next: string) => next.toUpperCase());
  if (camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) === path) return camel;
  throw new Fault(`expected a path that camelCase can carry, found ${JSON.stringify(path)}`);
}
