/**
 * Environments override webhooks of their agent: `webhook_config.webhook_overrides`,
 * each by the `name` of the webhook that it stands for. In the store, an
 * environment refers to the webhooks that it overrides.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Environment } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookError } from "../errors.ts";
import type { StoreWriter } from "../storage/store.ts";
import { errorResource } from "./failures.ts";

/** Names of the webhooks that an environment overrides: what its stored resource refers to. */
export function overriddenWebhooks(environment: Environment): string[] {
  const overrides = environment.webhookConfig?.webhookOverrides ?? [];
  return [...new Set(overrides.map(({ name }) => name))];
}

/** A webhook that is about to be deleted. */
export interface Release {
  /** Its name. */
  readonly webhook: string;
  /** Whether its overrides are deleted with it. */
  readonly force: boolean;
}

/**
 * Sees to it that no environment overrides a webhook any more. Read the webhook
 * with the same writer first: that keeps new references away.
 *
 * @throws WebhookError FAILED_PRECONDITION, reason RESOURCE_IN_USE, naming the
 *   environments, if there are some and `force` is not given
 */
export async function releaseWebhook(
  writer: StoreWriter,
  { webhook, force }: Release,
): Promise<void> {
  const referrers = await writer.referrers(webhook);
  const environments = referrers.filter(({ kind }) => kind === "environment");
  if (environments.length > 0 && !force)
    throw stillUsed(
      webhook,
      environments.map(({ name }) => name),
    );
  for (const key of environments) {
    const environment = await writer.get(key);
    if (environment === undefined) continue;
    const { body, remaining } = withoutOverride(environment.body, webhook);
    await writer.update({ ...key, body, references: remaining });
  }
}

function stillUsed(webhook: string, environments: readonly string[]): WebhookError {
  return new WebhookError("FAILED_PRECONDITION", {
    reason: "RESOURCE_IN_USE",
    message: `${webhook} is overridden in ${environments.join(", ")}. Delete with force to delete the overrides, too.`,
    resource: errorResource("webhook", webhook),
    metadata: { referrers: environments.join(",") },
  });
}

/** A stored environment without the overrides of a webhook, and the webhooks that it still overrides. */
function withoutOverride(
  body: JsonObject,
  webhook: string,
): { readonly body: JsonObject; readonly remaining: readonly string[] } {
  const config = objectOf(body["webhookConfig"]);
  const overrides = Array.isArray(config["webhookOverrides"]) ? config["webhookOverrides"] : [];
  const kept = overrides.filter((one) => objectOf(one)["name"] !== webhook);
  const names = kept.map((one) => objectOf(one)["name"]).filter((name) => typeof name === "string");
  return {
    body: { ...body, webhookConfig: { ...config, webhookOverrides: kept } },
    remaining: [...new Set(names)],
  };
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
