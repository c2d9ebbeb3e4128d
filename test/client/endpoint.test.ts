import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endpointOf, parseEndpoint, routingHeader } from "../../src/client/endpoint.ts";

describe("endpointOf", () => {
  it.each([
    ["projects/p/locations/global/agents/a", "dialogflow.googleapis.com", "global has no prefix"],
    ["projects/p", "dialogflow.googleapis.com", "no location is global"],
    ["", "dialogflow.googleapis.com", "nothing is global"],
    [
      "projects/p/locations/us-central1/agents/a/webhooks/w",
      "us-central1-dialogflow.googleapis.com",
      "a region",
    ],
    ["projects/p/locations/eu", "eu-dialogflow.googleapis.com", "a multi-region"],
  ])("sends %s to %s: %s", (name, host) => {
    expect(endpointOf(name)).toBe(`https://${host}`);
  });

  it("never leaves googleapis.com, whatever a name holds", () => {
    const location = fc.oneof(
      fc.string(),
      fc.constantFrom("evil.example#", "evil.example?", "a@evil.example", "-", "a b", "A", "é"),
    );
    fc.assert(
      fc.property(location, (text) => {
        let endpoint: string;
        try {
          endpoint = endpointOf(`projects/p/locations/${text}/agents/a`);
        } catch (thrown) {
          expect(thrown).toMatchObject({ reason: "INVALID_RESOURCE_NAME" });
          return;
        }
        expect(new URL(endpoint).hostname).toMatch(/(?:^|-)dialogflow\.googleapis\.com$/);
      }),
    );
  });
});

describe("routingHeader", () => {
  it("percent-encodes values", () => {
    const parameters = [
      { field: "webhook.name", value: "projects/p/x" },
      { field: "b", value: "ü" },
    ];
    expect(routingHeader(parameters)).toBe("webhook.name=projects%2Fp%2Fx&b=%C3%BC");
  });
});

describe("parseEndpoint", () => {
  it.each([
    ["http://localhost:8080", "http://localhost:8080", false],
    ["https://localhost:8443/", "https://localhost:8443", false],
    ["eu-dialogflow.googleapis.com", "https://eu-dialogflow.googleapis.com", true],
    ["localhost:8080", "https://localhost:8080", false],
    ["http://dialogflow.googleapis.com", "http://dialogflow.googleapis.com", false],
    ["https://evilgoogleapis.com", "https://evilgoogleapis.com", false],
    ["http://[::1]:80", "http://[::1]", false],
  ])("reads %s", (text, origin, isGoogle) => {
    expect(parseEndpoint(text)).toEqual({ origin, isGoogle });
  });

  it.each([
    ["", "nothing"],
    ["ftp://localhost", "another scheme"],
    ["http://localhost/v3", "a path"],
    ["http://localhost?x", "a query"],
    ["http://u:p@localhost", "credentials"],
    ["a b", "no host"],
  ])("refuses %s: %s", (text) => {
    expect(() => parseEndpoint(text)).toThrow(TypeError);
  });
});
