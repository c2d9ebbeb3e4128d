import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Behaviours } from "../../../src/dispatch/behaviours.ts";
import { parseBodyTemplate } from "../../../src/dispatch/template/body-template.ts";
import { renderOptions, scopeOf } from "./session.ts";

const payloads = new URL("../../../../shared/payloads/", import.meta.url);
const here = existsSync(payloads);
const payload = (name: string): string => readFileSync(new URL(name, payloads), "utf8");

function render(
  body: string,
  parameters: JsonObject = {},
  chosen: Partial<Behaviours> = {},
): string {
  return parseBodyTemplate(body).render(scopeOf({ parameters }), renderOptions(chosen));
}

describe("a string that is one reference", () => {
  it.each<[value: JsonValue, expected: string, why: string]>([
    [3, "3", "documented: a number loses the quotes"],
    [3.5, "3.5", "follows: as JSON writes it"],
    [[1, "a"], '[1,"a"]', "documented: a list loses the quotes"],
    [{ a: { b: null } }, '{"a":{"b":null}}', "documented: a composite loses the quotes"],
    [true, "true", "assumed: a boolean loses the quotes"],
    ["apple", '"apple"', "documented: a text stays in quotes"],
    ["3", '"3"', "documented: a text stays in quotes, whatever it spells"],
    ['a"b\\c\n', String.raw`"a\"b\\c\n"`, "assumed: a text is escaped"],
    ["", '""', "documented: an empty text is a value"],
    [null, "null", "assumed: not set is null, as for functions"],
  ])("with the value %j is %s: %s", (value, expected) => {
    expect(render('{"v": "$session.params.v"}', { v: value })).toBe(`{"v": ${expected}}`);
  });
});

describe("a reference within a longer string", () => {
  it.each<[value: JsonValue, expected: string, why: string]>([
    [3, "3", "documented: a number is text"],
    [true, "true", "follows: so is a boolean"],
    ["apple", "apple", "follows: a text is itself"],
    ['a"b\\c\n', String.raw`a\"b\\c\n`, "follows: escaped"],
    [[1, "a"], String.raw`[1,\"a\"]`, "assumed: a list as JSON, escaped"],
    [{ a: 1 }, String.raw`{\"a\":1}`, "assumed: a composite as JSON, escaped"],
    [null, "$session.params.v", "observed: static messages keep what is not set"],
  ])("with the value %j is %s: %s", (value, expected) => {
    const body = '{"t": "This is a number: $session.params.v"}';
    expect(render(body, { v: value })).toBe(`{"t": "This is a number: ${expected}"}`);
  });
});

describe("a body", () => {
  it.each([
    ["{}", "{}", "nothing to replace"],
    ['{"$session.params.v": 1}', '{"$session.params.v": 1}', "assumed: keys are left alone"],
    [
      ' {\n  "a" : [ "$session.params.v" , 1e3 ]\n} ',
      ' {\n  "a" : [ 7 , 1e3 ]\n} ',
      "the layout stays",
    ],
    [String.raw`{"a": "\u00e4\/ $flow.f"}`, String.raw`{"a": "\u00e4\/ F"}`, "escapes stay"],
    [String.raw`{"a": "\u0024flow.f"}`, '{"a": "F"}', "an escaped dollar sign is one"],
    [String.raw`{"a": "\\$flow.f\""}`, String.raw`{"a": "\\F\""}`, "between escapes"],
    ['{"a": "$flow.f"}', '{"a": "F"}', "observed: flow-scoped parameters in real bodies"],
    ['{"a": "$flow.f$flow.f"}', '{"a": "FF"}', "adjacent references"],
    ['{"a": " $session.params.v "}', '{"a": " 7 "}', "with spaces, it does not stand alone"],
    ['{"a": "$session.params.v."}', '{"a": "7."}', "with a dot, neither"],
    ['{"a": "$session.params.v-"}', '{"a": "7-"}', "with a dash, neither"],
    ['{"a": "$session.params.d-"}', '{"a": 8}', "unless the dash is part of the name"],
    ['{"a": "x $session.params.v-- y"}', '{"a": "x 7-- y"}', "dashes within text"],
    ['{"a": "$session.params.l[0]"}', '{"a": 9}', "an item keeps its type"],
    ['{"a": "$session.params.v[x]"}', '{"a": "7[x]"}', "brackets without an index"],
    ['{"a": "$ $5 $session"}', '{"a": "$ $5 $session"}', "dollar signs that are text"],
    [
      String.raw`{"a": "$sys.func.JOIN(\",\", $session.params.l)"}`,
      '{"a": "9,10"}',
      "quotes of a call are escaped",
    ],
    ['{"a": "$sys.func.ADD(1, $session.params.v)"}', '{"a": 8}', "a call alone keeps its type"],
    ['{"a": "id $sys.func.LEN(\'ab\')"}', '{"a": "id 2"}', "a call within text"],
    ['{"fulfillmentInfo": {"tag": "t"}}', '{"fulfillmentInfo": {"tag": "t"}}', "observed: a tag"],
  ])("%s is %s: %s", (body, expected) => {
    const scope = scopeOf({
      parameters: { v: 7, "d-": 8, l: [9, 10] },
      flowParameters: { f: "F" },
    });
    expect(parseBodyTemplate(body).render(scope, renderOptions())).toBe(expected);
  });

  it.each<[chosen: Partial<Behaviours>, expected: string]>([
    [{}, '{"a": null, "b": "x $flow.no"}'],
    [{ missingInBody: "empty" }, '{"a": "", "b": "x $flow.no"}'],
    [{ missingInBody: "literal" }, '{"a": "$flow.no", "b": "x $flow.no"}'],
    [{ missingInText: "empty" }, '{"a": null, "b": "x "}'],
  ])("with %j and what is not set is %s", (chosen, expected) => {
    expect(render('{"a": "$flow.no", "b": "x $flow.no"}', {}, chosen)).toBe(expected);
  });

  it.each([
    ['{"$session.params.v": 1}', '{"7": 1}', "text, even where it stands alone"],
    [String.raw`{"\u00e4 $flow.f-": 1}`, String.raw`{"\u00e4 \"F-": 1}`, "with JSON's escapes"],
    ['{"x $flow.no": 1}', '{"x $flow.no": 1}', "as in a longer string where it is not set"],
    ['{"$session.x": 1}', '{"$session.x": 1}', "not for what is no reference"],
  ])("in the keys of %s is %s, if that was chosen: %s", (body, expected) => {
    const scope = scopeOf({ parameters: { v: 7 }, flowParameters: { f: '"F' } });
    const template = parseBodyTemplate(body);
    expect(template.render(scope, renderOptions({ referencesInKeys: "replace" }))).toBe(expected);
    expect(template.render(scope, renderOptions())).toBe(body);
  });

  it("warns of what is not set, without its dashes", () => {
    const options = renderOptions({ missingInBody: "literal" });
    const body = parseBodyTemplate('{"a": "$flow.a-", "b": "$flow.b"}');
    expect(body.render(scopeOf(), options)).toBe('{"a": "$flow.a-", "b": "$flow.b"}');
    expect(options.warnings).toEqual(["$flow.a is not set.", "$flow.b is not set."]);
  });

  it("keeps a function as it is written, if that was chosen", () => {
    const chosen = { functionsInTemplates: "literal" } as const;
    const body = String.raw`{"a": "$sys.func.LEN(\"a\")", "b": "x $sys.func.LEN(\"a\")", "c": "$flow.c"}`;
    const expected = body.replace('"$flow.c"', "null");
    expect(render(body, {}, chosen)).toBe(expected);
  });

  it("names the functions that it calls", () => {
    const body = '{"a": "$sys.func.UUID()", "b": ["x $sys.func.UUID() $sys.func.NOW()"]}';
    expect(parseBodyTemplate(body).functions).toEqual(["UUID", "NOW"]);
  });

  it.each([
    ["[]", "Column 1: The body is a JSON object, and begins with {."],
    ['{"a": $session.params.x}', 'Column 7: A reference stands in quotes: "$session.params.name".'],
    [
      '{"a": "$session.x"}',
      "Column 8: $session. is followed by params and the name of a parameter.",
    ],
    [
      String.raw`{"a": "\n\u00e4$session.x"}`,
      "Column 16: $session. is followed by params and the name of a parameter.",
    ],
    [
      '{\n  "a": "$sys.func.LEN("\n}',
      "Line 2, column 23: A reference, a number, a text in quotes or a function is expected.",
    ],
  ])("%j is refused: %s", (body, message) => {
    expect(() => parseBodyTemplate(body)).toThrow(message);
  });

  it("has any values in it as they are, alone with their types and within text as text", () => {
    const values = fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.jsonValue());
    fc.assert(
      fc.property(values, fc.string(), (given, around) => {
        const parameters = JSON.parse(JSON.stringify(given)) as JsonObject;
        const text = ` ${around.replaceAll("$", "")} `;
        const names = Object.keys(parameters);
        const template: JsonObject = {
          alone: names.map((name) => `$session.params.${name}`),
          within: names.map((name) => `${text}$session.params.${name}${text}`),
        };
        const chosen = { missingInText: "empty" } as const;
        const rendered = JSON.parse(
          render(JSON.stringify(template), parameters, chosen),
        ) as unknown;
        expect(rendered).toEqual({
          alone: names.map((name) => parameters[name]),
          within: names.map((name) => text + textOf(parameters[name]) + text),
        });
      }),
    );
  });

  it.skipIf(!here)("of the official example is filled in", () => {
    const body = payload("doc-01-flexible-request-body-template.json");
    expect(JSON.parse(render(body, { fruit: "apple", size: 3 }))).toEqual({
      fruitParameter: "apple",
      sizeParameter: 3,
    });
  });

  it.skipIf(!here)("of an exported agent is filled in, and keeps its tag", () => {
    const { genericWebService } = JSON.parse(
      payload("export-03-webhook-flexible-renamed-mapping.json"),
    ) as { genericWebService: { requestBody: string } };
    const scope = scopeOf({
      parameters: { phone_number: "+1" },
      flowParameters: { payee_last_four_digit_of_credit_card_number: 4242 },
    });
    const body = parseBodyTemplate(genericWebService.requestBody).render(scope, renderOptions());
    expect(JSON.parse(body)).toEqual({
      phone_number: "+1",
      credit_card_number: 4242,
      fulfillmentInfo: { tag: "getDueAmount" },
    });
  });
});

/** A value inside text; null is not set. */
function textOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
