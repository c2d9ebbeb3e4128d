import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Behaviours } from "../../../src/dispatch/behaviours.ts";
import { TemplateError } from "../../../src/dispatch/template/template-error.ts";
import { parseUrlTemplate, sampleUrl } from "../../../src/dispatch/template/url-template.ts";
import { renderOptions, scopeOf } from "./session.ts";

function render(
  url: string,
  parameters: JsonObject = {},
  chosen: Partial<Behaviours> = {},
): string {
  return parseUrlTemplate(url).render(scopeOf({ parameters }), renderOptions(chosen));
}

describe("a URL", () => {
  it.each<[url: string, parameters: JsonObject, expected: string, why: string]>([
    [
      "https://h/p?f=$session.params.fruit&s=$session.params.size",
      { fruit: "apple", size: 3 },
      "https://h/p?f=apple&s=3",
      "documented: the page's example",
    ],
    [
      "https://h/?q=$session.params.a",
      { a: "a&b=c d" },
      "https://h/?q=a%26b%3Dc%20d",
      "documented: encoded",
    ],
    [
      "https://h/?q=$session.params.a",
      { a: "ä/!*'()~" },
      "https://h/?q=%C3%A4%2F%21%2A%27%28%29~",
      "assumed: RFC 3986",
    ],
    [
      "https://h/?q=$session.params.a",
      { a: [1, "b"] },
      "https://h/?q=%5B1%2C%22b%22%5D",
      "documented: lists as JSON",
    ],
    [
      "https://h/?q=$session.params.a",
      { a: { b: 1 } },
      "https://h/?q=%7B%22b%22%3A1%7D",
      "documented: composites as JSON",
    ],
    [
      "https://h/?q=$session.params.a",
      { a: 3.5 },
      "https://h/?q=3.5",
      "assumed: numbers as in JSON",
    ],
    [
      "https://h/?q=$session.params.a",
      { a: true },
      "https://h/?q=true",
      "assumed: booleans as in JSON",
    ],
    [
      "https://h/?q=$session.params.a",
      { a: "" },
      "https://h/?q=",
      "documented: an empty text is a value",
    ],
    [
      "https://$session.params.h:$session.params.p/x",
      { h: "h.example", p: 8443 },
      "https://h.example:8443/x",
      "documented: any part",
    ],
    [
      "https://h/$session.params.a/b",
      { a: "x/y" },
      "https://h/x%2Fy/b",
      "follows: a value is one segment",
    ],
    [
      "https://h/$session.params.a.",
      { a: "x" },
      "https://h/x.",
      "assumed: a dot at the end is text",
    ],
    [
      "https://h/$session.params.a-",
      { a: "x" },
      "https://h/x-",
      "assumed: a dash that leads nowhere is text",
    ],
    [
      "https://h/$session.params.a-",
      { a: "x", "a-": "y" },
      "https://h/y",
      "documented: names may have dashes",
    ],
    [
      "https://h/$session.params.a$session.params.b",
      { a: 1, b: 2 },
      "https://h/12",
      "follows: adjacent references",
    ],
    ["https://h/$session.params.a[0]", { a: ["x"] }, "https://h/x", "documented: items of lists"],
    [
      "https://h/$session.params.a[x]",
      { a: "x" },
      "https://h/x[x]",
      "assumed: brackets without an index are text",
    ],
    [
      "https://h/?id=$sys.func.UUID()",
      {},
      "https://h/?id=123e4567-e89b-42d3-a456-426614174000",
      "assumed: functions as in headers",
    ],
    ["https://h/a$5?$=$", {}, "https://h/a$5?$=$", "follows: dollar signs that are text"],
    [
      "https://h/?q=$session.params.a",
      { a: "a\uD800b" },
      "https://h/?q=a%EF%BF%BDb",
      "follows: what UTF-8 can't have is replaced",
    ],
  ])("%s with %j is %s: %s", (url, parameters, expected) => {
    expect(render(url, parameters)).toBe(expected);
  });

  it.each<[chosen: Partial<Behaviours>, expected: string, why: string]>([
    [{}, "https://h/?q=&r=a%20b", "assumed: nothing stands for what is not set"],
    [
      { missingInUrl: "literal" },
      "https://h/?q=%24session.params.x&r=a%20b",
      "its own text, encoded",
    ],
    [{ urlSpace: "+" }, "https://h/?q=&r=a+b", "a space as in forms"],
  ])("with %j is %s: %s", (chosen, expected) => {
    const url = "https://h/?q=$session.params.x&r=$session.params.y";
    expect(render(url, { y: "a b" }, chosen)).toBe(expected);
  });

  it("warns of what is not set", () => {
    const options = renderOptions();
    const url = "https://h/$session.params.x-$sys.func.IDENTITY('secret', $session.params.x)";
    parseUrlTemplate(url).render(scopeOf(), options);
    expect(options.warnings[0]).toBe("$session.params.x is not set.");
    expect(options.warnings.join()).not.toContain("secret");
  });

  it("names the functions that it calls", () => {
    expect(parseUrlTemplate("https://h/$sys.func.LEN($sys.func.NOW())").functions).toEqual([
      "LEN",
      "NOW",
    ]);
  });

  it.each<[url: string, parameters: JsonObject]>([
    ["https://h/$session.params.a/b", { a: ".." }],
    ["https://h/$session.params.a", { a: "." }],
    ["https://h/$session.params.a$session.params.a?q", { a: "." }],
    ["https://h/.$session.params.a/b", { a: "." }],
    ["https://h/%2E$session.params.a#b", { a: "." }],
    [String.raw`https://h\$session.params.a\b`, { a: ".." }],
  ])("%s with %j is refused, for it would lead to another path", (url, parameters) => {
    expect(() => render(url, parameters)).toThrow(
      expect.objectContaining({ name: "DispatchFailure", kind: "plan" }) as Error,
    );
  });

  it.each([
    ["https://h/../$session.params.a", { a: "x" }, "https://h/../x", "the template's own"],
    ["https://h/?q=/$session.params.a/", { a: ".." }, "https://h/?q=/../", "in a query"],
    ["https://h/a$session.params.a", { a: ".." }, "https://h/a..", "within a segment"],
    ["https://h/$session.params.a", { a: "..." }, "https://h/...", "more than two"],
  ])("%s with %j has dots that lead nowhere: %s, %s", (url, parameters, expected) => {
    expect(render(url, parameters)).toBe(expected);
  });

  it("keeps a function as it is written, if that was chosen", () => {
    const chosen = { functionsInTemplates: "literal" } as const;
    const url = "https://h/?id=$sys.func.LEN('a')&a=$session.params.a";
    expect(new URL(render(url, { a: 1 }, chosen)).searchParams.get("id")).toBe(
      "$sys.func.LEN('a')",
    );
  });

  it("refuses malformed references, with the column", () => {
    expect(() => parseUrlTemplate("https://a.example/$session.fruit")).toThrow(TemplateError);
    expect(() => parseUrlTemplate("https://a.example/$session.fruit")).toThrow(/^Column 19: /);
  });

  it("has every value as one part, which decodes to what it was", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("%20", "+"), (given, urlSpace) => {
        const value = given as JsonValue;
        fc.pre(value !== null && value !== "." && value !== "..");
        const text = typeof value === "string" ? value : JSON.stringify(value);
        const url = render("https://h/p?q=$session.params.v&r=1", { v: value }, { urlSpace });
        expect(new URL(url).searchParams.get("q")).toBe(text);
        expect(new URL(url).searchParams.get("r")).toBe("1");
        const path = new URL(render("https://h/x$session.params.v/y", { v: value })).pathname;
        expect(path.split("/").map(decodeURIComponent)).toEqual(["", `x${text}`, "y"]);
      }),
    );
  });
});

describe("a sample of a URL", () => {
  it.each([
    ["https://$session.params.host:$flow.port/a?b=$session.params.c[0].d&e", "https://1:1/a?b=1&e"],
    ["https://a/$sys.func.JOIN(')', $flow.a)", "https://a/1"],
    ["https://a/$5", "https://a/$5"],
  ])("%s is %s", (url, expected) => {
    expect(sampleUrl(url)).toBe(expected);
  });
});
