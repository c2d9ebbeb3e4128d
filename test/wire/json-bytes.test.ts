import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonBytes } from "../../src/wire/json-bytes.ts";

const out = new JsonBytes();

/** What writing a string gives. */
function written(text: string): string {
  out.begin();
  out.string(text);
  return new TextDecoder("utf-8", { fatal: true }).decode(out.finish());
}

describe("a string in UTF-8 JSON", () => {
  it.each([
    ["", '""', "nothing"],
    ["plain text", '"plain text"', "printable ASCII stands as it is"],
    ["it's", '"it\\u0027s"', "the apostrophe of captured calls (§1.2)"],
    ["<a href=b&c>", '"\\u003ca href\\u003db\\u0026c\\u003e"', "what Gson escapes for HTML"],
    ['say "hi"\\', '"say \\"hi\\"\\\\"', "quotes and backslashes"],
    ["line\nend\u0000\u007f", '"line\\nend\\u0000\u007f"', "control characters, as JSON has them"],
    ["a\u2028b\u2029", '"a\\u2028b\\u2029"', "separators of lines"],
    ["Zürich 🏔", '"Zürich 🏔"', "beyond ASCII"],
    ["\ud800", '"\\ud800"', "half a surrogate pair, which UTF-8 has not"],
  ])("%j is %s: %s", (text, expected) => {
    expect(written(text)).toBe(expected);
  });

  it.each(["é", "€", "😀"])(
    "has room for many of %s, each of which takes several bytes",
    (character) => {
      const text = character.repeat(10_000);
      // Each in a buffer of the first size.
      const fresh = new JsonBytes();
      fresh.begin();
      fresh.string(text);
      expect(JSON.parse(new TextDecoder().decode(fresh.finish()))).toBe(text);
    },
  );

  it("reads back as it was, whatever its length", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.string({ maxLength: 300 }),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(JSON.parse(written(value))).toBe(value);
      }),
    );
  });
});

describe("a text of many pieces", () => {
  it("is the pieces one after the other, beyond the size of the buffer", () => {
    out.begin();
    const pieces = Array.from({ length: 5000 }, (_, index) => `piece ${index}, `);
    for (const piece of pieces) out.ascii(piece);
    expect(new TextDecoder().decode(out.finish())).toBe(pieces.join(""));
  });

  it("is not changed by the next one", () => {
    out.begin();
    out.ascii("first");
    const first = out.finish();
    out.begin();
    out.ascii("other");
    out.finish();
    expect(new TextDecoder().decode(first)).toBe("first");
  });

  it("begins anew after one that was left", () => {
    out.begin();
    out.ascii("left");
    out.begin();
    out.ascii("kept");
    expect(new TextDecoder().decode(out.finish())).toBe("kept");
  });

  it("may be long, and the next one still is its own", () => {
    const long = "x".repeat(1_000_000);
    expect(written(long)).toBe(`"${long}"`);
    expect(written("short")).toBe('"short"');
  });

  it("that was long leaves no long buffer behind, finished or not", () => {
    const fresh = new JsonBytes();
    for (const finished of [true, false]) {
      fresh.begin();
      fresh.string("x".repeat(1_000_000));
      if (finished) expect(fresh.finish().buffer.byteLength).toBe(1_000_002);
      fresh.begin();
      fresh.ascii("short");
      expect(fresh.finish().buffer.byteLength).toBe(65_536);
    }
  });
});
