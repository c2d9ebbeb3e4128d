import { createRegistry } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { WebhookError } from "../../src/errors.ts";
import { errorResponse, finishResponse, headerRecord } from "../../src/transcoding/response.ts";

const registry = createRegistry();
const plain = { acceptEncoding: "", compressMinBytes: 10, cors: {}, withoutBody: false };

describe("errorResponse", () => {
  it("indents an error as it would an answer", () => {
    const error = new WebhookError("NOT_FOUND");
    const { body } = errorResponse(error, { registry, pretty: true });
    expect(new TextDecoder().decode(body)).toMatch(/^\{\n {2}"error": \{\n {4}"code": 404/);
  });

  it("lets no header of the implementation change what the body is", () => {
    const { headers } = errorResponse(new Error("x"), {
      registry,
      headers: { "content-type": "text/html", "x-own": "1" },
    });
    expect(headers).toEqual({ "content-type": "application/json; charset=utf-8", "x-own": "1" });
  });
});

describe("headerRecord", () => {
  it("keeps cookies apart, and joins other headers", () => {
    const headers = new Headers([
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
      ["X-Many", "1"],
      ["X-Many", "2"],
    ]);
    expect(headerRecord(headers, "p-")).toEqual({
      "p-set-cookie": ["a=1", "b=2"],
      "p-x-many": "1, 2",
    });
  });
});

describe("finishResponse", () => {
  it("says how long the body is, and that it is what it says", async () => {
    const response = { status: 200, headers: {}, body: new Uint8Array(5) };
    expect((await finishResponse(response, plain)).headers).toEqual({
      "content-length": "5",
      "x-content-type-options": "nosniff",
    });
  });

  it("leaves a body alone that has a coding already", async () => {
    const response = {
      status: 200,
      headers: { "content-encoding": "x" },
      body: new Uint8Array(50),
    };
    const { body, headers } = await finishResponse(response, { ...plain, acceptEncoding: "gzip" });
    expect([body.length, headers["content-encoding"]]).toEqual([50, "x"]);
  });

  it("names everything that the answer varies by, once", async () => {
    const response = { status: 200, headers: { vary: "Origin" }, body: new Uint8Array(50) };
    const { headers } = await finishResponse(response, { ...plain, cors: { vary: "Origin" } });
    expect(headers["vary"]).toBe("Origin, Accept-Encoding");
  });
});
