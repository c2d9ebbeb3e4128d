import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { register, registry, send, type request } from "./fixture.ts";
import { library } from "./library.ts";

describe("requests", () => {
  it.each<[string, JsonValue | undefined, JsonObject, string]>([
    ["GET /v1/shelves/s/books/b", undefined, { name: "shelves/s/books/b" }, "a name in the path"],
    ["GET /v1/archive/a/b%2Fc/d", undefined, { name: "a/b%2Fc/d" }, "a name of any length"],
    [
      "GET /v1/shelves/s/books?pageSize=5&page_token=t",
      undefined,
      { parent: "shelves/s", pageSize: 5, pageToken: "t" },
      "the rest in the query",
    ],
    ["SEARCH /v1/shelves/s/books", undefined, { parent: "shelves/s" }, "a custom HTTP method"],
    [
      "POST /v1/shelves/s/books?bookId=b",
      { title: "T", labels: { a: "b" } },
      { parent: "shelves/s", bookId: "b", book: { title: "T", labels: { a: "b" } } },
      "a field in the body",
    ],
    ["POST /v1/shelves/s/books", {}, { parent: "shelves/s", book: {} }, "an empty object"],
    ["POST /v1/shelves/s/books", null, { parent: "shelves/s" }, "null, which is no book"],
    [
      "POST /v1/shelves/s/books",
      undefined,
      { parent: "shelves/s" },
      "no body, which is none either",
    ],
    [
      "PATCH /v1/shelves/s/books/b?updateMask=title,author.display_name",
      { name: "other", title: "T" },
      { book: { name: "shelves/s/books/b", title: "T" }, updateMask: "title,author.displayName" },
      "the path wins over the body",
    ],
    [
      "PATCH /v1/shelves/s/books/b?update_mask=createTime",
      undefined,
      { book: { name: "shelves/s/books/b" }, updateMask: "createTime" },
      "the path fills a field that the body leaves out",
    ],
  ])("%s with %j is %j: %s", async (line, body, expected) => {
    const { transcoder, received } = library();
    const answer = await send(transcoder, line, body === undefined ? {} : { body });
    expect(answer).toMatchObject({ status: 200 });
    expect(received()).toEqual(expected);
  });

  it("take an empty text for an empty message, as the official client for Node sends it", async () => {
    const selector = "echo.v1.LibraryService.DeleteBook";
    const post = "/v1/{name=shelves/*/books/*}:delete";
    const { transcoder, received } = library({ rules: [{ selector, post, body: "*" }] });
    const line = "POST /v1/shelves/s/books/b:delete";
    const answer = await send(transcoder, line, { body: new TextEncoder().encode('""') });
    expect(answer.status).toBe(200);
    expect(received()).toEqual({ name: "shelves/s/books/b" });
    const other = await send(transcoder, line, { body: new TextEncoder().encode('"text"') });
    expect(other.status).toBe(400);
  });

  it("keeps the keys of maps in an update mask", async () => {
    const { transcoder } = library();
    let paths: unknown;
    const own = createTranscoder({
      services: register("LibraryService", {
        updateBook: (given) => {
          paths = "updateMask" in given ? given.updateMask : undefined;
          return {};
        },
      }),
      registry,
    });
    const line = "PATCH /v1/shelves/s/books/b?updateMask=labels.X-Key,createTime,nopeName";
    expect(transcoder.has("/v1/shelves/s/books/b")).toBe(true);
    await send(own, line, { body: {} });
    expect(paths).toMatchObject({ paths: ["labels.X-Key", "create_time", "nopeName"] });
  });

  it.each<[string, string, Partial<Parameters<typeof request>[1]>, number, string]>([
    [
      "JSON that is none",
      "POST /v1/shelves/s/books",
      { body: new Uint8Array([123]) },
      400,
      "no JSON in UTF-8",
    ],
    [
      "text that is no UTF-8",
      "POST /v1/shelves/s/books",
      { body: new Uint8Array([34, 0xff, 34]) },
      400,
      "no JSON in UTF-8",
    ],
    [
      "a list for an object",
      "POST /v1/shelves/s/books",
      { body: [] },
      400,
      "The body does not fit",
    ],
    ["an unknown field", "POST /v1/shelves/s/books", { body: { nope: 1 } }, 400, "nope"],
    ["a wrong type", "POST /v1/shelves/s/books", { body: { title: 5 } }, 400, "echo.v1.Book.title"],
    [
      "an unknown message in an Any",
      "POST /v1/shelves/s/books",
      { body: { extra: { "@type": "type.googleapis.com/a.B" } } },
      400,
      "a.B",
    ],
    ["a body where there is none", "GET /v1/shelves/s/books", { body: {} }, 400, "takes no body"],
    [
      "a form",
      "POST /v1/shelves/s/books",
      { body: {}, headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
      "Send application/json",
    ],
    [
      "another charset",
      "POST /v1/shelves/s/books",
      { body: {}, headers: { "content-type": "application/json; charset=latin1" } },
      415,
      "in UTF-8",
    ],
    [
      "an unknown coding",
      "POST /v1/shelves/s/books",
      { body: {}, headers: { "content-encoding": "zstd" } },
      415,
      "Use gzip, deflate, br",
    ],
    [
      "a body over the limit",
      "POST /v1/shelves/s/books",
      { body: new Uint8Array(101) },
      413,
      "more than 100 bytes",
    ],
  ])("refuses %s", async (_, line, parts, status, text) => {
    const { transcoder } = library({ maxBodyBytes: 100 });
    const answer = await send(transcoder, line, parts);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });

  it("refuses JSON that is nested deeper than a message may be, whatever it is", async () => {
    const { transcoder } = library();
    const deep = `{"author":{"bestBook":`.repeat(5000) + "{}" + "}}".repeat(5000);
    for (const text of ["[".repeat(500_000), deep]) {
      const answer = await send(transcoder, "POST /v1/shelves/s/books", {
        body: new TextEncoder().encode(text),
      });
      expect(answer.status).toBe(400);
    }
  });

  it("drops unknown fields if it is told to", async () => {
    const { transcoder } = library({ ignoreUnknownFields: true });
    const answer = await send(transcoder, "POST /v1/shelves/s/books", {
      body: { nope: 1, title: "T" },
    });
    expect(answer.json).toEqual({ title: "T" });
  });
});
