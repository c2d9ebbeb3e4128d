import { describe, expect, it } from "vitest";
import { type Code, code, indent, property, quoted } from "../../../src/codegen/json/code.ts";

const textOf = (line: Code): string =>
  line.map((part) => (typeof part === "object" ? "?" : String(part))).join("");

describe("a piece of code", () => {
  it("is the template's text and what stands in it, flat", () => {
    const inner = code`f(${"x"})`;
    expect(textOf(code`a = ${inner} + ${1};`)).toBe("a = f(x) + 1;");
  });

  it("keeps what has to be imported as it is", () => {
    const symbol = { kind: "es_string", value: "x" } as const;
    expect(code`${symbol}()`).toContain(symbol);
  });

  it("goes further in, line by line", () => {
    expect(indent([code`a`, code`b`]).map(textOf)).toEqual(["  a", "  b"]);
  });
});

describe("a name", () => {
  it.each([
    ["text", ".text"],
    ["toString$", ".toString$"],
    ["class", ".class"],
    ["1a", '["1a"]'],
    ["a-b", '["a-b"]'],
  ])("%s as a property is %s", (name, access) => {
    expect(property(name)).toBe(access);
  });

  it("is quoted as JSON quotes it", () => {
    expect(quoted('a"b\n')).toBe('"a\\"b\\n"');
  });
});
