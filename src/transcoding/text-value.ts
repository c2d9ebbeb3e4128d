/**
 * Values of fields from text, as they stand in paths and queries: what the JSON
 * mapping writes as a string, number or boolean, without quotes
 * (https://protobuf.dev/programming-guides/json/).
 */
import {
  fromJson,
  ScalarType,
  type DescEnum,
  type DescField,
  type DescMessage,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { FieldMaskSchema, isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { parseFieldMask } from "./field-mask.ts";

/** A text that is no value of its field; the message says what would be. */
export class TextValueError extends Error {}

/**
 * Reads a text as one value of a field, in the form that protobuf-es' reflection sets.
 *
 * @param maskRoot the message that a field mask speaks of, where that is known
 * @throws TextValueError
 */
export type TextReader = (text: string, maskRoot?: DescMessage) => unknown;

const readers = new WeakMap<DescField, { readonly read: TextReader | undefined }>();

/** The reader for a field, for one item if it is a list; undefined if its values have no text. */
export function textReader(field: DescField): TextReader | undefined {
  let known = readers.get(field);
  if (known === undefined) readers.set(field, (known = { read: makeReader(field) }));
  return known.read;
}

function makeReader(field: DescField): TextReader | undefined {
  if (field.scalar !== undefined && field.fieldKind !== "map") return scalarReader(field.scalar);
  if (field.enum !== undefined && field.fieldKind !== "map") return enumReader(field.enum);
  if (field.message !== undefined && field.fieldKind !== "map") return messageReader(field.message);
  return undefined;
}

function messageReader(message: DescMessage): TextReader | undefined {
  if (isWrapperDesc(message)) {
    const [field] = message.fields;
    const read = field && scalarReader(field.scalar);
    return (text) => {
      const wrapper = reflect(message, undefined, false);
      wrapper.set(field, read(text));
      return wrapper;
    };
  }
  switch (message.typeName) {
    case "google.protobuf.FieldMask":
      return (text, maskRoot) =>
        reflect(
          FieldMaskSchema,
          { $typeName: "google.protobuf.FieldMask", paths: parseFieldMask(text, maskRoot) },
          false,
        );
    case "google.protobuf.Duration":
      return jsonReader(message, "a duration in seconds, such as 3.5s");
    case "google.protobuf.Timestamp":
      return jsonReader(message, "a time in RFC 3339, such as 2026-01-31T12:00:00Z");
    default:
      return undefined;
  }
}

function jsonReader(message: DescMessage, expected: string): TextReader {
  return (text) => {
    try {
      return reflect(message, fromJson(message, text), false);
    } catch {
      throw new TextValueError(`must be ${expected}`);
    }
  };
}

const integerRanges = {
  [ScalarType.INT32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [ScalarType.SINT32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [ScalarType.SFIXED32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [ScalarType.UINT32]: [0n, 2n ** 32n - 1n],
  [ScalarType.FIXED32]: [0n, 2n ** 32n - 1n],
  [ScalarType.INT64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [ScalarType.SINT64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [ScalarType.SFIXED64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [ScalarType.UINT64]: [0n, 2n ** 64n - 1n],
  [ScalarType.FIXED64]: [0n, 2n ** 64n - 1n],
} as const;

function scalarReader(scalar: ScalarType): TextReader {
  switch (scalar) {
    case ScalarType.STRING:
      return (text) => text;
    case ScalarType.BOOL:
      return readBool;
    case ScalarType.BYTES:
      return readBytes;
    case ScalarType.DOUBLE:
      return (text) => readFloat(text, Number.MAX_VALUE);
    case ScalarType.FLOAT:
      return (text) => readFloat(text, floatMax);
    default: {
      const [min, max] = integerRanges[scalar];
      const narrow = max < 2n ** 32n;
      return (text) => {
        const value = readInteger(text, { min, max });
        return narrow ? Number(value) : value;
      };
    }
  }
}

function readBool(text: string): boolean {
  if (text === "true") return true;
  if (text === "false") return false;
  throw new TextValueError("must be true or false");
}

/** Standard or URL-safe base64, with or without padding. */
function readBytes(text: string): Uint8Array {
  // Whoever leaves a plus sign as it is in a query means it: base64 has no spaces.
  const code = text.replaceAll(" ", "+");
  try {
    if (/^[A-Za-z0-9+/_-]*={0,2}$/.test(code)) return base64Decode(code);
  } catch {
    // Told below.
  }
  throw new TextValueError("must be base64");
}

/** A 64-bit or 32-bit integer in decimal digits. At most 20 of them, so that BigInt has little to do. */
function readInteger(text: string, { min, max }: { min: bigint; max: bigint }): bigint {
  if (/^-?\d{1,20}$/.test(text)) {
    const value = BigInt(text);
    if (value >= min && value <= max) return value;
  }
  throw new TextValueError(`must be an integer from ${String(min)} to ${String(max)}`);
}

/** Largest number that IEEE 754 single precision rounds to a finite one. */
const floatMax = 3.4028235677973366e38;

function readFloat(text: string, max: number): number {
  if (text === "NaN") return Number.NaN;
  if (text === "Infinity") return Number.POSITIVE_INFINITY;
  if (text === "-Infinity") return Number.NEGATIVE_INFINITY;
  if (text.length <= 400 && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) {
    const value = Number(text);
    if (Math.abs(value) <= max) return value;
  }
  throw new TextValueError("must be a number, NaN, Infinity or -Infinity");
}

function enumReader(descriptor: DescEnum): TextReader {
  const byName = new Map(descriptor.values.map(({ name, number }) => [name, number]));
  const numbers = new Set(descriptor.values.map(({ number }) => number));
  const isNull = descriptor.typeName === "google.protobuf.NullValue";
  return (text) => {
    const known = byName.get(text);
    if (known !== undefined) return known;
    if (isNull && text === "null") return 0;
    if (/^-?\d{1,10}$/.test(text)) {
      const number = Number(text);
      // Open enums take numbers that they have no name for.
      if (
        numbers.has(number) ||
        (descriptor.open && number === Math.trunc(number) && (number | 0) === number)
      )
        return number;
    }
    throw new TextValueError(`must be one of ${[...byName.keys()].join(", ")}, or its number`);
  };
}
