import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audienceOf } from "../../../src/dispatch/credentials/audience.ts";

describe("the audience of an ID token", () => {
  it.each<[url: string, audience: string, why: string]>([
    ["https://a.example/hook", "https://a.example/hook", "the URL as it is"],
    ["https://a.example/hook?x=1&y=2", "https://a.example/hook", "without the query (documented)"],
    ["https://a.example", "https://a.example/", "a real token has the root path as /"],
    ["https://a.example/?x", "https://a.example/", "the root with a query"],
    ["https://a.example:8443/a/", "https://a.example:8443/a/", "port and last slash are kept"],
    ["https://u:hush@a.example/a#b", "https://a.example/a", "no credential is put into a token"],
    ["https://a.example/a%20b", "https://a.example/a%20b", "encoded as it is called"],
  ])("of %s is %s: %s", (url, audience) => {
    expect(audienceOf(url)).toBe(audience);
  });

  it("is the same whatever the query", () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.webQueryParameters(), (url, query) => {
        expect(audienceOf(`${url}?${query}`)).toBe(audienceOf(url));
        expect(audienceOf(audienceOf(url))).toBe(audienceOf(url));
      }),
    );
  });

  it.each(["", "/hook", "mailto:hush"])("fails for %j, which is no address", (url) => {
    expect(() => audienceOf(url)).toThrow("The webhook's URL is none");
  });
});
