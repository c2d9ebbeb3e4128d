import { describe, expect, it } from "vitest";
import {
  asCredentialFailure,
  credentialFailure,
  errorCode,
} from "../../../src/dispatch/credentials/credential-failure.ts";
import { DispatchFailure } from "../../../src/dispatch/failure.ts";

describe("a failure of credentials", () => {
  it.each(["credentials", "timeout", "cancelled"] as const)("lets %s through", (kind) => {
    const failure = new DispatchFailure(kind, "Said.");
    expect(asCredentialFailure(failure, "It failed")).toBe(failure);
  });

  it("tells a failure of the network, and keeps it as its cause", () => {
    const cause = new DispatchFailure("dns", "The host has no address.");
    expect(asCredentialFailure(cause, "It failed")).toMatchObject({
      kind: "credentials",
      message: "It failed: The host has no address.",
      cause,
    });
  });

  it.each<[why: string, thrown: unknown, message: string]>([
    [
      "an error of Node by its code",
      Object.assign(new Error("hush"), { code: "EACCES" }),
      "EACCES.",
    ],
    ["any other error", new Error("hush"), "it failed for a reason that may not be shown."],
    ["no error at all", "hush", "it failed for a reason that may not be shown."],
  ])("tells %s, without a cause", (_, thrown, message) => {
    const failure = asCredentialFailure(thrown, "It failed");
    expect(failure.message).toBe(`It failed: ${message}`);
    expect("cause" in failure).toBe(false);
  });

  it("takes no foreign cause", () => {
    expect("cause" in credentialFailure("Said.", new Error("hush"))).toBe(false);
  });

  it.each<[code: unknown, told: string | undefined]>([
    ["ECONNREFUSED", "ECONNREFUSED"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["hush", undefined],
    [403, undefined],
  ])("takes %j for the code %j", (code, told) => {
    expect(errorCode(Object.assign(new Error("no"), { code }))).toBe(told);
  });
});
