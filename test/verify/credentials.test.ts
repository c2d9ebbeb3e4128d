import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CredentialVariant } from "../../src/verify/case.ts";
import { credentialHeaders, type GivenCredentials } from "../../src/verify/credentials.ts";

const basic = { basic: { user: "me", password: "secret" } };
const decoded = (headers: Readonly<Record<string, string>> | undefined): string =>
  Buffer.from((headers?.["Authorization"] ?? "").replace("Basic ", ""), "base64").toString();

describe("headers of credentials", () => {
  it.each<[CredentialVariant, string]>([
    ["right", "me:secret"],
    ["wrong", "me:secxet"],
    ["wrong-user", "mx:secret"],
    ["truncated", "me:sec"],
  ])("%s of a user and password are %s", (variant, text) => {
    expect(decoded(credentialHeaders(basic, variant))).toBe(text);
  });

  it("garbled ones are of the right scheme, and no Base64", () => {
    expect(credentialHeaders(basic, "garbled")).toEqual({ Authorization: "Basic %%%" });
    expect(credentialHeaders({ bearer: "t" }, "garbled")).toEqual({ Authorization: "Bearer %%%" });
  });

  it("none are none", () => {
    expect(credentialHeaders(basic, "none")).toEqual({});
  });

  it("there is no other user without a user, and nothing wrong without anything right", () => {
    expect(credentialHeaders({ bearer: "t" }, "wrong-user")).toBeUndefined();
    expect(credentialHeaders({}, "none")).toBeUndefined();
    expect(credentialHeaders({}, "right")).toEqual({});
  });

  it("wrong ones are never the right ones", () => {
    const given = fc.oneof(
      fc.record({ bearer: fc.string({ minLength: 1 }) }),
      fc.record({ headers: fc.record({ "X-Key": fc.string({ minLength: 1 }) }) }),
      fc.record({
        basic: fc.record({ user: fc.string({ minLength: 1 }), password: fc.string() }),
      }),
    );
    const variants = fc.constantFrom<CredentialVariant>("wrong", "garbled", "none");
    fc.assert(
      fc.property(given, variants, (right: GivenCredentials, variant) => {
        const secret = right.bearer ?? right.headers?.["X-Key"];
        fc.pre(secret !== "%%%");
        expect(credentialHeaders(right, variant)).not.toEqual(credentialHeaders(right, "right"));
      }),
    );
  });
});
