/**
 * Arbitrary messages of any schema, for property tests: fast-check's shrinking
 * works through every field.
 */
import type {
  DescEnum,
  DescField,
  DescMessage,
  JsonObject,
  JsonValue,
  Message,
  MessageShape,
} from "@bufbuild/protobuf";
import { create, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc, ListValueSchema, StructSchema, ValueSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";

/** What the messages may contain. */
export interface MessageArbitraryOptions {
  /** Messages deeper than this are absent. Default: 5. */
  readonly maxDepth?: number;
  /** Whether maps and Structs may have the key `__proto__`, which not every library keeps. Default: true. */
  readonly protoKeys?: boolean;
  /** Enum values that the schema does not have are among the values. Default: false. */
  readonly unknownEnums?: boolean;
  /** NaN and the infinities are among the floats. Default: true. */
  readonly nonFinite?: boolean;
}

type Options = Required<MessageArbitraryOptions>;

/** Whole messages of a schema, each field present or absent, in canonical form: what a reader would give. */
export function arbitraryMessage<Desc extends DescMessage>(
  schema: Desc,
  options: MessageArbitraryOptions = {},
): fc.Arbitrary<MessageShape<Desc>> {
  const resolved = {
    maxDepth: 5,
    protoKeys: true,
    unknownEnums: false,
    nonFinite: true,
    ...options,
  };
  return arbitraryFields(schema, resolved) as fc.Arbitrary<MessageShape<Desc>>;
}

function arbitraryFields(schema: DescMessage, options: Options): fc.Arbitrary<Message> {
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  for (const member of schema.members) {
    const arbitrary =
      member.kind === "oneof"
        ? oneofOf(
            member.fields.flatMap((field) => fieldOf(field, options)?.map(asCase(field)) ?? []),
          )
        : fieldOf(member, options);
    if (arbitrary !== undefined) members[member.localName] = arbitrary;
  }
  return fc
    .record(members, { requiredKeys: [] })
    .map((fields) => create(schema, withoutUndefined(fields) as never));
}

function oneofOf(cases: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> | undefined {
  return cases.length === 0 ? undefined : fc.oneof(...cases);
}

function asCase(field: DescField): (value: unknown) => unknown {
  return (value) => ({ case: field.localName, value });
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A field's values; undefined where the depth is used up. */
function fieldOf(field: DescField, options: Options): fc.Arbitrary<unknown> | undefined {
  switch (field.fieldKind) {
    case "scalar":
      return scalar(field.scalar, options);
    case "enum":
      return enumeration(field.enum, options);
    case "message":
      // A wrapper is its value, in a field of its own.
      return isWrapperDesc(field.message) && field.oneof === undefined
        ? scalar(field.message.fields[0].scalar, options)
        : messageOf(field.message, options);
    case "list": {
      const item = itemOf(field, options);
      return item && fc.array(item, { maxLength: 3 });
    }
    case "map": {
      const value = itemOf(field, options);
      return (
        value &&
        record(
          field.mapKey === ScalarType.STRING
            ? keys(options)
            : scalar(field.mapKey, options).map(String),
          value,
        )
      );
    }
  }
}

function itemOf(
  field: DescField & { fieldKind: "list" | "map" },
  options: Options,
): fc.Arbitrary<unknown> | undefined {
  if (field.enum) return enumeration(field.enum, options);
  return field.message ? messageOf(field.message, options) : scalar(field.scalar, options);
}

function messageOf(schema: DescMessage, options: Options): fc.Arbitrary<unknown> | undefined {
  switch (schema.typeName) {
    case "google.protobuf.Struct":
      return structs(options);
    case "google.protobuf.Value":
      return json(options).map(valueOf);
    case "google.protobuf.Timestamp":
      return fc
        .record({
          seconds: fc.bigInt({ min: -62135596800n, max: 253402300799n }),
          nanos: fc.nat(999_999_999),
        })
        .map((fields) => create(schema, fields as never));
    case "google.protobuf.Duration":
      return fc
        .record({ seconds: fc.bigInt({ min: 0n, max: 315576000000n }), nanos: fc.nat(999_999_999) })
        .map((fields) => create(schema, fields as never));
    case "google.protobuf.FieldMask":
      return fc
        .array(fc.stringMatching(/^[a-z]{1,8}(_[a-z]{1,8}){0,2}$/), { maxLength: 3 })
        .map((paths) => create(schema, { paths }));
    case "google.protobuf.Any":
      return undefined;
    default:
      return options.maxDepth === 0
        ? undefined
        : arbitraryFields(schema, { ...options, maxDepth: options.maxDepth - 1 });
  }
}

/** Plain JSON objects, as messages hold a Struct. */
function structs(options: Options): fc.Arbitrary<JsonObject> {
  return record(keys(options), json(options));
}

function json(options: Options): fc.Arbitrary<JsonValue> {
  return fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(withoutMinusZero),
      text,
      fc.array(tie("value"), { maxLength: 3 }),
      record(keys(options), tie("value")) as fc.Arbitrary<JsonObject>,
    ),
  })).value;
}

const text = fc.string({ unit: "binary", maxLength: 12 }).filter((value) => value.isWellFormed());

function keys({ protoKeys }: Options): fc.Arbitrary<string> {
  const names = [
    "constructor",
    "hasOwnProperty",
    "toString",
    "a-b",
    "$x",
    "",
    "1",
    "name.original",
  ];
  return fc.oneof(
    text.filter((key) => key !== "__proto__"),
    fc.constantFrom(...names, ...(protoKeys ? ["__proto__"] : [])),
  );
}

/** Objects whose keys are all own properties, `__proto__` too. */
function record<T>(
  key: fc.Arbitrary<string>,
  value: fc.Arbitrary<T>,
): fc.Arbitrary<Record<string, T>> {
  return fc
    .uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name })
    .map((entries) => {
      const object: Record<string, T> = {};
      for (const [name, member] of entries)
        Object.defineProperty(object, name, {
          value: member,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      return object;
    });
}

function enumeration(schema: DescEnum, { unknownEnums }: Options): fc.Arbitrary<number> {
  // In JSON it is null, whatever its number.
  if (schema.typeName === "google.protobuf.NullValue") return fc.constant(0);
  const known = fc.constantFrom(...schema.values.map(({ number }) => number));
  return unknownEnums ? fc.oneof(known, fc.integer()) : known;
}

function scalar(type: ScalarType, { nonFinite }: Options): fc.Arbitrary<unknown> {
  switch (type) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 8 }).map((bytes) => new Uint8Array(bytes));
    case ScalarType.FLOAT:
      return fc.float({ noNaN: !nonFinite, noDefaultInfinity: !nonFinite }).map(withoutMinusZero);
    case ScalarType.DOUBLE:
      return fc.double({ noNaN: !nonFinite, noDefaultInfinity: !nonFinite }).map(withoutMinusZero);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return fc.nat(0xffffffff);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    default:
      return fc.integer();
  }
}

/** JSON writes -0 as 0. */
function withoutMinusZero(value: number): number {
  return value === 0 ? 0 : value;
}

/** A JSON value as a google.protobuf.Value. Deliberately not the library's own conversion. */
function valueOf(value: JsonValue): Message {
  if (value === null) return create(ValueSchema, { kind: { case: "nullValue", value: 0 } });
  if (Array.isArray(value))
    return create(ValueSchema, {
      kind: {
        case: "listValue",
        value: create(ListValueSchema, { values: value.map(valueOf) as never }),
      },
    });
  switch (typeof value) {
    case "string":
      return create(ValueSchema, { kind: { case: "stringValue", value } });
    case "number":
      return create(ValueSchema, { kind: { case: "numberValue", value } });
    case "boolean":
      return create(ValueSchema, { kind: { case: "boolValue", value } });
    default:
      return structValueOf(value);
  }
}

function structValueOf(value: JsonObject): Message {
  const struct = create(StructSchema);
  for (const [key, member] of Object.entries(value))
    Object.defineProperty(struct.fields, key, {
      value: valueOf(member),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  return create(ValueSchema, { kind: { case: "structValue", value: struct } });
}
