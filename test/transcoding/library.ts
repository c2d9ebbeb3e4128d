/**
 * LibraryService, with implementations that keep what they were given.
 */
import type { JsonObject, Message } from "@bufbuild/protobuf";
import { createTranscoder, type TranscoderOptions } from "../../src/transcoding/index.ts";
import { json, message, register, registry } from "./fixture.ts";

/** A transcoder over a library, and the request that reached it last, as JSON. */
export function library(options: Partial<TranscoderOptions> = {}): {
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
