import fc from "fast-check";
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

describe("any request at all", () => {
  it("gets an answer, and never one that blames the server", async () => {
    const transcoder = echoTranscoder({ cors: { origins: "*" } });
    const part = fc.oneof(
      fc.constantFrom(
        "v1",
        "echo",
        "shelves",
        "books",
        "flag",
        "true",
        "1",
        "echo:query",
        "echo:body",
        "x:resourcePath",
        "x:simplePath",
        "%2F",
        "%",
        "**",
        "{x}",
        "..",
        "",
      ),
      fc.string(),
    );
    const pair = fc.tuple(
      fc.constantFrom(
        "title",
        "sample.fInt32",
        "sample.r_string",
        "$alt",
        "fields",
        "sample.c_int32",
        "sample.c_string",
        "x",
        "__proto__",
        "constructor.x",
      ),
      fc.oneof(fc.string(), fc.constantFrom("1", "true", "json", "a(b)")),
    );
    const requests = fc.record({
      method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "HEAD", "OPTIONS", "BREW"),
      url: fc
        .tuple(fc.array(part, { maxLength: 8 }), fc.array(pair, { maxLength: 3 }))
        .map(
          ([parts, pairs]) => `/${parts.join("/")}?${pairs.map((one) => one.join("=")).join("&")}`,
        ),
      headers: fc.dictionary(
        fc.constantFrom(
          "content-type",
          "content-encoding",
          "accept-encoding",
          "grpc-timeout",
          "origin",
          "x-http-method-override",
          "access-control-request-method",
          "x-goog-fieldmask",
        ),
        fc.oneof(
          fc.constantFrom("application/json", "gzip", "br", "1S", "GET", "PUT"),
          fc.stringMatching(/^[ -~]*$/),
        ),
      ),
      body: fc.oneof(
        fc.json().map((text) => new TextEncoder().encode(text)),
        fc.uint8Array(),
      ),
    });
    await fc.assert(
      fc.asyncProperty(requests, async (one) => {
        const { status, headers } = await transcoder.handle(one);
        expect([200, 204, 400, 404, 405, 413, 415]).toContain(status);
        expect(headers["access-control-allow-origin"] === "*").toBe("origin" in one.headers);
      }),
      { numRuns: 1000 },
    );
  });
});
