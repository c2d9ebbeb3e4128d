import { create, createFileRegistry, type AnyDesc } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, file_google_protobuf_duration } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { describeByName, describeFrom } from "../../../src/transcoding/index.ts";
import { messageType, registry, serviceType } from "../fixture.ts";

const describeIt = describeFrom(registry);
const sample = messageType("Sample");
const httpBody = messageType("google.api.HttpBody");

describe("describeFrom", () => {
  it.each<[string, AnyDesc | undefined, string]>([
    [
      "a service",
      serviceType("LibraryService"),
      "A small library, in the shape of a resource service.",
    ],
    ["a method", serviceType("LibraryService").method["getBook"], "A book by name."],
    ["a field", sample.field["key"], "Stands where a system parameter stands, too."],
  ])("describes %s by its comment", (_, desc, expected) => {
    expect(desc && describeIt(desc)).toBe(expected);
  });

  it("describes what is imported, too", () => {
    expect(describeIt(httpBody)).toBeTruthy();
  });

  it.each<[string, AnyDesc]>([
    ["a message without a comment", sample],
    ["a file", sample.file],
    ["another registry's message", file_google_protobuf_duration.messages[0] ?? sample],
  ])("does not describe %s", (_, desc) => {
    const own = createFileRegistry(create(FileDescriptorSetSchema));
    expect(describeFrom(own)(desc)).toBeUndefined();
  });
});

describe("describeByName", () => {
  const describeNamed = describeByName({
    "echo.v1.LibraryService": "Lends.",
    "echo.v1.LibraryService.GetBook": "Reads a book.",
    "echo.v1.Sample": "A sample.",
    "echo.v1.Sample.key": "A key.",
  });

  it.each<[string, AnyDesc | undefined, string]>([
    ["a service", serviceType("LibraryService"), "Lends."],
    ["a method", serviceType("LibraryService").method["getBook"], "Reads a book."],
    ["a message", sample, "A sample."],
    ["a field", sample.field["key"], "A key."],
  ])("describes %s by its full name", (_, desc, expected) => {
    expect(desc && describeNamed(desc)).toBe(expected);
  });

  it("does not describe what the table does not have, whatever objects have by birth", () => {
    expect(describeNamed(httpBody)).toBeUndefined();
    expect(describeNamed({ ...sample, typeName: "constructor" })).toBeUndefined();
  });
});
