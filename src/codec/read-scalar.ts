/**
 * Readers of scalar values, by the rules of ProtoJSON as protobuf-es applies
 * them (https://protobuf.dev/programming-guides/json/). Each takes any JSON but
 * gives a value of its type, or throws a Fault.
 */
import { decodeBase64 } from "./base64.ts";
import { Fault } from "./fault.ts";
import { describe, type JsonValue } from "./json.ts";
import { expected, notString } from "./read.ts";

/** A string of Unicode text. */
export function readString(json: JsonValue): string {
  if (typeof json === "string" && json.isWellFormed()) return json;
  throw notString(json);
}

/** A boolean. */
export function readBool(json: JsonValue): boolean {
  if (typeof json === "boolean") return json;
  throw expected("true or false", json);
}

/** The number that a string spells, or undefined. Nothing may stand around it. */
function spelled(text: string): number | undefined {
  if (text === "" || text.trim().length !== text.length) return undefined;
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}

/** A 64-bit float: a number, a string that spells one, "NaN", "Infinity" or "-Infinity". */
export function readDouble(json: JsonValue): number {
  if (typeof json === "number" && Number.isFinite(json)) return json;
  if (json === "NaN") return NaN;
  if (json === "Infinity") return Infinity;
  if (json === "-Infinity") return -Infinity;
  if (typeof json === "number")
    throw new Fault(
      'expected a finite number; others are spelled "NaN", "Infinity" and "-Infinity"',
    );
  const number = typeof json === "string" ? spelled(json) : undefined;
  if (number === undefined || !Number.isFinite(number)) throw expectedNumber("a number", json);
  return number;
}

/** A 32-bit float, kept with all digits that were given. */
export function readFloat(json: JsonValue): number {
  const number = readDouble(json);
  if (Number.isFinite(number) && !Number.isFinite(Math.fround(number)))
    throw outOfRange("a 32-bit float", number);
  return number;
}

/** A signed 32-bit integer; 1.0, 1e3 and "1e3" are integers too. */
export function readInt32(json: JsonValue): number {
  if (typeof json === "number" && (json | 0) === json) return json;
  const number = integer(json);
  if (number > 0x7fff_ffff || number < -0x8000_0000)
    throw outOfRange("a signed 32-bit integer", number);
  return number;
}

/** An unsigned 32-bit integer. */
export function readUint32(json: JsonValue): number {
  if (typeof json === "number" && json >>> 0 === json) return json;
  const number = integer(json);
  if (number > 0xffff_ffff || number < 0) throw outOfRange("an unsigned 32-bit integer", number);
  return number;
}

function integer(json: JsonValue): number {
  const number = typeof json === "string" ? spelled(json) : json;
  if (typeof number !== "number" || !Number.isInteger(number))
    throw expectedNumber("an integer", json);
  return number;
}

/** A signed 64-bit integer. */
export function readInt64(json: JsonValue): bigint {
  const number = bigInteger(json);
  if (number > 0x7fff_ffff_ffff_ffffn || number < -0x8000_0000_0000_0000n)
    throw outOfRange("a signed 64-bit integer", number);
  return number;
}

/** An unsigned 64-bit integer. */
export function readUint64(json: JsonValue): bigint {
  const number = bigInteger(json);
  if (number > 0xffff_ffff_ffff_ffffn || number < 0n)
    throw outOfRange("an unsigned 64-bit integer", number);
  return number;
}

/** A signed 64-bit integer as text, for fields with `jstype = JS_STRING`: checked, and as it was spelled. */
export function readInt64Text(json: JsonValue): string {
  const number = readInt64(json);
  return typeof json === "string" ? json : String(number);
}

/** An unsigned 64-bit integer as text. */
export function readUint64Text(json: JsonValue): string {
  const number = readUint64(json);
  return typeof json === "string" ? json : String(number);
}

function bigInteger(json: JsonValue): bigint {
  if (typeof json === "number" || (typeof json === "string" && json !== "")) {
    try {
      return BigInt(json);
    } catch {
      throw expectedNumber("an integer", json);
    }
  }
  throw expectedNumber("an integer", json);
}

/** Bytes in base64, standard or URL-safe, with or without padding. */
export function readBytes(json: JsonValue): Uint8Array<ArrayBuffer> {
  if (typeof json !== "string") throw expected("a string in base64", json);
  const bytes = decodeBase64(json);
  if (bytes === undefined) throw new Fault("expected a string in base64, found other text");
  return bytes;
}

function expectedNumber(what: string, found: JsonValue): Fault {
  const text =
    typeof found === "number"
      ? String(found)
      : typeof found === "string"
        ? `the text ${quote(found)}`
        : describe(found);
  return new Fault(`expected ${what}, found ${text}`);
}

function outOfRange(what: string, number: number | bigint): Fault {
  return new Fault(`expected ${what}, found ${number}, which is out of its range`);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 30 ? `${text.slice(0, 30)}…` : text);
}

/**
 * A value of an open enum that no case of the generated switch was: its
 * number; undefined where an unknown name is to be skipped.
 *
 * @param rule the names that are known, and whether to skip others
 */
export function readEnum(
  json: JsonValue,
  rule: { readonly ignore: boolean; readonly names: string },
): number | undefined {
  if (typeof json === "string") {
    if (rule.ignore) return undefined;
    throw new Fault(`expected one of ${rule.names}, found ${quote(json)}`);
  }
  if (typeof json !== "number")
    throw new Fault(`expected one of ${rule.names}, or a number, found ${describe(json)}`);
  if ((json | 0) !== json)
    throw new Fault(`expected one of ${rule.names}, or a 32-bit integer, found ${json}`);
  return json;
}

/** A value of a closed enum: as readEnum, but its number has to be a known one. */
export function readClosedEnum(
  json: JsonValue,
  rule: { readonly ignore: boolean; readonly names: string; readonly numbers: readonly number[] },
): number | undefined {
  const number = readEnum(json, rule);
  if (number === undefined || rule.numbers.includes(number)) return number;
  throw new Fault(`expected one of ${rule.names}, or the number of one, found ${number}`);
}
