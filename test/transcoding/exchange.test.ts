import { describe, expect, it } from "vitest";
import { requestTarget } from "../../src/transcoding/exchange.ts";
import { echoTranscoder, send } from "./fixture.ts";

describe("requestTarget", () => {
  it.each([
    ["/a/b", "/a/b", "", "a path"],
    ["/a?b=c?d", "/a", "b=c?d", "only the first question mark divides"],
    ["/a?", "/a", "", "an empty query"],
    ["/a#b?c", "/a", "", "a fragment with a question mark"],
    ["/a?b#c", "/a", "b", "a fragment after the query"],
    ["https://h:1/a?b", "/a", "b", "a whole URL"],
    ["https://h", "", "", "a URL without a path"],
    ["*", "", "", "no path"],
  ])("splits %j into %j and %j: %s", (url, path, query) => {
    const target = requestTarget({ method: "GET", url, headers: {} });
    expect(target).toEqual({ method: "GET", path, query, overridden: false });
  });
});

describe("X-HTTP-Method-Override", () => {
  const override = { "x-http-method-override": "PUT" };

  it("turns a POST into another method", async () => {
    const answer = await send(echoTranscoder(), "POST /v1/echo:put", {
      body: { title: "x" },
      headers: override,
    });
    expect(answer).toMatchObject({ status: 200, json: { request: { title: "x" } } });
  });

  it("turns a POST of a form into a GET with a long query", async () => {
    const answer = await send(echoTranscoder(), "POST /v1/echo:query?fInt32=4", {
      body: new TextEncoder().encode("title=a+b&sample.fString=x"),
      headers: {
        "x-http-method-override": "GET",
        "content-type": "application/x-www-form-urlencoded",
      },
    });
    expect(answer.json).toEqual({ request: { title: "a b", fInt32: 4, sample: { fString: "x" } } });
  });

  it.each([
    ["GET /v1/echo:put", "PUT", "only a POST may carry it"],
    ["POST /v1/echo:put", "TRACE", "not every method may be meant"],
  ])("%s as %s is refused: %s", async (line, method) => {
    const headers = { "x-http-method-override": method };
    const answer = await send(echoTranscoder(), line, { headers });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("X-HTTP-Method-Override");
  });
});
