import fc from "fast-check";
import zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { compress, decompress, negotiate } from "../../src/transcoding/content-coding.ts";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { echoTranscoder, register, registry, request, send } from "./fixture.ts";

describe("negotiate", () => {
  it.each<[string, string | undefined, string]>([
    ["", undefined, "nothing is accepted"],
    ["gzip", "gzip", "one coding"],
    ["gzip, deflate, br", "br", "of equals the best"],
    ["deflate, gzip", "gzip", "whatever their order"],
    ["gzip;q=1.0, br;q=0.5", "gzip", "the one that is liked more"],
    ["br;q=0, gzip", "gzip", "none that is refused"],
    ["*", "br", "anything"],
    ["*;q=0.1, gzip;q=0.2", "gzip", "anything, but one more"],
    ["*;q=0", undefined, "nothing but what is named"],
    ["identity", undefined, "as it is"],
    ["identity;q=1, gzip;q=0.5", undefined, "as it is, rather than compressed"],
    ["GZIP ; Q=0.8", "gzip", "case does not count"],
    ["zstd", undefined, "unknown codings"],
    ["gzip;q=nonsense", undefined, "a weight that is none"],
  ])("%j is %s: %s", (accept, expected) => {
    expect(negotiate(accept)).toBe(expected);
  });
});

describe("compress and decompress", () => {
  it.each(["br", "gzip", "deflate"])("give back what went in, by %s", async (coding) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (data) => {
        const compressed = await compress(data, coding);
        expect(compressed?.coding).toBe(coding);
        const back = await decompress(compressed?.data ?? data, { coding, maxBytes: 500 });
        expect(new Uint8Array(back)).toEqual(new Uint8Array(data));
      }),
      { numRuns: 30 },
    );
  });
});

describe("compressed requests", () => {
  const json = new TextEncoder().encode(JSON.stringify({ title: "x".repeat(300) }));

  it.each([
    ["gzip", zlib.gzipSync(json)],
    ["GZIP", zlib.gzipSync(json)],
    ["br", zlib.brotliCompressSync(json)],
    ["deflate", zlib.deflateSync(json)],
    ["identity", json],
  ])("by %s are read", async (coding, body) => {
    const answer = await send(echoTranscoder(), "POST /v1/echo:body", {
      body,
      headers: { "content-encoding": coding },
    });
    expect(answer.json).toEqual({ request: { title: "x".repeat(300) } });
  });

  it("may be empty, whatever their coding", async () => {
    const answer = await send(echoTranscoder(), "POST /v1/echo:body", {
      body: new Uint8Array(),
      headers: { "content-encoding": "gzip" },
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    ["more comes out than the limit", "gzip", zlib.gzipSync(new Uint8Array(5000)), 413],
    ["they are none", "gzip", json, 400],
    ["they end too early", "br", zlib.brotliCompressSync(json).subarray(0, 10), 400],
    ["nobody knows the coding", "compress", json, 415],
    ["there are two codings", "gzip, br", json, 415],
  ])("are refused if %s", async (_, coding, body, status) => {
    const answer = await send(echoTranscoder({ maxBodyBytes: 1000 }), "POST /v1/echo:body", {
      body,
      headers: { "content-encoding": coding },
    });
    expect(answer.status).toBe(status);
  });
});

describe("compressed answers", () => {
  const title = "long ".repeat(400);
  const transcoder = createTranscoder({
    services: register("LibraryService", {
      getBook: () => ({ title }),
      deleteBook: () => ({ title: "short" }),
    }),
    registry,
  });
  const accept = { "accept-encoding": "gzip" };

  it("are sent if the client takes them and they are large enough", async () => {
    const { headers, body } = await transcoder.handle(
      request("GET /v1/shelves/s/books/b", { headers: accept }),
    );
    expect(headers).toMatchObject({
      "content-encoding": "gzip",
      vary: "Accept-Encoding",
      "content-length": String(body.length),
    });
    expect(JSON.parse(zlib.gunzipSync(body).toString())).toEqual({ title });
  });

  it.each([
    ["a small one", "DELETE /v1/shelves/s/books/b", accept],
    ["one for a client that takes none", "GET /v1/shelves/s/books/b", {}],
  ])("are not sent: %s", async (_, line, headers) => {
    const answer = await send(transcoder, line, { headers });
    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(answer.json).toHaveProperty("title");
  });
});
