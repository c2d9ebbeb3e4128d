import { create } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { describe, expect, it } from "vitest";
import {
  canonicalName,
  findField,
  findFieldPath,
  holderOf,
  leafOf,
} from "../../src/transcoding/field-path.ts";
import { json, messageType } from "./fixture.ts";

const request = messageType("EchoRequest");

describe("findField", () => {
  it.each<[string, string | undefined, string]>([
    ["f_string", "f_string", "the proto's name"],
    ["fString", "f_string", "the JSON name"],
    ["renamed", "renamed", "the proto's name beside a JSON name of its own"],
    ["otherName", "renamed", "that JSON name"],
    ["FString", undefined, "no other spelling"],
    ["constructor", undefined, "nothing that objects have by themselves"],
  ])("finds %s as %s: %s", (name, expected) => {
    expect(findField(messageType("Sample"), name)?.name).toBe(expected);
  });
});

describe("findFieldPath", () => {
  it.each([
    ["sample.fChild.f_string", "sample.f_child.f_string"],
    ["sample.wString", "sample.w_string"],
    ["sample.r_child", "sample.r_child"],
  ])("finds %s", (text, expected) => {
    const found = findFieldPath(request, text.split("."));
    expect("path" in found && canonicalName(found.path)).toBe(expected);
  });

  it.each([
    ["sample.nothing", "nothing", "there is no such field"],
    ["title.length", "length", "a string has no fields"],
    ["sample.r_child.f_string", "f_string", "items of a list have no names"],
    ["sample.m_string.key", "key", "nor have keys of a map"],
    ["sample.timestamp.seconds", "seconds", "a time is one text"],
    ["sample.w_string.value", "value", "so is a wrapper"],
    ["sample.struct.fields", "fields", "and a Struct is JSON"],
    ["", "", "the name is empty"],
  ])("ends %s at %j, since %s", (text, unknown) => {
    expect(findFieldPath(request, text.split("."))).toEqual({ unknown });
  });
});

describe("holderOf", () => {
  it("makes the messages on the way, and keeps those that are there", () => {
    const target = reflect(request, create(request));
    for (const [text, value] of [
      ["sample.f_child.f_string", "a"],
      ["sample.f_child.p_string", "b"],
      ["title", "c"],
    ] as const) {
      const found = findFieldPath(request, text.split("."));
      if (!("path" in found)) throw new Error(`There is no ${text}.`);
      holderOf(target, found.path).set(leafOf(found.path), value);
    }
    expect(json("EchoRequest", target.message)).toEqual({
      title: "c",
      sample: { fChild: { fString: "a", pString: "b" } },
    });
  });
});
