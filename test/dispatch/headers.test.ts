import { describe, expect, it } from "vitest";
import { DispatchFailure } from "../../src/dispatch/failure.ts";
import {
  maskHeaders,
  mergeHeaders,
  platformHeaders,
  requestHeaders,
} from "../../src/dispatch/headers.ts";

describe("the platform's own headers", () => {
  it("are those of captured calls (§1.1)", () => {
    expect(platformHeaders({ hasBody: true })).toEqual([
      ["User-Agent", "Google-Dialogflow"],
      ["Accept", "*/*"],
      ["Accept-Encoding", "gzip, deflate, br"],
      ["Content-Type", "application/json"],
    ]);
  });

  it("tell no type where there is no body (§2.1: GET sends none)", () => {
    expect(platformHeaders({ hasBody: false }).map(([name]) => name)).not.toContain("Content-Type");
  });
});

describe("headers put together", () => {
  it("hold each name once, in any case: the last one wins and keeps the place of the first", () => {
    const merged = mergeHeaders([
      [
        ["Accept", "*/*"],
        ["X-Team", "billing"],
      ],
      [["x-team", "support"]],
    ]);
    expect(merged).toEqual([
      ["Accept", "*/*"],
      ["x-team", "support"],
    ]);
  });

  it("are shown without what authorizes, by their names or by the plan", () => {
    const shown = maskHeaders(
      [
        ["Authorization", "Bearer t0ken"],
        ["X-Api-Key", "k3y"],
        ["X-Pin", "1234"],
        ["X-Team", "billing"],
      ],
      new Set(["x-pin"]),
    );
    expect(shown).toEqual([
      ["Authorization", "********"],
      ["X-Api-Key", "********"],
      ["X-Pin", "********"],
      ["X-Team", "billing"],
    ]);
  });
});

describe("headers that come with a request (§1.1, QueryParameters.webhook_headers)", () => {
  const fail = { reservedHeader: "fail" } as const;

  it.each([
    "Host",
    "Content-Length",
    "Connection",
    "From",
    "User-Agent",
    "Accept-Encoding",
    "If-Modified-Since",
    "If-None-Match",
    "X-Forwarded-For",
    "x-forwarded-FOR",
    "Transfer-Encoding",
    "TE",
    "Upgrade",
    "Expect",
  ])("may not be %s, which is reserved", (name) => {
    expect(() => requestHeaders({ [name]: "x" }, fail)).toThrow(DispatchFailure);
    expect(requestHeaders({ [name]: "x" }, { reservedHeader: "ignore" })).toEqual([]);
  });

  it.each([
    ["Content-Type", "text/plain", "it is not on the list of reserved names"],
    ["Authorization", "Bearer x", "nor is this"],
    ["X-Any", "", "an empty value is one"],
  ])("may be %s: %j (%s)", (name, value) => {
    expect(requestHeaders({ [name]: value }, fail)).toEqual([[name, value]]);
  });

  it.each<[Record<string, string>, string]>([
    [{ "x y": "1" }, "a name with a space"],
    [{ "": "1" }, "no name"],
    [{ "x-a": "1\r\nx-b: 2" }, "a second header in the value"],
    [{ "x-a": "1\0" }, "a NUL"],
  ])("are refused for %j: %s", (headers) => {
    expect(() => requestHeaders(headers, fail)).toThrow(DispatchFailure);
  });
});
