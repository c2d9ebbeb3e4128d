import { describe, expect, it } from "vitest";
import { statusError } from "../../src/client/management-error.ts";

const type = (name: string): string => `type.googleapis.com/google.rpc.${name}`;

describe("statusError", () => {
  it("reads every detail that has a field of its own", () => {
    const details = [
      { "@type": type("ErrorInfo"), reason: "R", domain: "d", metadata: { a: "b" } },
      { "@type": type("BadRequest"), fieldViolations: [{ field: "f", description: "wrong" }] },
      { "@type": type("ResourceInfo"), resourceType: "t", resourceName: "n", owner: "o" },
      { "@type": type("RetryInfo"), retryDelay: "3s" },
    ];
    const cause = new Error("the wire");
    const error = statusError({ code: 9, message: "No.", details }, { rpc: "S.M", cause });
    expect(error).toMatchObject({
      code: "FAILED_PRECONDITION",
      message: "No.",
      reason: "R",
      domain: "d",
      metadata: { a: "b" },
      violations: [{ field: "f", description: "wrong" }],
      resource: { type: "t", name: "n", owner: "o" },
      details,
      rpc: "S.M",
      cause,
    });
  });

  it("does without details and message", () => {
    expect(statusError({ code: 5, message: "", details: [] }, { rpc: "S.M" })).toMatchObject({
      message: "The server answered NOT_FOUND.",
      reason: "NOT_FOUND",
      domain: "",
      violations: [],
      resource: undefined,
    });
  });

  it("bears details of a form that they should not have", () => {
    const details = [
      { "@type": type("ErrorInfo"), metadata: ["a"], reason: 1 },
      { "@type": type("BadRequest"), fieldViolations: "f" },
    ];
    expect(statusError({ code: 3, message: "No.", details }, { rpc: "S.M" })).toMatchObject({
      reason: "INVALID_ARGUMENT",
      metadata: {},
      violations: [],
    });
  });
});
