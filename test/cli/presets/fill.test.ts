import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../../src/cli/presets/fill.ts";
import type { TemplateParameter, WebhookTemplate } from "../../../src/cli/presets/template.ts";
import { parseUrlTemplate } from "../../../src/dispatch/template/url-template.ts";
import { renderOptions, scopeOf } from "../../dispatch/template/session.ts";

const parameter = (name: string, more: Partial<TemplateParameter> = {}): TemplateParameter => ({
  name,
  description: "What it is",
  type: "text",
  required: false,
  ...more,
});

const template = (
  parameters: readonly TemplateParameter[],
  webhook: Readonly<Record<string, unknown>>,
): WebhookTemplate => ({ name: "t", service: "s", summary: "does", parameters, webhook });

const fill = (one: WebhookTemplate, values: Readonly<Record<string, string>> = {}): unknown =>
  fillTemplate(one, new Map(Object.entries(values)));

describe("fillTemplate", () => {
  it("puts values into texts, lists and maps, and leaves all else", () => {
    const one = template([parameter("a"), parameter("b", { default: "usual" })], {
      text: "x-${a}-${b}",
      list: ["${a}", 5, null, true],
      env: "${env:NAME}",
    });
    expect(fill(one, { a: "A" })).toEqual({
      text: "x-A-usual",
      list: ["A", 5, null, true],
      env: "${env:NAME}",
    });
  });

  it("leaves out what stands alone for a value that is not given", () => {
    const one = template([parameter("a")], { alone: "${a}", list: ["${a}"], within: "x${a}" });
    expect(fill(one)).toEqual({ list: [], within: "x" });
  });

  it("keeps a map a map, and puts JSON in as text", () => {
    const one = template([parameter("m", { type: "map" }), parameter("j", { type: "json" })], {
      map: "${m}",
      text: "${j}",
    });
    expect(fill(one, { m: '{"a":"$.b"}', j: '{ "n": 1 }' })).toEqual({
      map: { a: "$.b" },
      text: '{"n":1}',
    });
  });

  it("does not fill in what a value holds", () => {
    const one = template([parameter("a"), parameter("b")], { text: "${a} ${b}" });
    expect(fill(one, { a: "${b}", b: "B" })).toEqual({ text: "${b} B" });
  });

  const query = template([parameter("q", { type: "query" })], { uri: "https://h/?q=${q}" });

  it("encodes a query, but for its references and calls", () => {
    expect(fill(query, { q: "a = $session.params.x AND b&c" })).toEqual({
      uri: "https://h/?q=a%20%3D%20$session.params.x%20AND%20b%26c",
    });
    expect(fill(query, { q: '$sys.func.CONCATENATE("a b", "c")!' })).toEqual({
      uri: 'https://h/?q=$sys.func.CONCATENATE("a b", "c")!',
    });
  });

  it("encodes any text so that the URL holds the same", () => {
    const text = fc.string({ minLength: 1, unit: "grapheme" }).filter((one) => !one.includes("$"));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { uri } = fill(query, { q: `${before} $session.params.x ${after}` }) as {
          uri: string;
        };
        const url = parseUrlTemplate(uri).render(
          scopeOf({ parameters: { x: "the value" } }),
          renderOptions(),
        );
        expect(new URL(url).searchParams.get("q")).toBe(`${before} the value ${after}`);
      }),
    );
  });

  it.each<readonly [string, TemplateParameter, Readonly<Record<string, string>>, string]>([
    [
      "a value that is required",
      parameter("a", { required: true }),
      {},
      "a: Give it by --set a=…: What it is.",
    ],
    ["a value for no parameter", parameter("a"), { b: "1" }, "t has no parameter b; it has a."],
    ["an empty value", parameter("a"), { a: "" }, "a: Should be a text of another form."],
    [
      "what does not match",
      parameter("a", { pattern: /^\d$/, expects: "a digit" }),
      { a: "x" },
      "a: Should be a digit.",
    ],
    ["no JSON", parameter("a", { type: "json" }), { a: "{" }, "a: Should be a JSON object."],
    [
      "JSON that is no object",
      parameter("a", { type: "json" }),
      { a: "[]" },
      "a: Should be a JSON object.",
    ],
    [
      "a map of numbers",
      parameter("a", { type: "map" }),
      { a: '{"b":1}' },
      "a: Should be a map of texts.",
    ],
    ["a default that is a list", parameter("a", { default: [] }), {}, "a: Should be text."],
    [
      "a malformed call",
      parameter("a", { type: "query" }),
      { a: "$sys.func.ADD(" },
      "a: Column 15: ",
    ],
  ])("refuses %s", (_, one, values, message) => {
    expect(() => fill(template([one], { text: "${a}" }), values)).toThrow(message);
  });

  it("tells everything that is wrong at once", () => {
    const both = ["a", "b"].map((name) => parameter(name, { required: true }));
    expect(() => fill(template(both, {}))).toThrow(/^a: .*\nb: /);
  });
});
