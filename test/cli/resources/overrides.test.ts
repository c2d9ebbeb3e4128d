import { create, toJson, type JsonObject } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { bindOverrides, environmentToFile } from "../../../src/cli/resources/overrides.ts";
import { readResourceFile } from "../../../src/cli/resources/resource-file.ts";
import { toYaml } from "../../../src/cli/resources/write-yaml.ts";

const webhooks = [
  { name: "w/1", displayName: "A" },
  { name: "w/2", displayName: "B" },
];

describe("overrides", () => {
  it("get the names of their webhooks, unless they have one", () => {
    const environment = create(EnvironmentSchema, {
      displayName: "e",
      webhookConfig: {
        webhookOverrides: [{ displayName: "B" }, { name: "w/9", displayName: "A" }],
      },
    });
    const bound = bindOverrides(environment, webhooks);
    expect(bound.webhookConfig?.webhookOverrides.map(({ name }) => name)).toEqual(["w/2", "w/9"]);
    expect(environment.webhookConfig?.webhookOverrides[0]?.name).toBe("");
  });

  it("of a webhook that there is not are refused, with those that there are", () => {
    const environment = create(EnvironmentSchema, {
      displayName: "e",
      webhookConfig: { webhookOverrides: [{ displayName: "C" }] },
    });
    expect(() => bindOverrides(environment, webhooks)).toThrow(
      'The environment "e" overrides the webhook "C", which the agent does not have. It has A, B.',
    );
  });

  it("keep their name in a file where no webhook has it", () => {
    const json = { webhookConfig: { webhookOverrides: [{ name: "w/9", disabled: true }] } };
    expect(environmentToFile(json, webhooks)).toEqual({
      webhookOverrides: [{ name: "w/9", disabled: true }],
    });
  });

  it("come back from a file as they went into it", () => {
    const override = fc.record({
      webhook: fc.constantFrom(...webhooks),
      uri: fc.string({ minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(override), fc.string({ minLength: 1 }), (overrides, displayName) => {
        const environment = create(EnvironmentSchema, {
          displayName,
          webhookConfig: {
            webhookOverrides: overrides.map(({ webhook, uri }) => ({
              ...webhook,
              webhook: { case: "genericWebService" as const, value: { uri } },
            })),
          },
        });
        const json = toJson(EnvironmentSchema, environment) as JsonObject;
        const text = toYaml({ environments: [environmentToFile(json, webhooks)] });
        const file = readResourceFile(text, { file: "f.yaml", env: {}, folder: "/" });
        const read = bindOverrides(file.environments![0]!.message, webhooks);
        expect(read.webhookConfig?.webhookOverrides ?? []).toEqual(
          environment.webhookConfig?.webhookOverrides,
        );
      }),
    );
  });
});
