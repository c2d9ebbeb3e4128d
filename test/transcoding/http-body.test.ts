import { describe, expect, it } from "vitest";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { message, register, registry, request, send, serviceType } from "./fixture.ts";
import { library } from "./library.ts";

describe("google.api.HttpBody", () => {
  it("takes a body of any media type", async () => {
    const { transcoder, received } = library();
    const answer = await send(transcoder, "PUT /v1/shelves/s/books/b:cover", {
      body: new Uint8Array([0xff, 0xfe]),
      headers: { "content-type": "image/jpeg" },
    });
    expect(answer.status).toBe(200);
    expect(received()).toEqual({
      name: "shelves/s/books/b",
      cover: { contentType: "image/jpeg", data: "//4=" },
    });
  });

  it("is the raw bytes of an answer", async () => {
    const { transcoder } = library();
    const answer = await transcoder.handle(request("GET /v1/shelves/s/books/b:cover"));
    expect(answer.headers["content-type"]).toBe("image/png");
    expect([...answer.body]).toEqual([1, 2, 3]);
  });

  it("is bytes of no known type if it does not say", async () => {
    const transcoder = createTranscoder({
      services: register("LibraryService", { getCover: () => message("google.api.HttpBody", {}) }),
      registry,
    });
    const answer = await transcoder.handle(request("GET /v1/shelves/s/books/b:cover"));
    expect(answer.headers["content-type"]).toBe("application/octet-stream");
    expect(answer.body).toHaveLength(0);
  });

  it("is a whole request, and a whole answer", async () => {
    const { method } = serviceType("LibraryService");
    const transcoder = createTranscoder({
      services: (router) => {
        // A method that takes and gives bytes, made of two that do one of it.
        const upload = { ...method["getCover"], input: method["getCover"]?.output };
        router.rpc(upload as never, ((given: unknown) => given) as never);
      },
      rules: [{ selector: "echo.v1.LibraryService.GetCover", post: "/v1/echo", body: "*" }],
      registry,
    });
    const answer = await transcoder.handle(
      request("POST /v1/echo", {
        body: new Uint8Array([0, 255]),
        headers: { "content-type": "application/x-mine" },
      }),
    );
    expect(answer.headers["content-type"]).toBe("application/x-mine");
    expect([...answer.body]).toEqual([0, 255]);
  });
});
