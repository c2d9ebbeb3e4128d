import { describe, expect, it } from "vitest";
import { WebhookError } from "../../src/errors.ts";
import {
  besides,
  errorResource,
  explainWrite,
  refuseViolations,
  resourceNotFound,
} from "../../src/management/failures.ts";
import { agent } from "./fixture.ts";

const name = `${agent}/webhooks/w`;
const resource = { type: "dialogflow.googleapis.com/Webhook", name, owner: agent };
const written = { kind: "webhook", name, displayName: "balance" } as const;

describe("an error about a resource", () => {
  it("gives its type, its name and whose it is", () => {
    expect(errorResource("webhook", name)).toEqual(resource);
    expect(resourceNotFound("webhook", name)).toMatchObject({
      code: "NOT_FOUND",
      reason: "RESOURCE_NOT_FOUND",
      message: `${name} does not exist.`,
      resource,
    });
  });
});

describe("violations", () => {
  it("stand beside others unless those are at the same field", () => {
    const a = { field: "a", description: "Is too long." };
    const b = { field: "b", description: "Is no URL." };
    expect(besides([a], [{ field: "a", description: "Is no URL." }, b, b])).toEqual([a, b, b]);
  });

  it("are refused together, and none are not", () => {
    expect(() => refuseViolations([])).not.toThrow();
    const violations = [
      { field: "a", description: "Required." },
      { field: "b", description: "Is no URL." },
    ];
    expect(() => refuseViolations(violations)).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        reason: "INVALID_RESOURCE",
        message: "a: Required. b: Is no URL.",
        violations,
      }),
    );
  });
});

describe("a failed write", () => {
  const taken = new WebhookError("ALREADY_EXISTS", { reason: "DISPLAY_NAME_TAKEN" });

  it.each([
    ["an update says which one was meant", written, name],
    [
      "a creation gives the display name: no such name exists",
      { ...written, isNew: true },
      "balance",
    ],
  ])("for a display name that is taken: %s", (_, given, named) => {
    expect(explainWrite(taken, given)).toMatchObject({
      code: "ALREADY_EXISTS",
      reason: "DISPLAY_NAME_TAKEN",
      message: `${agent} already has a webhook with the display name "balance".`,
      violations: [{ field: "webhook.display_name" }],
      resource: { ...resource, name: named },
    });
  });

  it("for a lost race keeps its reason, and says which resource was meant", () => {
    for (const reason of ["ETAG_MISMATCH", "CONFLICT"]) {
      const lost = new WebhookError("ABORTED", { reason, message: "Lost." });
      expect(explainWrite(lost, written)).toMatchObject({
        code: "ABORTED",
        reason,
        message: "Lost.",
        resource,
      });
    }
  });

  it("for a resource that is gone is NOT_FOUND with its name", () => {
    const gone = new WebhookError("NOT_FOUND", { reason: "RESOURCE_NOT_FOUND" });
    expect(explainWrite(gone, written)).toMatchObject({ code: "NOT_FOUND", resource });
  });

  it.each([
    ["another WebhookError", new WebhookError("UNAVAILABLE", { reason: "STORE_UNAVAILABLE" })],
    ["anything else", new Error("boom")],
  ])("that is %s stays as it is", (_, thrown) => {
    expect(explainWrite(thrown, written)).toBe(thrown);
  });
});
