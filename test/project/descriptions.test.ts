import { describe, expect, it } from "vitest";
import { descriptions } from "../../gen/openapi/descriptions.ts";
import { descriptionsFile, descriptionsPath } from "../../scripts/generate-descriptions.ts";
import { textOf } from "./modules.ts";

describe("descriptions of the OpenAPI document", () => {
  it("are what npm run generate writes", () => {
    expect(textOf(descriptionsPath)).toBe(descriptionsFile());
  });

  it("say the same of both versions", () => {
    const webhook = "google.cloud.dialogflow.cx.v3.Webhook.display_name";
    expect(descriptions[webhook]).toBeTruthy();
    expect(descriptions[webhook.replace("v3", "v3beta1")]).toBe(descriptions[webhook]);
  });

  it.each([
    ["google.rpc.Status.message", "a field of a message that is not ours"],
    ["google.api.HttpBody", "a message that is not ours"],
    ["fulfillkit.v1.StreamAttemptsRequest", "a message that REST does not reach"],
  ])("leave out %s: %s", (name) => {
    expect(descriptions).not.toHaveProperty([name]);
  });
});
