import { describe, expect, it } from "vitest";
import type { JsonValue } from "@bufbuild/protobuf";
import { parseText } from "../../../src/dispatch/template/parse-text.ts";
import { plainText, sayable, valueOf } from "../../../src/dispatch/template/render.ts";
import { renderOptions, scopeOf } from "./session.ts";

describe("a value inside text", () => {
  it.each<[value: JsonValue, text: string]>([
    ["a", "a"],
    ["", ""],
    [3, "3"],
    [1e21, "1e+21"],
    [-0, "0"],
    [false, "false"],
    [[1, null, "a"], '[1,null,"a"]'],
    [{ a: { b: 1 } }, '{"a":{"b":1}}'],
  ])("%j is %s", (value, text) => {
    expect(plainText(value)).toBe(text);
  });
});

describe("a placeholder", () => {
  const scope = scopeOf({ parameters: { a: 1, "b-": 2, b: 3 } });

  it.each([
    ["$session.params.a", { value: 1, text: "$session.params.a", dashes: "" }, []],
    ["$session.params.b-", { value: 2, text: "$session.params.b-", dashes: "" }, []],
    ["$session.params.a--", { value: 1, text: "$session.params.a", dashes: "--" }, []],
    [
      "$session.params.c-",
      { value: undefined, text: "$session.params.c", dashes: "-" },
      ["$session.params.c is not set."],
    ],
    [
      "$sys.func.IDENTITY(null)",
      { value: undefined, text: "$sys.func.IDENTITY(null)", dashes: "" },
      ["$sys.func.IDENTITY(…) is not set."],
    ],
  ])("%s stands for %j", (text, expected, warnings) => {
    const options = renderOptions();
    const [placeholder] = parseText(text);
    if (typeof placeholder !== "object") throw new Error(`${text} is no placeholder`);
    expect(valueOf(placeholder, { ...options, scope })).toEqual(expected);
    expect(options.warnings).toEqual(warnings);
  });

  it("is named without the arguments of its call, which may be secret", () => {
    const [call] = parseText("$sys.func.CONCATENATE('secret', a)");
    expect(typeof call === "object" && sayable(call.expression)).toBe("$sys.func.CONCATENATE(…)");
  });
});
