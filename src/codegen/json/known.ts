/** The well-known types that have a JSON form of their own (https://protobuf.dev/programming-guides/json/). */
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** Types that the run-time reads and writes: the name that ends their functions, and what the functions take after the JSON. */
const runtimeTypes: ReadonlyMap<string, { readonly name: string; readonly readArguments: string }> =
  new Map([
    ["google.protobuf.Any", { name: "Any", readArguments: "left - 1" }],
    ["google.protobuf.Duration", { name: "Duration", readArguments: "left - 1" }],
    ["google.protobuf.Empty", { name: "Empty", readArguments: "ignore, left - 1" }],
    ["google.protobuf.FieldMask", { name: "FieldMask", readArguments: "left - 1" }],
    ["google.protobuf.ListValue", { name: "ListValue", readArguments: "left - 1" }],
    ["google.protobuf.Timestamp", { name: "Timestamp", readArguments: "left - 1" }],
    ["google.protobuf.Value", { name: "Value", readArguments: "left - 1" }],
  ]);

/** How the run-time names the functions for a type, or undefined for a type that needs generated ones. */
export function runtimeType(
  desc: DescMessage,
): { readonly name: string; readonly readArguments: string } | undefined {
  if (desc.typeName === "google.protobuf.Struct")
    return { name: "Struct", readArguments: "left - 1" };
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
