/**
 * Arbitrary JSON for a message's schema: values that its reader has to accept,
 * or, hostile, values that it may have to refuse.
 */
import {
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  ScalarType,
} from "@bufbuild/protobuf";
import fc from "fast-check";
import { hostileTexts, hostileValues, validScalars, validTexts } from "./json-values.ts";

/** What kind of JSON is wanted. */
export interface JsonArbitraryOptions {
  /** Wrong values, unknown fields, and fields under both names are among it. Default: false. */
  readonly hostile?: boolean;
  /** Messages within messages. Default: 3. */
  readonly maxDepth?: number;
}

type Options = Required<JsonArbitraryOptions>;

/** JSON for a message: some of its fields, each under one of its names. */
export function arbitraryJson(
  schema: DescMessage,
  options: JsonArbitraryOptions = {},
): fc.Arbitrary<JsonValue> {
  return messageJson(schema, { hostile: false, maxDepth: 3, ...options });
}

/** An object whose keys are all its own, `__proto__` too. */
function objectOf(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  const object: JsonObject = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  return object;
}

function messageJson(schema: DescMessage, options: Options): fc.Arbitrary<JsonValue> {
  const known = wellKnownJson(schema, options);
  if (known !== undefined) return known;
  const entries = schema.fields
    .filter((field) => options.maxDepth > 0 || field.message === undefined)
    .map((field) => fc.tuple(nameOf(field, options), fieldJson(field, options)));
  const unknown = fc.tuple(
    fc.constantFrom("unknown", "[ext.ension]", "", "toString", "__proto__"),
    fc.constant(1),
  );
  const all = [...entries, ...(options.hostile && entries.length < 6 ? [unknown] : [])];
  if (all.length === 0) return fc.constant({});
  const some = options.hostile
    ? fc.array(fc.oneof(...all), { maxLength: 5 })
    : fc.uniqueArray(fc.oneof(...all), {
        maxLength: 5,
        selector: ([key]) => memberKey(schema, key),
      });
  return some.map(objectOf);
}

/** What a valid message may have once: a field, or one member of a oneof. */
function memberKey(schema: DescMessage, key: string): string {
  const field = schema.fields.find(
    (candidate) => candidate.jsonName === key || candidate.name === key,
  );
  return field?.oneof === undefined ? (field?.name ?? key) : `oneof ${field.oneof.name}`;
}

function nameOf(field: DescField, { hostile }: Options): fc.Arbitrary<string> {
  return hostile
    ? fc.oneof(
        { weight: 5, arbitrary: fc.constant(field.jsonName) },
        fc.constantFrom(field.name, field.localName, field.name.toUpperCase()),
      )
    : fc.constantFrom(field.jsonName, field.name);
}

function fieldJson(field: DescField, options: Options): fc.Arbitrary<JsonValue> {
  const good = goodFieldJson(field, options);
  return options.hostile
    ? fc.oneof({ weight: 8, arbitrary: good }, fc.constantFrom(...hostileValues))
    : good;
}

function goodFieldJson(field: DescField, options: Options): fc.Arbitrary<JsonValue> {
  const value = valueJson(field, options);
  switch (field.fieldKind) {
    case "list":
      return fc.array(value, { maxLength: 3 });
    case "map": {
      const keys = validScalars(field.mapKey).filter(
        (key) => field.mapKey !== ScalarType.STRING || typeof key === "string",
      );
      const texts = field.mapKey === ScalarType.STRING ? ["__proto__", "constructor", "1", ""] : [];
      const names = [...keys.map(String), ...texts, ...(options.hostile ? hostileTexts : [])];
      return fc
        .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 3 })
        .map((entries) => objectOf(options.hostile ? entries : entries.slice(0, 1)));
    }
    default:
      return value;
  }
}

function valueJson(field: DescField, options: Options): fc.Arbitrary<JsonValue> {
  if (field.message !== undefined)
    return messageJson(field.message, { ...options, maxDepth: options.maxDepth - 1 });
  if (field.enum !== undefined) {
    const values = field.enum.values.flatMap((value) => [value.name, value.number]);
    const unknown = options.hostile
      ? [77, "NOT_A_NAME", 1.5, 2 ** 31]
      : field.enum.open
        ? [77]
        : [];
    return fc.constantFrom(...values, ...unknown);
  }
  const good = fc.constantFrom(...validScalars(field.scalar));
  return options.hostile
    ? fc.oneof({ weight: 3, arbitrary: good }, fc.constantFrom(...hostileTexts, ...hostileValues))
    : good;
}

const anyJson: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<JsonValue>(null, true, false, "", "text", "\ud800", 0, -0, 1.5, 1e308),
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .array(
        fc.tuple(
          fc.constantFrom("a", "b", "__proto__", "constructor", "1", "toJSON"),
          tie("value"),
        ),
        { maxLength: 3 },
      )
      .map(objectOf),
  ),
})).value;

function wellKnownJson(schema: DescMessage, options: Options): fc.Arbitrary<JsonValue> | undefined {
  const texts = validTexts[schema.typeName];
  if (texts !== undefined)
    return fc.constantFrom(...texts, ...(options.hostile ? hostileTexts : []));
  switch (schema.typeName) {
    case "google.protobuf.Any":
      return fc.constantFrom<JsonValue>(
        {},
        ...(options.hostile
          ? [{ "@type": "type.googleapis.com/a.B" }, { "@type": 1 }, { a: 1 }]
          : []),
      );
    case "google.protobuf.Struct":
      return fc
        .array(fc.tuple(fc.constantFrom("a", "__proto__", "b c"), anyJson), { maxLength: 3 })
        .map(objectOf);
    case "google.protobuf.ListValue":
      return fc.array(anyJson, { maxLength: 3 });
    case "google.protobuf.Value":
      return anyJson;
    default: {
      const wrapped = /^google\.protobuf\.\w+Value$/.test(schema.typeName)
        ? schema.fields[0]
        : undefined;
      return wrapped && valueJson(wrapped, options);
    }
  }
}
