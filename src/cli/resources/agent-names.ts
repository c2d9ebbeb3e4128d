/** Names within an agent, which files may write without the agent in front: `flows/F/versions/V`. */
import { clone, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import {
  EnvironmentSchema,
  type Environment,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";

const absolute = (name: string, agent: string): string =>
  name === "" || name.startsWith("projects/") ? name : `${agent}/${name}`;

/** An environment with the full names of its versions, its tests and the webhooks that it overrides. */
export function absoluteNames(environment: Environment, agent: string): Environment {
  const full = clone(EnvironmentSchema, environment);
  for (const config of full.versionConfigs) config.version = absolute(config.version, agent);
  const { testCasesConfig, webhookConfig } = full;
  if (testCasesConfig)
    testCasesConfig.testCases = testCasesConfig.testCases.map((name) => absolute(name, agent));
  for (const override of webhookConfig?.webhookOverrides ?? [])
    override.name = absolute(override.name, agent);
  return full;
}

/** JSON with the names of versions and tests within the agent, so that it fits other agents too. */
export function relativeNames(json: JsonObject, agent: string): JsonObject {
  const shorten = (value: JsonValue): JsonValue => {
    if (typeof value === "string")
      return value.startsWith(`${agent}/`) ? value.slice(agent.length + 1) : value;
    if (Array.isArray(value)) return value.map(shorten);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shorten(item)]));
  };
  const named = ["versionConfigs", "testCasesConfig"];
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, named.includes(key) ? shorten(value) : value]),
  );
}
