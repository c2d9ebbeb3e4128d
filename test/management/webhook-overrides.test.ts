import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { overriddenWebhooks } from "../../src/management/webhook-overrides.ts";

describe("the webhooks that an environment overrides", () => {
  it("are none without a configuration, and each once", () => {
    expect(overriddenWebhooks(create(EnvironmentSchema))).toEqual([]);
    const webhookOverrides = [{ name: "b" }, { name: "a" }, { name: "b" }];
    expect(
      overriddenWebhooks(create(EnvironmentSchema, { webhookConfig: { webhookOverrides } })),
    ).toEqual(["b", "a"]);
  });
});
