import { create, type JsonValue } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { WebhookSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { renderPlanJson, wantsJson } from "../../../src/cli/plan/plan-json.ts";
import type { Plan } from "../../../src/cli/plan/step.ts";
import type { Change } from "../../../src/cli/resources/changes.ts";

const about = { agent: "projects/p/locations/l/agents/a", endpoint: "http://localhost:8080" };

function updating(...changes: Change[]): Plan {
  const resource = create(WebhookSchema, { name: `${about.agent}/webhooks/w`, displayName: "Pay" });
  const update = { action: "update", kind: "webhook", displayName: "Pay", paths: [] } as const;
  return { steps: [{ ...update, resource, changes }], notes: ["a note"], problems: [] };
}

interface PlanDocument {
  readonly changes: readonly { readonly fields: readonly JsonValue[] }[];
}

describe("renderPlanJson", () => {
  it("has a member for each change, its resource and its fields", () => {
    const change = { path: "timeout", before: "5s", after: "10s", secret: false };
    expect(JSON.parse(renderPlanJson(updating(change), about))).toEqual({
      ...about,
      changes: [
        {
          action: "update",
          resource: { kind: "webhook", displayName: "Pay", name: `${about.agent}/webhooks/w` },
          fields: [{ path: "timeout", from: "5s", to: "10s", secret: false }],
        },
      ],
      notes: ["a note"],
    });
  });

  it.each<[string, Omit<Change, "path">, object]>([
    ["added", { after: 1, secret: false }, { to: 1, secret: false }],
    ["cleared", { before: [true], secret: false }, { from: [true], secret: false }],
    ["null", { before: null, after: {}, secret: false }, { from: null, to: {}, secret: false }],
    [
      "a secret",
      { before: "old", after: "new", secret: true },
      { from: "********", to: "********", secret: true },
    ],
    [
      "a reference, whatever it refers to",
      { before: "old", after: "new", secret: false, written: "${env:NEW}" },
      { from: "********", to: "${env:NEW}", secret: true },
    ],
  ])("shows a field that is %s", (_, change, expected) => {
    const text = renderPlanJson(updating({ path: "x", ...change }), about);
    const { changes } = JSON.parse(text) as PlanDocument;
    expect(changes[0]?.fields).toEqual([{ path: "x", ...expected }]);
  });

  it("names no resource that has no name yet, and what is deleted by its own", () => {
    const resource = create(WebhookSchema, { displayName: "New" });
    const name = `${about.agent}/webhooks/old`;
    const plan: Plan = {
      steps: [
        { action: "create", kind: "webhook", displayName: "New", resource, changes: [] },
        { action: "delete", kind: "webhook", displayName: "Old", name, changes: [] },
      ],
      notes: [],
      problems: [],
    };
    const outcomes = ["done", "failed"] as const;
    expect(JSON.parse(renderPlanJson(plan, { ...about, outcomes }))).toMatchObject({
      changes: [
        { resource: { kind: "webhook", displayName: "New" }, outcome: "done" },
        { resource: { kind: "webhook", displayName: "Old", name }, outcome: "failed" },
      ],
    });
    expect(renderPlanJson(plan, about)).not.toContain("outcome");
  });
});

describe("wantsJson", () => {
  it.each([
    [undefined, false],
    ["text", false],
    ["json", true],
  ])("takes %s for %s", (output, expected) => {
    expect(wantsJson(output === undefined ? {} : { output })).toBe(expected);
  });

  it("refuses what a plan is not printed as", () => {
    expect(() => wantsJson({ output: "yaml" })).toThrow('--output takes text, json, not "yaml".');
  });
});
