import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DispatchFailure } from "../../../src/dispatch/failure.ts";
import { decodeContent } from "../../../src/dispatch/transport/content-coding.ts";

const encoders: Readonly<Record<string, (body: Uint8Array) => Uint8Array>> = {
  gzip: gzipSync,
  "X-GZIP": gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  identity: (body) => body,
  "gzip, br": (body) => brotliCompressSync(gzipSync(body)),
};

function kindOf(decode: () => unknown): unknown {
  try {
    decode();
  } catch (error) {
    return DispatchFailure.is(error) ? error.kind : error;
  }
  return undefined;
}

describe("decodeContent", () => {
  it.each(Object.entries(encoders))("undoes %s", (encoding, encode) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (body) => {
        const decoded = decodeContent(encode(body), { encoding, maxBytes: 10_000 });
        expect(Buffer.compare(decoded, body)).toBe(0);
      }),
    );
  });

  it("undoes deflate without its envelope, as some servers send it", () => {
    const body = deflateRawSync('{"a":"text text text"}');
    const decoded = decodeContent(body, { encoding: "deflate", maxBytes: 100 });
    expect(Buffer.from(decoded).toString()).toBe('{"a":"text text text"}');
  });

  it("leaves an empty body empty", () => {
    const decoded = decodeContent(new Uint8Array(), { encoding: "gzip", maxBytes: 10 });
    expect(decoded.byteLength).toBe(0);
  });

  it.each(["gzip", "br", "deflate", "gzip, br"])("stops at the limit, %s", (encoding) => {
    const bomb = encoders[encoding]?.(new Uint8Array(50_000_000)) ?? new Uint8Array();
    expect(kindOf(() => decodeContent(bomb, { encoding, maxBytes: 65_536 }))).toBe("oversize");
  });

  it.each([
    ["gzip", "no gzip at all"],
    ["br", "no brotli at all"],
    ["deflate", "no deflate at all"],
    ["zstd", "anything"],
    ["gzip, gzip, gzip", "too many"],
  ])("refuses a body in %s that is %s", (encoding, text) => {
    const body = new TextEncoder().encode(text);
    expect(kindOf(() => decodeContent(body, { encoding, maxBytes: 100 }))).toBe("protocol");
  });

  it("refuses gzip that is cut off", () => {
    const body = gzipSync("some text that is long enough to be cut").subarray(0, -9);
    expect(kindOf(() => decodeContent(body, { encoding: "gzip", maxBytes: 100 }))).toBe("protocol");
  });
});
