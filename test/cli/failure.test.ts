import { describe, expect, it } from "vitest";
import { CommandError, describeFailure } from "../../src/cli/failure.ts";
import { WebhookError } from "../../src/errors.ts";

describe("describeFailure", () => {
  it("gives message, fields, resource, what to do, and the reason", () => {
    const error = new WebhookError("FAILED_PRECONDITION", {
      reason: "RESOURCE_IN_USE",
      message: "The webhook is in use.",
      violations: [
        { field: "webhook.timeout", description: "At most 30s." },
        { field: "", description: "Or none." },
      ],
      resource: { type: "dialogflow.googleapis.com/Webhook", name: "w/1" },
    });
    expect(describeFailure(error).split("\n")).toEqual([
      "FAILED_PRECONDITION: The webhook is in use.",
      "  webhook.timeout: At most 30s.",
      "  Or none.",
      "  Resource: w/1",
      "Remove the references that the error names, or delete with force.",
      "Reason: RESOURCE_IN_USE",
    ]);
  });

  it.each([
    ["UNAVAILABLE", /Is the server running/],
    ["UNAUTHENTICATED", /--token/],
    ["UNIMPLEMENTED", /a management API\?/],
  ] as const)("says what to do about %s where the server gives no reason", (code, text) => {
    expect(describeFailure(new WebhookError(code, { message: "x" }))).toMatch(text);
  });

  it("does not take a reason for a property of every object", () => {
    const error = new WebhookError("INTERNAL", { reason: "constructor", message: "x" });
    expect(describeFailure(error)).toBe("INTERNAL: x\nReason: constructor");
  });

  it("gives a stack for a defect alone", () => {
    expect(describeFailure(new CommandError("No."))).toBe("No.");
    expect(describeFailure(new TypeError("x"))).toMatch(/^TypeError: x\n +at /);
    expect(describeFailure("x")).toBe("x");
  });
});
