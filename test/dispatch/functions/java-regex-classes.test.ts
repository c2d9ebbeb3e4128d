import { describe, expect, it } from "vitest";
import {
  characterProperty,
  classEscapes,
  controlEscapes,
} from "../../../src/dispatch/functions/java-regex-classes.ts";

function members(test: ((code: number) => boolean) | undefined, candidates: string): string {
  return Array.from(candidates)
    .filter((char) => test?.(char.codePointAt(0) ?? 0))
    .join("");
}

describe("classes by a letter", () => {
  it.each([
    ["d", "0a9٣", "09"],
    ["w", "aZ_0-é", "aZ_0"],
    ["s", " \t\n\u000B\u00A0x", " \t\n\u000B"],
    ["h", " \t\n\u00A0x", " \t\u00A0"],
    ["v", " \n\r\u2028x", "\n\r\u2028"],
  ])("\\%s has of %j these: %j", (letter, candidates, expected) => {
    expect(members(classEscapes.get(letter), candidates)).toBe(expected);
    const others = members(classEscapes.get(letter.toUpperCase()), candidates);
    expect(others).toBe(
      Array.from(candidates)
        .filter((char) => !expected.includes(char))
        .join(""),
    );
  });

  it("stand for control characters as Java has them", () => {
    expect([...controlEscapes.values()].join("")).toBe("\t\n\r\f\u0007\u001B");
  });
});

describe("classes by a name", () => {
  it.each([
    ["Alpha", "aZ1é", "aZ"],
    ["Lower", "aZ", "a"],
    ["Upper", "aZ", "Z"],
    ["Alnum", "a1-", "a1"],
    ["Punct", "a!~ ", "!~"],
    ["Blank", " \t\n", " \t"],
    ["XDigit", "fFgG", "fF"],
    ["Cntrl", "\u0000\u007Fa", "\u0000\u007F"],
    ["Print", " ~\n", " ~"],
    ["Graph", " ~\n", "~"],
    ["ASCII", "aé", "a"],
    ["L", "aé1", "aé"],
    ["IsAlphabetic", "aé1", "aé"],
    ["IsLatin", "aγ", "a"],
  ])("\\p{%s} has of %j these: %j", (name, candidates, expected) => {
    expect(members(characterProperty(name), candidates)).toBe(expected);
  });

  it.each(["", "Nope", "IsNope", "Latin", "__proto__"])("there is no \\p{%s}", (name) => {
    expect(characterProperty(name)).toBeUndefined();
  });
});
