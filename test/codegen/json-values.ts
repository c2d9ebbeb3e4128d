/** Values for arbitrary JSON: good ones by type, and bad ones for everything. */
import { type JsonValue, ScalarType } from "@bufbuild/protobuf";

const integers: readonly JsonValue[] = [0, -0, 1, 1e3, 2147483647, "1", "1e3", "1.0", "2147483647"];
const longs: readonly JsonValue[] = [
  0,
  1,
  1e15,
  "0",
  "1",
  "9007199254740993",
  "9223372036854775807",
  "0x10",
  "007",
];

/** JSON that is a value of the type. */
export function validScalars(type: ScalarType): readonly JsonValue[] {
  switch (type) {
    case ScalarType.STRING:
      return ["", "text", "żółć", "😀", "a\u0000b", "\ufeffx", "line\nbreak"];
    case ScalarType.BOOL:
      return [true, false];
    case ScalarType.BYTES:
      return [
        "",
        "AAAA",
        "AA==",
        "AA",
        "-_-_",
        "+/+/",
        "AAE=",
        "AA AA",
        "AA\nAA",
        "/+8",
        "AAE=AAE=",
      ];
    case ScalarType.DOUBLE:
      return [0, -0, 1.5, -1e308, 5e-324, "NaN", "Infinity", "-Infinity", "1.5", "1e3", "-0"];
    case ScalarType.FLOAT:
      return [0, -0, 0.1, 3.4e38, 1e-50, "NaN", "Infinity", "-Infinity", "0.1"];
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return [...integers, -1, -2147483648, "-2147483648"];
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return [...integers, 4294967295, "4294967295"];
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return [...longs, -1, "-1", "-9223372036854775808"];
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return [...longs, "18446744073709551615"];
  }
}

/** JSON texts of the well-known types that are strings. */
export const validTexts: Readonly<Record<string, readonly string[]>> = {
  "google.protobuf.Timestamp": [
    "2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00.5Z",
    "2026-01-31T12:00:00.123456789+02:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "1970-01-01T00:00:00-11:30",
  ],
  "google.protobuf.Duration": [
    "0s",
    "-0s",
    "-0.0s",
    "1s",
    "-1.5s",
    "1.123456789s",
    "-0.000000001s",
    "315576000000s",
    "1sand more",
  ],
  "google.protobuf.FieldMask": ["", "a", "fooBar,b.cD", "a1B", ",", "UPPER"],
};

/** Texts that are wrong somewhere, or right by a hair. */
export const hostileTexts: readonly string[] = [
  "",
  " ",
  " 1",
  "1 ",
  "+1",
  "01",
  "1_000",
  "0x10",
  "0b1",
  "1e999",
  "-1",
  "1.5",
  "NaN",
  "nan",
  "Infinity",
  "infinity",
  "2147483648",
  "-2147483649",
  "4294967296",
  "9223372036854775808",
  "-9223372036854775809",
  "18446744073709551616",
  "-0",
  "-00",
  "1n",
  "true",
  "TRUE",
  "A",
  "A===",
  "====",
  "AA=A",
  "*",
  "AAAAA",
  "\ud800",
  "x\udc00y",
  "ż",
  "null",
  "2026-02-30T00:00:00Z",
  "2026-01-31 12:00:00Z",
  "2026-01-31T24:00:00Z",
  "2026-01-31T25:00:00Z",
  "10000-01-01T00:00:00Z",
  "0000-01-01T00:00:00Z",
  "2026-01-31T12:00:00",
  "2026-01-31T12:00:00.1234567890Z",
  "2026-01-31T12:00:00+25:00",
  "2026-01-31t12:00:00z",
  "1",
  "s",
  "1.s",
  ".5s",
  "1.1234567890s",
  "315576000001s",
  "-315576000001s",
  "1e3s",
  "foo_bar",
  "a,b_c",
  "NULL_VALUE",
  "__proto__",
];

/** Values of every JSON type. */
export const hostileValues: readonly JsonValue[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e3,
  2147483648,
  -2147483649,
  4294967295,
  4294967296,
  3.5e38,
  1e19,
  2e19,
  -1e19,
  1e308,
  Infinity,
  "",
  "text",
  "1",
  "\ud800",
  [],
  [null],
  [[]],
  [1, "a"],
  {},
  { a: 1 },
  { "@type": "x" },
  { value: 1 },
  { "1": 1, "01": 1 },
  { key: null },
  { "\ud800": "x" },
  JSON.parse('{"__proto__":null}') as JsonValue,
  { true: {}, false: null },
];
