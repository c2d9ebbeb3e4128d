import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { maySign } from "../../../src/dispatch/transport/key-usage.ts";
import { createAuthority } from "./certificates.ts";
import type { Authority } from "./certificates.ts";

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority();
});
afterAll(async () => authority[Symbol.asyncDispose]());

describe("maySign", () => {
  it.each([
    ["without the extension", undefined, true],
    ["with digitalSignature", "digitalSignature", true],
    ["with digitalSignature among others", "keyEncipherment,digitalSignature", true],
    ["with other bits alone", "keyEncipherment,keyAgreement", false],
    ["with a bit of the second byte alone", "decipherOnly", false],
  ] as const)("reads a certificate %s", async (name, keyUsage, expected) => {
    const options = keyUsage === undefined ? {} : { keyUsage };
    const { der } = await authority.issue(name.replaceAll(" ", "-"), options);
    expect(maySign(der)).toBe(expected);
  });

  it("ends on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof maySign(bytes)).toBe("boolean");
      }),
    );
  });
});
