import { describe, expect, it } from "vitest";
import { resolveBehaviours } from "../../../src/dispatch/behaviours.ts";
import {
  basicOfSecret,
  basicValue,
  headerOfSecret,
  secretFor,
} from "../../../src/dispatch/credentials/secret-values.ts";
import { createFakeClock } from "../../../src/testing/clock.ts";
import { secretName, secretsOf } from "./fixture.ts";

describe("a secret's text", () => {
  it.each<[choice: "send" | "trim", secret: string, text: string, why: string]>([
    ["send", "a\n", "a\n", "as it is"],
    ["trim", "a\n", "a", "what echo puts there"],
    ["trim", "a\r\n", "a", "what an editor on Windows puts there"],
    ["trim", "a\n\n", "a\n", "one line end alone"],
    ["trim", "a ", "a ", "spaces may be meant"],
    ["trim", "a\nb", "a\nb", "within, it is the secret's own"],
  ])("with %s: %j is %j, %s", async (secretNewline, secret, text) => {
    const context = {
      secrets: secretsOf({ s: secret }),
      behaviours: resolveBehaviours({ secretNewline }),
      clock: createFakeClock(),
    };
    expect(await secretFor(secretName("s"), { timeoutMs: 1000 }, context)).toBe(text);
  });
});

describe("a value of Basic", () => {
  it("is that of the RFC's own example (RFC 7617, section 2.1)", () => {
    expect(basicValue("test:123£")).toBe("Basic dGVzdDoxMjPCow==");
  });

  it("needs a colon in a secret, and no user", () => {
    expect(basicOfSecret(":", "n")).toBe("Basic Og==");
    expect(() => basicOfSecret("hush", "n")).toThrow("The secret n is no user:password");
  });
});

describe("a secret as a header", () => {
  it.each(["Bearer abc", "a\tb", "größe", ""])("may be %j", (value) => {
    expect(headerOfSecret(value, { name: "n", header: "h" })).toBe(value);
  });

  it.each(["a\n", "a\r\nX: y", "\u0000", "\u007F", "€"])("can't be %j", (value) => {
    expect(() => headerOfSecret(value, { name: "n", header: "h" })).toThrow(
      "The secret n can't be sent in the header h",
    );
  });
});
