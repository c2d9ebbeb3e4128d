import { create, createFileRegistry, type DescMessage } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { fieldKeys } from "../../../src/codegen/json/fields.ts";

/** A message of proto3 with fields of the given proto names and JSON names. */
function messageOf(names: readonly (readonly [name: string, jsonName: string])[]): DescMessage {
  const file = create(FileDescriptorProtoSchema, {
    name: "a.proto",
    syntax: "proto3",
    messageType: [
      {
        name: "A",
        field: names.map(([name, jsonName], i) => ({
          name,
          jsonName,
          number: i + 1,
          label: 1,
          type: 9,
        })),
      },
    ],
  });
  const found = createFileRegistry(file, () => undefined).getMessage("A");
  if (found === undefined) throw new Error("there is no message A");
  return found;
}

describe("the keys of a message's fields", () => {
  it.each([
    ["one word: one key", [["text", "text"]], ["text"], []],
    [
      "two spellings",
      [["display_name", "displayName"]],
      ["displayName"],
      [["display_name", "displayName"]],
    ],
    ["a JSON name of its own", [["a_b", "@x"]], ["@x"], [["a_b", "@x"]]],
    [
      "a later field that takes an earlier one's proto name",
      [
        ["a_b", "aB"],
        ["c", "a_b"],
      ],
      ["aB", "a_b"],
      [["c", "a_b"]],
    ],
    [
      "a later field that takes an earlier one's JSON name",
      [
        ["a_b", "aB"],
        ["aB", "x"],
      ],
      ["a_b", "x"],
      [["aB", "x"]],
    ],
  ] as const)("%s", (_, names, canonical, aliases) => {
    const keys = fieldKeys(messageOf(names));
    expect([...keys.canonical.values()]).toEqual(canonical);
    expect([...keys.aliases]).toEqual(aliases);
  });
});
