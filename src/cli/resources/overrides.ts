/** Overrides of webhooks in environments: by display name in files, by name at the server. */
import { clone, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import {
  EnvironmentSchema,
  type Environment,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type { Webhook } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { CommandError } from "../failure.ts";

/** The overrides of an environment. */
export function overridesOf({ webhookConfig }: Environment): readonly Webhook[] {
  return webhookConfig?.webhookOverrides ?? [];
}

/**
 * The environment with the name of the webhook in each override that has only a display name.
 *
 * @param webhooks those of the agent
 * @throws CommandError for a display name that no webhook has
 */
export function bindOverrides(
  environment: Environment,
  webhooks: readonly Pick<Webhook, "name" | "displayName">[],
): Environment {
  const names = new Map(webhooks.map(({ name, displayName }) => [displayName, name]));
  const bound = clone(EnvironmentSchema, environment);
  for (const override of overridesOf(bound)) {
    if (override.name !== "") continue;
    const name = names.get(override.displayName);
    if (name === undefined)
      throw new CommandError(
        `The environment ${JSON.stringify(environment.displayName)} overrides the webhook ${JSON.stringify(override.displayName)}, which the agent does not have. It has ${[...names.keys()].join(", ") || "none"}.`,
      );
    override.name = name;
  }
  return bound;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * An environment in JSON as files have it: `webhookOverrides` right in it, each
 * with the display name of its webhook, without names that a server gave.
 */
export function environmentToFile(
  json: JsonObject,
  webhooks: readonly Pick<Webhook, "name" | "displayName">[],
): JsonObject {
  const displayNames = new Map(webhooks.map(({ name, displayName }) => [name, displayName]));
  const { name: _name, updateTime: _time, webhookConfig, ...rest } = json;
  const overrides = isObject(webhookConfig) ? webhookConfig["webhookOverrides"] : undefined;
  if (!Array.isArray(overrides)) return rest;
  const webhookOverrides = overrides.filter(isObject).map((override): JsonObject => {
    const { name, displayName: _own, ...settings } = override;
    const displayName = typeof name === "string" ? displayNames.get(name) : undefined;
    return displayName === undefined ? override : { displayName, ...settings };
  });
  return { ...rest, webhookOverrides };
}
