import { describe, expect, it } from "vitest";
import { parsePathTemplate, PathTemplateError } from "../../src/transcoding/path-template.ts";

const shape = (text: string): string => {
  const { segments, verb } = parsePathTemplate(text);
  const parts = segments.map((segment) =>
    segment.kind === "literal" ? segment.text : segment.kind === "one" ? "*" : "**",
  );
  return `/${parts.join("/")}${verb === undefined ? "" : `:${verb}`}`;
};

describe("parsePathTemplate", () => {
  it.each([
    ["/v1", "/v1", "a literal"],
    ["/v1/shelves", "/v1/shelves", "literals"],
    ["/v1/*", "/v1/*", "one segment"],
    ["/v1/**", "/v1/**", "any number of segments"],
    ["/v1/{name}", "/v1/*", "a variable is one segment"],
    ["/v1/{name=*}", "/v1/*", "or says so"],
    ["/v1/{name=shelves/*/books/*}", "/v1/shelves/*/books/*", "a resource name"],
    ["/v1/{name=**}", "/v1/**", "a name of any length"],
    ["/v1/{book.name=shelves/*}/x", "/v1/shelves/*/x", "a field of a message"],
    ["/v1/shelves:search", "/v1/shelves:search", "a verb after a literal"],
    ["/v1/{name=shelves/*}:move", "/v1/shelves/*:move", "a verb after a variable"],
    ["/v1/**:drop", "/v1/**:drop", "a verb after **"],
    ["/v1/a%20b", "/v1/a b", "literals are decoded"],
    [
      "/v1/it's(here)=@;,+$!&~_-.",
      "/v1/it's(here)=@;,+$!&~_-.",
      "whatever RFC 3986 has in segments",
    ],
  ])("reads %s as %s: %s", (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it("tells where the variables are, and which span segments", () => {
    const { variables } = parsePathTemplate("/v1/{a}/{b.c=x/*}/y/{d=z}/{e=**}");
    expect(variables).toEqual([
      { fieldPath: ["a"], start: 1, end: 2, multiple: false },
      { fieldPath: ["b", "c"], start: 2, end: 4, multiple: true },
      { fieldPath: ["d"], start: 5, end: 6, multiple: false },
      { fieldPath: ["e"], start: 6, end: undefined, multiple: true },
    ]);
  });

  it.each([
    ["", 1, 'There must be "/"', "it is empty"],
    ["v1", 1, 'There must be "/"', "it does not begin with a slash"],
    ["/", 2, "There must be a segment", "it has no segment"],
    ["/v1/", 5, "There must be a segment", "the last segment is empty"],
    ["/v1//x", 5, "There must be a segment", "a segment is empty"],
    ["/v1/**/x", 8, "Nothing but a verb may follow **", "** is not the end"],
    ["/v1/{a=**}/x", 12, "Nothing but a verb may follow **", "nor in a variable"],
    ["/v1/{a={b}}", 8, "A variable may not stand in another", "variables are nested"],
    ["/v1/{}", 6, "A field name must stand here", "a variable has no name"],
    ["/v1/{1a}", 6, "A field name must stand here", "a name begins with a digit"],
    ["/v1/{a.}", 8, "A field name must stand here", "a path of fields ends in a dot"],
    ["/v1/{a", 7, 'There must be "}"', "a variable has no end"],
    ["/v1/{a=}", 8, "There must be a segment", "a variable has no segments"],
    ["/v1/{a}/{a}", 9, "The variable a is there twice", "a field is bound twice"],
    ["/v1/x{a}", 6, '"{" has no place here', "a variable is a part of a segment"],
    ["/v1/{a}x", 8, '"x" has no place here', "something follows a variable"],
    ["/v1/x:", 7, "There must be a verb", "the verb is empty"],
    ["/v1/x:a/b", 8, '"/" has no place here', "something follows the verb"],
    ["/v1/a b", 6, '" " has no place here', "a character is none of a URL's"],
    ["/v1/%C3", 5, "What is percent-encoded must be UTF-8", "the encoding is no text"],
    ["/v1/a?b", 6, '"?" has no place here', "there is a query"],
  ])("refuses %s at column %i: %s, since %s", (text, column, problem) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ name: "PathTemplateError", column });
    expect(error.message).toBe(`${problem}, at column ${column} of the path template "${text}".`);
  });
});

function errorOf(text: string): PathTemplateError {
  try {
    parsePathTemplate(text);
  } catch (thrown) {
    if (thrown instanceof PathTemplateError) return thrown;
  }
  throw new Error("the template was taken");
}
