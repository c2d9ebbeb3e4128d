import { describe, expect, it } from "vitest";
import { shownUrl } from "../../src/verify/exchange.ts";

describe("a URL as it is shown", () => {
  it.each([
    ["https://example.com/webhook", "https://example.com/webhook", "nothing is secret in it"],
    ["https://me:pw@example.com/", "https://example.com/", "it holds a password"],
    ["https://example.com/?key=s3cret&a=1", "https://example.com/?key=…&a=…", "queries hold keys"],
    ["https://example.com/#token", "https://example.com/", "the fragment is not sent"],
  ])("%s is %s: %s", (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });
});
