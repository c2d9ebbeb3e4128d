import { assert, describe, expect, it } from "vitest";
import { codeName, codes, type Code, reasons, WebhookError } from "../src/errors.ts";

describe("codes", () => {
  it("are those of google.rpc.Code, without OK, each with a number of its own", () => {
    const numbers = Object.values(codes).map(({ grpc }) => grpc);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 16 }, (_, index) => index + 1),
    );
  });

  it.each(Object.keys(codes) as Code[])(
    "%s is an error over HTTP, too, and has a public text",
    (code) => {
      const error = new WebhookError(code);
      expect(error.httpStatus).toBeGreaterThanOrEqual(400);
      expect(error.grpcCode).toBe(codes[code].grpc);
      expect(error.message).not.toBe("");
      expect(error.reason).toBe(code);
    },
  );
});

describe("codeName", () => {
  it("knows the canonical codes, and that others are unknown", () => {
    expect([codeName(1), codeName(16), codeName(0), codeName(99)]).toEqual([
      "CANCELLED",
      "UNAUTHENTICATED",
      "UNKNOWN",
      "UNKNOWN",
    ]);
  });
});

describe("a code that is none", () => {
  it.each(["NOPE", "toString", "", 5])("%j is an error in the program that gives it", (code) => {
    expect(() => new WebhookError(code as Code)).toThrow(
      new TypeError(`"${code}" is no code; there are: ${Object.keys(codes).join(", ")}.`),
    );
  });
});

describe("reasons", () => {
  it.each(Object.entries(reasons))("%s has a code and says what to do", (_, { code, remedy }) => {
    expect(codes).toHaveProperty(code);
    expect(remedy).toMatch(/^[A-Z].*\.$/s);
  });

  it.each([
    ["BODY_TOO_LARGE", 413],
    ["METHOD_NOT_ALLOWED", 405],
    ["UNSUPPORTED_MEDIA_TYPE", 415],
    ["TOO_MANY_HEADERS", 431],
    ["CLIENT_CERTIFICATE_REQUIRED", 401],
    ["INVALID_PARAMETERS", 400],
    ["NO_HANDLER", 404],
    ["DEADLINE_EXCEEDED", 504],
    ["CANCELLED", 499],
  ] as const)("%s is HTTP %i", (reason, status) => {
    expect(new WebhookError(reasons[reason].code, { reason }).httpStatus).toBe(status);
  });

  it("give their own HTTP status only with their own code", () => {
    expect(new WebhookError("NOT_FOUND", { reason: "BODY_TOO_LARGE" }).httpStatus).toBe(404);
  });

  it("of a handler's own, even by names that objects inherit, leave the code's status", () => {
    expect(new WebhookError("NOT_FOUND", { reason: "toString" }).httpStatus).toBe(404);
    expect(new WebhookError("ABORTED", { reason: "__proto__" }).httpStatus).toBe(409);
  });
});

describe("the public body", () => {
  it("is a google.rpc.Status with ErrorInfo and BadRequest", () => {
    const error = new WebhookError("INVALID_ARGUMENT", {
      reason: "AMOUNT_TOO_HIGH",
      message: "At most 500.",
      domain: "bank.example",
      metadata: { limit: "500" },
      violations: [{ field: 'sessionInfo.parameters["amount"]', description: "At most 500." }],
      cause: new Error("the account of Ada Lovelace"),
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      error: {
        code: 400,
        message: "At most 500.",
        status: "INVALID_ARGUMENT",
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "AMOUNT_TOO_HIGH",
            domain: "bank.example",
            metadata: { limit: "500" },
          },
          {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            fieldViolations: [
              { field: 'sessionInfo.parameters["amount"]', description: "At most 500." },
            ],
          },
        ],
      },
    });
  });

  it("says as ResourceInfo which resource is meant", () => {
    const resource = { type: "bank.example/Account", name: "accounts/1", owner: "users/2" };
    const { details } = new WebhookError("NOT_FOUND", { resource }).toJSON().error;
    expect(details[1]).toEqual({
      "@type": "type.googleapis.com/google.rpc.ResourceInfo",
      resourceType: "bank.example/Account",
      resourceName: "accounts/1",
      owner: "users/2",
    });
  });

  it("is no longer than need be", () => {
    expect(JSON.parse(JSON.stringify(new WebhookError("NOT_FOUND")))).toEqual({
      error: {
        code: 404,
        message: "The webhook answered NOT_FOUND.",
        status: "NOT_FOUND",
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "NOT_FOUND",
            domain: "fulfillkit.dev",
          },
        ],
      },
    });
  });
});

describe("WebhookError.from", () => {
  it("leaves a WebhookError as it is", () => {
    const error = new WebhookError("ABORTED");
    expect(WebhookError.from(error)).toBe(error);
  });

  it("leaves one of another copy of the library as it is", () => {
    const error = Object.assign(new Error("Busy."), {
      code: "ABORTED",
      [Symbol.for("fulfillkit.WebhookError")]: true,
    });
    expect(WebhookError.from(error)).toBe(error);
  });

  it.each([
    ["an Error", new Error("secret")],
    ["an error with a code of its own", Object.assign(new Error("secret"), { code: "ENOENT" })],
    ["a string", "secret"],
    ["null", null],
    ["an object", { secret: true }],
  ])("keeps %s as the cause of an INTERNAL that reveals nothing", (_, thrown) => {
    const error = WebhookError.from(thrown);
    expect(error).toMatchObject({ code: "INTERNAL", reason: "INTERNAL", httpStatus: 500 });
    expect(error.cause).toBe(thrown);
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it("keeps what does not let itself be asked, too", () => {
    const thrown: unknown = new Proxy({}, { has: () => assert.fail("not asked") });
    expect(WebhookError.from(thrown).code).toBe("INTERNAL");
  });

  it("says so where nothing was thrown", () => {
    expect(WebhookError.from(undefined).cause).toMatchObject({ message: "undefined was thrown" });
  });
});
