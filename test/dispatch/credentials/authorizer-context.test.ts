import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFingerprint } from "../../../src/dispatch/credentials/authorizer-context.ts";

describe("a fingerprint", () => {
  it("is the same for the same values, and another for any others", () => {
    const fingerprint = createFingerprint();
    const values = fc.array(fc.oneof(fc.string(), fc.array(fc.string())));
    fc.assert(
      fc.property(values, values, (one, other) => {
        expect(fingerprint(one) === fingerprint(other)).toBe(
          JSON.stringify(one) === JSON.stringify(other),
        );
      }),
    );
  });

  it("can't be told from outside: another process has others", () => {
    expect(createFingerprint()(["hush"])).not.toBe(createFingerprint()(["hush"]));
    expect(createFingerprint()(["hush"])).toMatch(/^[\w-]{43}$/);
  });
});
