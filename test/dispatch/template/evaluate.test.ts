import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Behaviours } from "../../../src/dispatch/behaviours.ts";
import { evaluate, type RenderOptions } from "../../../src/dispatch/template/evaluate.ts";
import { parseExpression } from "../../../src/dispatch/template/parse-expression.ts";
import { renderOptions, scopeOf } from "./session.ts";

function value(
  text: string,
  parameters: JsonObject = {},
  options: RenderOptions = renderOptions(),
): JsonValue | undefined {
  const scope = scopeOf({ parameters });
  return evaluate(parseExpression(text).expression, { ...options, scope });
}

describe("an expression's value", () => {
  it.each<[text: string, expected: unknown]>([
    ["1", 1],
    ['"a"', "a"],
    ["word", "word"],
    ["false", false],
    ["null", undefined],
    ["[1, $session.params.x, [null], $session.params.no]", [1, 7, [null], null]],
    ["$session.params.x", 7],
    ["$session.params.no", undefined],
    ["$sys.func.ADD(1, $session.params.x)", 8],
    ["$sys.func.ADD($sys.func.LEN('abc'), 1)", 4],
    ["$sys.func.rand()", 0.25],
    ["$sys.func.IDENTITY(null)", undefined],
    ["$sys.func.IDENTITY($session.params.no)", undefined],
    [`$sys.func.IF("$session.params.x > 5", big, small)`, "big"],
    [`$sys.func.IF("$sys.func.LEN('ab') = 3", big, small)`, "small"],
    [`$sys.func.NESTED_FIELD("$session.params.o", a, b)`, 1],
  ])("of %s is %j", (text, expected) => {
    expect(value(text, { x: 7, o: { a: { b: 1 } } })).toEqual(expected);
  });
});

describe("a function that can't work", () => {
  it.each([
    ["with its arguments", "$sys.func.ADD(a, b)", /^\$sys\.func\.ADD has no value: /],
    ["with so many arguments", "$sys.func.LEN(a, b)", /^\$sys\.func\.LEN has no value: /],
    ["because there is none", "$sys.func.NO()", /NO has no value: There is no such/],
    ["because there is none, whatever objects have", "$sys.func.CONSTRUCTOR()", /no such/],
    ["with its condition", `$sys.func.IF("= 1", a, b)`, /IF has no value: /],
    ["with a text that is no reference", `$sys.func.NESTED_FIELD("a", b)`, /no reference/],
    ["with a reference and more", `$sys.func.NESTED_FIELD("$flow.a b", b)`, /no reference/],
    ["with a malformed reference", `$sys.func.NESTED_FIELD("$session.a", b)`, /Column 1: /],
  ])("%s gives nothing, and a warning", (_, text, warning) => {
    const options = renderOptions();
    expect(value(text, {}, options)).toBeUndefined();
    expect(options.warnings).toEqual([expect.stringMatching(warning) as string]);
  });

  it("fails, if that was chosen", () => {
    const chosen: Partial<Behaviours> = { functionError: "fail" };
    expect(() => value("$sys.func.ADD(a, b)", {}, renderOptions(chosen))).toThrow(
      expect.objectContaining({ name: "DispatchFailure", kind: "plan" }) as Error,
    );
  });

  it("does not keep others from their values", () => {
    expect(value("$sys.func.IDENTITY([1, $sys.func.NO()])")).toEqual([1, null]);
  });
});

describe("a text that leads to itself", () => {
  it("is given up, without an end to the program", () => {
    const options = renderOptions();
    const x = "$sys.func.NESTED_FIELD($session.params.x, a)";
    expect(value(x, { x }, options)).toBeUndefined();
    expect(options.warnings.join()).toMatch(/More than 20 texts/);
  });

  it("many times is given up soon", () => {
    const options = renderOptions();
    const again = "$sys.func.NESTED_FIELD($session.params.x, a)";
    const x = `$sys.func.IDENTITY([${Array.from({ length: 10 }, () => again).join()}])`;
    expect(value(again, { x }, options)).toBeUndefined();
    expect(options.warnings.join()).toMatch(/More than 200 texts/);
  });
});
