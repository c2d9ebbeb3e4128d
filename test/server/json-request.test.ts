import { describe, expect, it } from "vitest";
import type { JsonRequestHead } from "../../src/server/json-request.ts";
import { refusalOf } from "../../src/server/json-request.ts";

const head = { method: "POST", contentType: "application/json", contentEncoding: undefined };

describe("a request's head", () => {
  it.each<[Partial<JsonRequestHead>, string]>([
    [{}, "as the platform sends it"],
    [{ contentType: undefined }, "without a type, on Node"],
    [{ contentType: null, contentEncoding: null }, "without a type, on fetch"],
    [
      { contentType: " application/json ; charset=UTF8" },
      "with spaces and the other spelling of UTF-8",
    ],
    [{ contentType: "application/problem+json" }, "JSON by its suffix"],
    [{ contentEncoding: "identity" }, "not compressed, and saying so"],
  ])("%j passes: %s", (change) => {
    expect(refusalOf({ ...head, ...change })).toBeUndefined();
  });

  it.each([
    [{ method: "GET" }, "METHOD_NOT_ALLOWED", { Allow: "POST, OPTIONS" }],
    [{ method: undefined }, "METHOD_NOT_ALLOWED", { Allow: "POST, OPTIONS" }],
    [{ contentType: "" }, "UNSUPPORTED_MEDIA_TYPE", { Accept: "application/json" }],
    [
      { contentType: "application/json; charset=utf-16" },
      "UNSUPPORTED_MEDIA_TYPE",
      { Accept: "application/json" },
    ],
    [
      { contentType: "text/html; x=application/json" },
      "UNSUPPORTED_MEDIA_TYPE",
      { Accept: "application/json" },
    ],
    [{ contentEncoding: "GZIP" }, "UNSUPPORTED_MEDIA_TYPE", { "Accept-Encoding": "identity" }],
  ])("%j is refused with %s, and told what would pass", (change, reason, headers) => {
    const refusal = refusalOf({ ...head, ...change });
    expect(refusal).toMatchObject({ error: { reason }, headers });
  });
});
