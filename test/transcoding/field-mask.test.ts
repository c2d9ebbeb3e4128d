import { describe, expect, it } from "vitest";
import { parseFieldMask } from "../../src/transcoding/field-mask.ts";
import { messageType } from "./fixture.ts";

describe("parseFieldMask", () => {
  it.each([
    ["", [], "no path"],
    ["title", ["title"], "one path"],
    ["display_name,labels", ["display_name", "labels"], "names of the proto"],
    ["displayName,author.bestBook", ["display_name", "author.best_book"], "camelCase"],
    [" a , b ", ["a", "b"], "spaces around commas"],
    ["*", ["*"], "everything"],
    ["labels.`X-Key.y`", ["labels.`X-Key.y`"], "a quoted key of a map"],
  ])("reads %j as %j: %s", (text, expected) => {
    expect(parseFieldMask(text)).toEqual(expected);
  });

  it.each([
    ["createTime", ["create_time"], "camelCase"],
    ["create_time", ["create_time"], "names of the proto"],
    ["author.displayName", ["author.display_name"], "a field of a message"],
    ["author.bestBook.createTime", ["author.best_book.create_time"], "and of one within"],
    ["labels.X-Api-Key", ["labels.X-Api-Key"], "keys of maps stay"],
    ["labels.camelCase", ["labels.camelCase"], "even where they look like names"],
    ["unknownField", ["unknownField"], "unknown names stay, so that errors can repeat them"],
    ["*", ["*"], "everything"],
  ])("reads %j for a Book as %j: %s", (text, expected) => {
    expect(parseFieldMask(text, messageType("Book"))).toEqual(expected);
  });
});
