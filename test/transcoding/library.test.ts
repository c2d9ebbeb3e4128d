/**
 * Bodies and answers of every kind, through a whole transcoder over LibraryService.
 */
import type { JsonObject, JsonValue, Message } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { createTranscoder, type TranscoderOptions } from "../../src/transcoding/index.ts";
import { json, message, register, registry, request, send } from "./fixture.ts";

/** A library whose implementations keep the request that they were given. */
function library(options: Partial<TranscoderOptions> = {}): {
  readonly transcoder: ReturnType<typeof createTranscoder>;
  readonly received: () => JsonObject;
} {
  let received: JsonObject = {};
  const book = { name: "shelves/s/books/b", title: "T" };
  const answers: Readonly<Record<string, (given: JsonObject) => Message>> = {
    getBook: () => message("Book", book),
    listBooks: (given) =>
      message(
        "ListBooksResponse",
        given["pageSize"] === 1 ? {} : { books: [book, book], nextPageToken: "n" },
      ),
    searchBooks: () => message("ListBooksResponse", {}),
    createBook: (given) => message("Book", given["book"] ?? {}),
    updateBook: (given) => message("Book", given["book"] ?? {}),
    deleteBook: () => message("Book", {}),
    countBooks: (given) =>
      message("CountBooksResponse", given["pageSize"] === 1 ? {} : { total: 7 }),
    getCover: () => message("google.api.HttpBody", { contentType: "image/png", data: "AQID" }),
    putCover: () => message("Book", book),
  };
  const types: Readonly<Record<string, string>> = {
    listBooks: "ListBooksRequest",
    searchBooks: "ListBooksRequest",
    countBooks: "ListBooksRequest",
    createBook: "CreateBookRequest",
    updateBook: "UpdateBookRequest",
    putCover: "PutCoverRequest",
  };
  const implementation = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (given: Message) => {
        received = json(types[name] ?? "GetBookRequest", given);
        return answer(received);
      },
    ]),
  );
  const transcoder = createTranscoder({
    services: register("LibraryService", implementation),
    registry,
    ...options,
  });
  return { transcoder, received: () => received };
}

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

  it("takes a body of any media type for a google.api.HttpBody", async () => {
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

  it.each([
    "application/json",
    "application/json; charset=UTF-8",
    'Application/JSON;charset="utf-8"',
    "application/merge-patch+json",
    "",
  ])("takes %j for JSON", async (type) => {
    const { transcoder } = library();
    const headers = type === "" ? {} : { "content-type": type };
    const answer = await send(transcoder, "POST /v1/shelves/s/books", {
      body: { title: "T" },
      headers,
    });
    expect(answer).toMatchObject({ status: 200, json: { title: "T" } });
  });

  it("drops unknown fields if it is told to", async () => {
    const { transcoder } = library({ ignoreUnknownFields: true });
    const answer = await send(transcoder, "POST /v1/shelves/s/books", {
      body: { nope: 1, title: "T" },
    });
    expect(answer.json).toEqual({ title: "T" });
  });
});

describe("answers", () => {
  it.each<[string, JsonValue, string]>([
    ["GET /v1/shelves/s/books/b", { name: "shelves/s/books/b", title: "T" }, "the message"],
    ["DELETE /v1/shelves/s/books/b", {}, "an empty message"],
    ["GET /v1/shelves/s/books:count", 7, "one field"],
    ["GET /v1/shelves/s/books:count?page_size=1", 0, "one field with its default"],
    ["GET /v1/shelves/s/books:titles?page_size=1", [], "an empty list"],
    [
      "GET /v1/shelves/s/books?fields=books/title,nextPageToken",
      { books: [{ title: "T" }, { title: "T" }], nextPageToken: "n" },
      "the fields that are asked for",
    ],
    [
      "GET /v1/shelves/s/books?$fields=books(name),next_page_token",
      { books: [{ name: "shelves/s/books/b" }, { name: "shelves/s/books/b" }], nextPageToken: "n" },
      "in both spellings",
    ],
  ])("%s is %j: %s", async (line, expected) => {
    const { transcoder } = library();
    const { status, text, headers } = await send(transcoder, line);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual(expected);
    expect(headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "content-length": String(text.length),
    });
  });

  it("reads the mask of the answer from X-Goog-FieldMask", async () => {
    const { transcoder } = library();
    const headers = { "x-goog-fieldmask": "title" };
    const answer = await send(transcoder, "GET /v1/shelves/s/books/b", { headers });
    expect(answer.json).toEqual({ title: "T" });
  });

  it("is the raw bytes of a google.api.HttpBody", async () => {
    const { transcoder } = library();
    const answer = await transcoder.handle(request("GET /v1/shelves/s/books/b:cover"));
    expect(answer.headers["content-type"]).toBe("image/png");
    expect([...answer.body]).toEqual([1, 2, 3]);
  });

  it("has every field if it is told to", async () => {
    const { transcoder } = library({ alwaysEmitImplicit: true });
    const answer = await send(transcoder, "DELETE /v1/shelves/s/books/b");
    expect(answer.json).toEqual({ name: "", title: "", labels: {}, etag: "" });
  });

  it("is indented if it is asked for", async () => {
    const { transcoder } = library();
    const answer = await send(transcoder, "GET /v1/shelves/s/books:count?prettyPrint=true");
    expect(answer.text).toBe("7");
    const book = await send(transcoder, "GET /v1/shelves/s/books/b?$prettyPrint=1");
    expect(book.text).toBe('{\n  "name": "shelves/s/books/b",\n  "title": "T"\n}');
  });
});
