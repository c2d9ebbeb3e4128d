import { describe, expect, it } from "vitest";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { echoTranscoder, register, registry, send, serviceType } from "./fixture.ts";

describe("routes", () => {
  it("answers 404 for a path that nothing is served under", async () => {
    const { status, json } = await send(echoTranscoder(), "GET /v2/nothing?x=1");
    expect(status).toBe(404);
    expect(json).toEqual({
      error: {
        code: 404,
        message: "Nothing is served at /v2/nothing.",
        status: "NOT_FOUND",
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "NO_ROUTE",
            domain: "fulfillkit.dev",
          },
        ],
      },
    });
  });

  it("answers 405 with Allow for another HTTP method", async () => {
    const { status, headers, json } = await send(echoTranscoder(), "DELETE /v1/colour");
    expect(status).toBe(405);
    expect(headers["allow"]).toBe("GET, HEAD, OPTIONS, POST");
    expect(json).toMatchObject({ error: { code: 405, status: "UNIMPLEMENTED" } });
  });

  it("answers OPTIONS with Allow", async () => {
    const { status, headers, text } = await send(echoTranscoder(), "OPTIONS /v1/echo:put");
    expect([status, headers["allow"], text]).toEqual([204, "OPTIONS, PUT", ""]);
  });

  it("answers HEAD as GET, without the body", async () => {
    const got = await send(echoTranscoder(), "GET /v1/colour?unknown=true");
    const { status, headers, text } = await send(echoTranscoder(), "HEAD /v1/colour?unknown=true");
    expect([status, text]).toEqual([200, ""]);
    expect(headers).toEqual(got.headers);
  });

  it("takes a whole URL, and leaves its fragment", async () => {
    const transcoder = echoTranscoder();
    const url = "https://api.example.com/v1/colour?unknown=true#there?";
    expect(await send(transcoder, `GET ${url}`)).toMatchObject({
      status: 200,
      json: { colour: 77 },
    });
    expect(await send(transcoder, "GET https://api.example.com")).toMatchObject({ status: 404 });
  });

  it("answers 400 for a path that is no UTF-8", async () => {
    const answer = await send(echoTranscoder(), "GET /v1/%FF/x");
    expect(answer.status).toBe(400);
  });

  it("says which paths and methods it serves", () => {
    const transcoder = echoTranscoder();
    expect(transcoder.has("/v1/echo:query")).toBe(true);
    expect(transcoder.has("/v1/nothing")).toBe(false);
    expect(transcoder.has("/v1/%FF")).toBe(false);
    expect(transcoder.match("GET", "/v1/echo:query")?.name).toBe("EchoQuery");
    expect(transcoder.match("HEAD", "/v1/echo:query")?.name).toBe("EchoQuery");
    expect(transcoder.match("PUT", "/v1/echo:query")).toBeUndefined();
    expect(transcoder.match("GET", "/v1/%FF")).toBeUndefined();
  });

  it("serves services of a registry beside each other, and their rules", async () => {
    const transcoder = createTranscoder({
      services: (router) => {
        register("EchoService", { getColour: () => ({ colour: 1 }), echoByRpcOnly: () => ({}) })(
          router,
        );
        router.rpc(
          serviceType("LibraryService").method["getBook"] as never,
          (() => ({ title: "T" })) as never,
        );
      },
      registry,
      rules: [{ selector: "echo.v1.EchoService.EchoByRpcOnly", get: "/v3/only" }],
    });
    expect(await send(transcoder, "GET /v3/only")).toMatchObject({ status: 200, json: {} });
    expect(await send(transcoder, "GET /v1/colour")).toMatchObject({
      json: { colour: "COLOUR_RED" },
    });
    expect(await send(transcoder, "GET /v1/shelves/a/books/b")).toMatchObject({
      json: { title: "T" },
    });
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
