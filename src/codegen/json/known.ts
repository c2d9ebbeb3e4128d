/** The well-known types that have a JSON form of their own (https://protobuf.dev/programming-guides/json/). */
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** The functions of the run-time for a well-known type. */
export interface RuntimeType {
  /** What follows `read` and `write` in their names. */
  readonly name: string;
  /** What the reader takes after the JSON. */
  readonly readArguments: string;
  /** Whether the writer is told if the message stands in a whole one. */
  readonly writesWhole: boolean;
}

const ofLevels = { readArguments: "left - 1", writesWhole: true };

const runtimeTypes: ReadonlyMap<string, RuntimeType> = new Map([
  ["google.protobuf.Any", { ...ofLevels, name: "Any" }],
  ["google.protobuf.Duration", { ...ofLevels, name: "Duration" }],
  [
    "google.protobuf.Empty",
    { name: "Empty", readArguments: "ignore, left - 1", writesWhole: false },
  ],
  ["google.protobuf.FieldMask", { ...ofLevels, name: "FieldMask" }],
  ["google.protobuf.ListValue", { ...ofLevels, name: "ListValue" }],
  ["google.protobuf.Struct", { ...ofLevels, name: "Struct", writesWhole: false }],
  ["google.protobuf.Timestamp", { ...ofLevels, name: "Timestamp" }],
  ["google.protobuf.Value", { ...ofLevels, name: "Value" }],
]);

/** The functions of the run-time for a type, or undefined for a type that needs generated ones. */
export function runtimeType(desc: DescMessage): RuntimeType | undefined {
  return runtimeTypes.get(desc.typeName);
}

/** Whether a message needs a generated reader and writer. */
export function isGenerated(desc: DescMessage): boolean {
  return runtimeType(desc) === undefined && !isWrapperDesc(desc);
}

/** Whether protobuf-es keeps a wrapper as its plain value: in a singular field that is not of a oneof. */
export function isUnwrapped(field: DescField): boolean {
  return field.fieldKind === "message" && field.oneof === undefined && isWrapperDesc(field.message);
}

/** google.protobuf.NullValue, whose only value is null in JSON. */
export const nullValue = "google.protobuf.NullValue";
