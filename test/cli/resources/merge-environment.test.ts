import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { mergeEnvironment } from "../../../src/cli/resources/merge-environment.ts";

describe("mergeEnvironment", () => {
  it("takes the fields that the file gives, also empty ones, and keeps the others", () => {
    const current = create(EnvironmentSchema, {
      name: "e/1",
      displayName: "e",
      description: "Old",
      versionConfigs: [{ version: "v" }],
      webhookConfig: { webhookOverrides: [{ name: "w" }] },
    });
    const message = create(EnvironmentSchema, { name: "e/2", displayName: "e" });
    const merged = mergeEnvironment(current, {
      message,
      written: new Map(),
      at: { line: 1, column: 1 },
      given: new Set(["name", "display_name", "description", "webhook_config"]),
    });
    expect(merged).toEqual(
      create(EnvironmentSchema, {
        name: "e/1",
        displayName: "e",
        versionConfigs: [{ version: "v" }],
      }),
    );
  });
});
