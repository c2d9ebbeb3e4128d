import { create, toJson, type JsonObject } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { absoluteNames, relativeNames } from "../../../src/cli/resources/agent-names.ts";

const agent = "projects/p/locations/l/agents/a";
const other = "projects/p/locations/l/agents/ab/flows/f/versions/1";

const short = create(EnvironmentSchema, {
  description: `${agent}/x`,
  versionConfigs: [{ version: "flows/f/versions/1" }, { version: other }],
  testCasesConfig: { testCases: ["testCases/t"] },
  webhookConfig: { webhookOverrides: [{ displayName: "w" }, { name: "webhooks/w" }] },
});

const full = create(EnvironmentSchema, {
  description: `${agent}/x`,
  versionConfigs: [{ version: `${agent}/flows/f/versions/1` }, { version: other }],
  testCasesConfig: { testCases: [`${agent}/testCases/t`] },
  webhookConfig: {
    webhookOverrides: [{ displayName: "w" }, { name: `${agent}/webhooks/w` }],
  },
});

describe("names within an agent", () => {
  it("get the agent in front, unless they are full or not given", () => {
    expect(absoluteNames(short, agent)).toEqual(full);
    expect(absoluteNames(full, agent)).toEqual(full);
  });

  it("lose it for a file, where they are of the agent", () => {
    const json = relativeNames(toJson(EnvironmentSchema, full) as JsonObject, agent);
    expect(json).toMatchObject({
      description: `${agent}/x`,
      versionConfigs: [{ version: "flows/f/versions/1" }, { version: other }],
      testCasesConfig: { testCases: ["testCases/t"] },
    });
  });
});
