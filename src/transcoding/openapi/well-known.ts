/**
 * Schemas of scalars and of the well-known types, as the JSON mapping writes them
 * (https://protobuf.dev/programming-guides/json/).
 */
import { ScalarType, type DescMessage, type JsonObject } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** The schema of a scalar. */
export function scalarSchema(scalar: ScalarType): JsonObject {
  switch (scalar) {
    case ScalarType.STRING:
      return { type: "string" };
    case ScalarType.BOOL:
      return { type: "boolean" };
    case ScalarType.BYTES:
      return { type: "string", contentEncoding: "base64" };
    case ScalarType.DOUBLE:
      return { type: "number", format: "double" };
    case ScalarType.FLOAT:
      return { type: "number", format: "float" };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return { type: "integer", minimum: 0, maximum: 4_294_967_295 };
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      // Strings, since JSON's numbers are exact to 53 bits only.
      return { type: "string", format: "int64", pattern: "^-?[0-9]{1,19}$" };
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { type: "string", format: "uint64", pattern: "^[0-9]{1,20}$" };
    default:
      return { type: "integer", format: "int32" };
  }
}

const schemas: Readonly<Record<string, JsonObject>> = {
  "google.protobuf.Timestamp": { type: "string", format: "date-time" },
  "google.protobuf.Duration": {
    type: "string",
    pattern: "^-?[0-9]+(\\.[0-9]{1,9})?s$",
    examples: ["3.5s"],
  },
  "google.protobuf.FieldMask": {
    type: "string",
    description: "Paths of fields, with commas between them.",
    examples: ["displayName,labels"],
  },
  "google.protobuf.Struct": { type: "object" },
  "google.protobuf.Value": { description: "Any JSON value." },
  "google.protobuf.ListValue": { type: "array", items: {} },
  "google.protobuf.Empty": { type: "object" },
  "google.protobuf.Any": {
    type: "object",
    properties: {
      "@type": { type: "string", description: "The URL of the message's type." },
    },
    required: ["@type"],
  },
};

/** The schema of a type that JSON writes in a form of its own; undefined for every other. */
export function wellKnownSchema(message: DescMessage): JsonObject | undefined {
  return isWrapperDesc(message)
    ? scalarSchema(message.fields[0].scalar)
    : schemas[message.typeName];
}
