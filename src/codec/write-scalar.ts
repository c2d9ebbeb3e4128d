/** Writers of scalar values, by the rules of ProtoJSON (https://protobuf.dev/programming-guides/json/). Each throws a Fault. */
import { encodeBase64 } from "./base64.ts";
import { Fault } from "./fault.ts";
import { unwritable } from "./write.ts";

/** A string. */
export function writeString(value: unknown): string {
  if (typeof value === "string") return value;
  throw unwritable("a string", value);
}

/** A boolean. */
export function writeBool(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw unwritable("true or false", value);
}

/** A 32-bit integer, signed or not. */
export function writeInteger(value: unknown): number {
  if (typeof value === "number") return value;
  throw unwritable("a number", value);
}

/** A float of either size: what JSON has no number for is a string. */
export function writeFloat(value: unknown): number | string {
  if (typeof value !== "number") throw unwritable("a number", value);
  return Number.isFinite(value) ? value : String(value);
}

/** A 64-bit integer, of either sign and any representation, as the string that JSON has for it. */
export function writeLong(value: unknown): string {
  if (typeof value === "bigint" || typeof value === "string") return String(value);
  if (Number.isInteger(value)) return String(value);
  throw typeof value === "number"
    ? new Fault(`expected an integer, found ${value}`)
    : unwritable("a bigint", value);
}

/** Whether a 64-bit integer is zero, as a bigint, a number or a string. */
export function isZero(value: unknown): boolean {
  return value === 0n || value === 0 || (typeof value === "string" && Number(value) === 0);
}

/**
 * Bytes, in base64.
 *
 * @param whole whether they stand in a whole message; a part of one may have an array of numbers
 */
export function writeBytes(value: unknown, whole: boolean): string {
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (!whole && Array.isArray(value)) return encodeBase64(new Uint8Array(value as number[]));
  throw unwritable("bytes (Uint8Array)", value);
}

/** Whether bytes are there, but none of them. */
export function isEmpty(value: unknown): boolean {
  return (value instanceof Uint8Array || Array.isArray(value)) && value.length === 0;
}

/** An enum's number, where no case of the generated switch has its name. */
export function writeEnum(value: unknown): number {
  if (typeof value === "number") return value;
  throw unwritable("the number of an enum value", value);
}

/** The only value of google.protobuf.NullValue. */
export function writeNullValue(value: unknown): null {
  writeEnum(value);
  return null;
}
