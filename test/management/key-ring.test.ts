import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newKeyRing, parseKeyRing } from "../../src/management/key-ring.ts";

const key = Buffer.alloc(32, 7).toString("base64");

describe("a key ring", () => {
  it("that is new holds one key of 32 random bytes", () => {
    const [first, second] = [parseKeyRing(newKeyRing()), parseKeyRing(newKeyRing())];
    expect(first.keys).toHaveLength(1);
    expect(first.newest.bytes).toHaveLength(32);
    expect(first.newest.bytes).not.toEqual(second.newest.bytes);
  });

  it("keeps every key, and takes the last one for the newest", () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 5 }), (keys) => {
        const lines = keys.map((one, index) => `k${index} ${Buffer.from(one).toString("base64")}`);
        const ring = parseKeyRing(lines.join("\n"));
        expect(ring.keys.map((one) => [...one.bytes])).toEqual(keys.map((one) => [...one]));
        expect(ring.newest.id).toBe(`k${keys.length - 1}`);
      }),
    );
  });

  it("may have comments and empty lines, and commas for line ends", () => {
    expect(parseKeyRing(`# old\r\n\r\n a  ${key}\r\n`).keys).toHaveLength(1);
    expect(parseKeyRing(`a ${key},b ${key}`).newest.id).toBe("b");
  });

  it.each([
    ["", "holds no key"],
    ["# nothing", "holds no key"],
    [key, "Line 1 .* is no key"],
    [`a ${key}\nb ${Buffer.alloc(16).toString("base64")}`, "Line 2 .* is no key"],
    [`a ${key}\na ${key}`, "Line 2 .* id of an earlier key: a"],
    [`a.b ${key}`, "Line 1 .* is no key"],
  ])("like %j is refused, and shows no key", (text, message) => {
    expect(() => parseKeyRing(text)).toThrow(new RegExp(message));
    try {
      parseKeyRing(text);
    } catch (error) {
      expect(String(error)).not.toContain(key);
    }
  });
});
