import { describe, expect, it } from "vitest";
import { addressProblem, isLoopback } from "../../src/management/web-address.ts";

const strict = { allowLoopbackHttp: false };
const development = { allowLoopbackHttp: true };

describe("an address", () => {
  it.each([
    "https://a.example",
    "https://a.example:8443/b?c=d",
    "https://[::1]/",
    "HTTPS://a.example",
  ])("%s is right", (address) => {
    expect(addressProblem(address, strict)).toBeUndefined();
  });

  it.each([
    ["http://a.example", /http is not secure/],
    ["http://localhost", /http is not secure/],
    ["ftp://a.example", /should begin with https/i],
    ["a.example", /is no URL/i],
    ["https://", /is no URL/i],
    ["https://a b", /is no URL/i],
    [" https://a.example", /is no URL/i],
    ["https://a.example\n", /is no URL/i],
  ])("%j is wrong", (address, sentence) => {
    expect(addressProblem(address, strict)).toMatch(sentence);
  });

  it.each([
    ["http://localhost:8080", undefined],
    ["http://a.localhost", undefined],
    ["http://127.1.2.3/", undefined],
    ["http://[::1]:1/", undefined],
    ["http://127.0.0.1.example/", /this machine alone/],
    ["http://localhost.example/", /this machine alone/],
    ["http://[::2]/", /this machine alone/],
    ["http://10.0.0.1/", /this machine alone/],
  ])("%s in development: %s", (address, sentence) => {
    const problem = addressProblem(address, development);
    if (sentence === undefined) expect(problem).toBeUndefined();
    else expect(problem).toMatch(sentence);
  });

  it.each([
    ["https://h.example/p?f=$session.params.fruit&s=$session.params.size", undefined],
    ["https://$session.params.host:$flow.port/a", undefined],
    ["https://a.example/$session.fruit", /^Column 19: \$session\. is followed by params/],
    ["http://$session.params.host/", /https/],
  ])("as a template, %s: %s", (address, sentence) => {
    const problem = addressProblem(address, { ...strict, template: true });
    if (sentence === undefined) expect(problem).toBeUndefined();
    else expect(problem).toMatch(sentence);
  });
});

describe("this machine", () => {
  it.each([
    ["localhost", true],
    ["127.0.0.1", true],
    ["[::1]", true],
    ["128.0.0.1", false],
    ["mylocalhost", false],
    ["0.0.0.0", false],
  ])("%s: %s", (hostname, expected) => {
    expect(isLoopback(hostname)).toBe(expected);
  });
});
