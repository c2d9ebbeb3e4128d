import { describe, expect, it } from "vitest";
import { isTokenText, keptToken } from "../../../src/dispatch/credentials/token.ts";

describe("a token", () => {
  it.each<[expiresAt: number | undefined, freshUntil: number, why: string]>([
    [3_601_000, 3_541_000, "a minute before the end of an hour"],
    [601_000, 541_000, "a tenth of ten minutes is that minute"],
    [31_000, 28_000, "a tenth of a short life"],
    [1000, 1000, "no life: not kept"],
    [undefined, 271_000, "what is assumed, a tenth of it before its end"],
  ])("that ends at %s is kept until %s: %s", (expiresAt, freshUntil) => {
    const token = { value: "t", ...(expiresAt !== undefined && { expiresAt }) };
    expect(keptToken(token, { askedAt: 1000, unknownLifetimeMs: 300_000 })).toEqual({
      value: token,
      freshUntil,
    });
  });

  it.each<[text: unknown, is: boolean, why: string]>([
    ["ya29.a0Af_-~+/=", true, "what tokens are made of"],
    ["a b", true, "RFC 6749 allows spaces"],
    ["a", true, "one character"],
    ["", false, "nothing"],
    [" a", false, "a header loses it"],
    ["a\n", false, "ends the header"],
    ["é", false, "no ASCII"],
    [undefined, false, "no text"],
    [12, false, "no text"],
  ])("may be %j: %s, %s", (text, is) => {
    expect(isTokenText(text)).toBe(is);
  });
});
