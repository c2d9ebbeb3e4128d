import { describe, expect, it } from "vitest";
import { send } from "./fixture.ts";
import { library } from "./library.ts";

describe("media types of requests", () => {
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

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "application/jsonp",
    "application/problem+xml",
    "application/proto",
  ])("refuses %j with 415", async (type) => {
    const { transcoder } = library();
    const answer = await send(transcoder, "POST /v1/shelves/s/books", {
      body: {},
      headers: { "content-type": type },
    });
    expect(answer.status).toBe(415);
    expect(answer.json).toMatchObject({ error: { status: "INVALID_ARGUMENT" } });
  });

  it("minds no type where there is no body", async () => {
    const { transcoder } = library();
    const headers = { "content-type": "text/plain" };
    const answer = await send(transcoder, "GET /v1/shelves/s/books/b", { headers });
    expect(answer.status).toBe(200);
  });

  it("minds no type where the body is empty", async () => {
    const { transcoder } = library();
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": "0",
    };
    const answer = await send(transcoder, "POST /v1/shelves/s/books", { headers });
    expect(answer.status).toBe(200);
  });
});
