import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyResponseMask, parseResponseMask } from "../../src/transcoding/response-mask.ts";
import { thrownBy } from "../wire/thrown.ts";

const list = {
  items: [
    { name: "a", author: { displayName: "x", age: 5 } },
    { name: "b", author: null },
  ],
  nextPageToken: "n",
};

describe("a mask of the answer", () => {
  it.each<[string, JsonValue, string]>([
    ["nextPageToken", { nextPageToken: "n" }, "one field"],
    ["next_page_token", { nextPageToken: "n" }, "by the proto's name"],
    ["nextPageToken,items", list, "several fields"],
    ["items/name", { items: [{ name: "a" }, { name: "b" }] }, "a field within, of every item"],
    ["items.name", { items: [{ name: "a" }, { name: "b" }] }, "as field masks write it"],
    ["items(name)", { items: [{ name: "a" }, { name: "b" }] }, "as a group"],
    [
      "items(author/age)",
      { items: [{ author: { age: 5 } }, { author: null }] },
      "a path in a group",
    ],
    [
      "items(name,author(age)),nextPageToken",
      {
        items: [
          { name: "a", author: { age: 5 } },
          { name: "b", author: null },
        ],
        nextPageToken: "n",
      },
      "groups in groups",
    ],
    ["*", list, "everything"],
    [
      "*/name",
      { items: [{ name: "a" }, { name: "b" }], nextPageToken: "n" },
      "a field of everything",
    ],
    ["nothing", {}, "a field that is not there"],
  ])("%s keeps %j: %s", (text, expected) => {
    expect(applyResponseMask(list, parseResponseMask(text))).toEqual(expected);
  });

  it.each([
    ["", 1],
    ["a,", 3],
    ["a(b", 4],
    ["a)", 2],
    ["a()", 3],
    ["/a", 1],
    ["a//b", 3],
    ["(a)", 1],
  ])("%j is refused at column %i", (text, column) => {
    expect(thrownBy(() => parseResponseMask(text)).message).toContain(`column ${column}.`);
  });

  it("is refused if it is nested without end", () => {
    for (const text of ["a(".repeat(1000), "a/".repeat(1000)])
      expect(thrownBy(() => parseResponseMask(text)).code).toBe("INVALID_ARGUMENT");
  });

  it("keeps keys of maps, whatever they are", () => {
    const json = JSON.parse('{"labels":{"__proto__":{"a":1},"constructor":2}}') as JsonValue;
    const masked = applyResponseMask(json, parseResponseMask("labels/*"));
    expect(JSON.stringify(masked)).toBe(JSON.stringify(json));
  });

  it("never adds anything", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.stringMatching(/^[a-c](,[a-c]|\/[a-c])*$/), (json, text) => {
        const once = applyResponseMask(json as JsonValue, parseResponseMask(text));
        expect(applyResponseMask(once, parseResponseMask(text))).toEqual(once);
        expect(JSON.stringify(once).length).toBeLessThanOrEqual(JSON.stringify(json).length);
      }),
    );
  });
});
