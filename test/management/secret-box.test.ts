import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newKeyRing, parseKeyRing } from "../../src/management/key-ring.ts";
import { createSecretBox } from "../../src/management/secret-box.ts";
import { newSecretBox } from "./fixture.ts";

const text = fc.string({ unit: "grapheme" });
const unreadable = expect.objectContaining({
  code: "INTERNAL",
  reason: "SECRET_UNREADABLE",
}) as Error;

describe("a sealed secret", () => {
  const box = newSecretBox();

  it("opens where it was sealed, and nowhere else", () => {
    fc.assert(
      fc.property(text, text, text, (secret, context, other) => {
        const sealed = box.seal(secret, context);
        expect(box.open(sealed, context)).toBe(secret);
        if (other !== context) expect(() => box.open(sealed, other)).toThrow(unreadable);
      }),
    );
  });

  it("tells the key that sealed it, and whether the ring has it and seals with it", () => {
    const [k1, k2] = [newKeyRing(), newKeyRing().replace("k1", "k2")];
    const sealed = createSecretBox(parseKeyRing(k1)).seal("secret", "a");
    const sealedBy = (ring: string) => createSecretBox(parseKeyRing(ring)).sealedBy(sealed);
    expect(sealedBy(k1)).toEqual({ id: "k1", known: true, newest: true });
    expect(sealedBy(k1 + k2)).toEqual({ id: "k1", known: true, newest: false });
    expect(sealedBy(k2)).toEqual({ id: "k1", known: false, newest: false });
    for (const text of ["", "k1", "v2.k1.abc", "secret"])
      expect(box.sealedBy(text)).toEqual({ id: "", known: false, newest: false });
  });

  it("shows nothing of the secret, and is never the same twice", () => {
    const sealed = [box.seal("correct horse", "a"), box.seal("correct horse", "a")];
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(sealed.join("")).not.toContain("horse");
    expect(sealed.join("")).not.toContain(Buffer.from("horse").toString("base64url"));
  });

  it("does not open when any of its characters is another one", () => {
    const sealed = box.seal("correct horse", "a");
    fc.assert(
      fc.property(fc.nat({ max: sealed.length - 1 }), fc.constantFrom("A", "_", "."), (at, to) => {
        const changed = `${sealed.slice(0, at)}${to}${sealed.slice(at + 1)}`;
        // The last character carries bits that belong to no byte.
        fc.pre(changed !== sealed && at < sealed.length - 1);
        expect(() => box.open(changed, "a")).toThrow(unreadable);
      }),
    );
  });

  it.each(["", "v1", "v1.k1", "v1.k1.AAAA", "v2.k1.AAAA", "secret"])("is not %j", (sealed) => {
    expect(() => box.open(sealed, "a")).toThrow(unreadable);
  });

  it("does not open with another key of the same id, and the error shows nothing of it", () => {
    const sealed = box.seal("correct horse", "a");
    try {
      newSecretBox().open(sealed, "a");
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain(sealed);
      expect(error).toEqual(unreadable);
    }
  });
});

describe("a ring with a new key", () => {
  const old = newKeyRing();
  const young = newKeyRing().replace("k1", "k2");
  const boxes = [old, `${old}${young}`, young].map((ring) => createSecretBox(parseKeyRing(ring)));

  it("opens what the old key sealed, seals with the new one, and needs the old one no more", () => {
    const [before, both, after] = boxes;
    const sealed = before!.seal("s", "a");
    expect(both!.open(sealed, "a")).toBe("s");
    const again = both!.seal("s", "a");
    expect(again).toMatch(/^v1\.k2\./);
    expect(after!.open(again, "a")).toBe("s");
    expect(() => after!.open(sealed, "a")).toThrow(unreadable);
  });

  it("verifies signatures of both, and signs with the new one", () => {
    const [before, both, after] = boxes;
    expect(both!.verify("p", "t", before!.sign("p", "t"))).toBe(true);
    expect(after!.verify("p", "t", both!.sign("p", "t"))).toBe(true);
    expect(after!.verify("p", "t", before!.sign("p", "t"))).toBe(false);
  });
});

describe("a signature", () => {
  it("is good for its purpose and its text", () => {
    const box = newSecretBox();
    fc.assert(
      fc.property(text, text, text, (purpose, signed, other) => {
        const signature = box.sign(purpose, signed);
        expect(box.verify(purpose, signed, signature)).toBe(true);
        expect(box.verify(purpose, signed, signature.subarray(0, 16))).toBe(true);
        if (other !== signed) expect(box.verify(purpose, other, signature)).toBe(false);
        if (other !== purpose) expect(box.verify(other, signed, signature)).toBe(false);
      }),
    );
  });

  it("that is too short, or longer than one, is none", () => {
    const box = newSecretBox();
    const signature = box.sign("p", "t");
    expect(box.verify("p", "t", signature.subarray(0, 15))).toBe(false);
    expect(box.verify("p", "t", new Uint8Array())).toBe(false);
    expect(box.verify("p", "t", Buffer.concat([signature, signature]))).toBe(false);
  });
});
