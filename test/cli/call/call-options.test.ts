import { describe, expect, it } from "vitest";
import { givenConversation, splitPair } from "../../../src/cli/call/call-options.ts";

describe("splitPair", () => {
  it.each([
    ["a=1", "=", ["a", "1"], "a pair"],
    ["a=b=c", "=", ["a", "b=c"], "the first separator counts"],
    ["a=", "=", ["a", ""], "an empty value is one"],
    ["x-a: b:c", ":", ["x-a", " b:c"], "another separator"],
    [" a =1", "=", ["a", "1"], "names have no spaces around them"],
  ])("takes %s apart at the first %s: %j, for %s", (text, separator, parts) => {
    expect(splitPair(text, { option: "param", separator })).toEqual(parts);
  });

  it.each(["a", "=1", ""])("refuses %j, and names the option", (text) => {
    expect(() => splitPair(text, { option: "param" })).toThrow("--param takes name=value");
  });
});

describe("givenConversation", () => {
  it("names the options that a whole request takes the place of", () => {
    const values = { tag: "t", request: "r.json", format: "es", url: "https://x/", dtmf: "1" };
    expect(givenConversation(values)).toEqual(["tag", "dtmf"]);
  });
});
