import type { JsonValue } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { send } from "./fixture.ts";
import { library } from "./library.ts";

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
