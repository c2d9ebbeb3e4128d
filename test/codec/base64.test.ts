import { base64Decode, base64Encode } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64, encodeBase64 } from "../../src/codec/base64.ts";

/** What protobuf-es makes of text: bytes, or undefined where it throws. */
function theirs(text: string): readonly number[] | undefined {
  try {
    return [...base64Decode(text)];
  } catch {
    return undefined;
  }
}

function ours(text: string): readonly number[] | undefined {
  const bytes = decodeBase64(text);
  return bytes && [...bytes];
}

describe("base64", () => {
  it("gives any bytes back", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(ours(encodeBase64(bytes))).toEqual([...bytes]);
      }),
    );
  });

  it("is written as protobuf-es and Node write it", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(encodeBase64(bytes)).toBe(base64Encode(bytes));
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      }),
    );
  });

  it("is read from the URL-safe alphabet without padding", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(ours(Buffer.from(bytes).toString("base64url"))).toEqual([...bytes]);
      }),
    );
  });

  it("is read or refused as by protobuf-es, whatever the text", () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from("AZaz09+/-_= \n*ż")),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (value) => {
        expect(ours(value)).toEqual(theirs(value));
      }),
      { numRuns: 3000 },
    );
  });
});
