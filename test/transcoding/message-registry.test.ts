import { createRegistry } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { messageRegistry } from "../../src/transcoding/message-registry.ts";
import { serviceType } from "./fixture.ts";

describe("messageRegistry", () => {
  const { methods } = serviceType("LibraryService");

  it.each([
    ["echo.v1.Book", "a message of the services' file"],
    ["echo.v1.Child", "one that no method reaches"],
    ["google.api.HttpBody", "one of a file that it imports"],
    ["google.rpc.ErrorInfo", "a detail of errors"],
    ["google.protobuf.Struct", "a well-known type"],
  ])("has %s: %s", (name) => {
    expect(messageRegistry(methods, undefined).getMessage(name)?.typeName).toBe(name);
  });

  it("has what it is given", () => {
    const name = FileDescriptorSetSchema.typeName;
    expect(messageRegistry([], undefined).getMessage(name)).toBeUndefined();
    const more = createRegistry(FileDescriptorSetSchema);
    expect(messageRegistry([], more).getMessage(name)).toBe(FileDescriptorSetSchema);
  });
});
