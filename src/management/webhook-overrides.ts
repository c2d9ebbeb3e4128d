/**
 * Environments override webhooks of their agent: `webhook_config.webhook_overrides`,
 * each by the `name` of the webhook that it stands for. In the store, an
 * environment refers to the webhooks that it overrides.
 */
import type { Environment } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";

/** Names of the webhooks that an environment overrides: what its stored resource refers to. */
export function overriddenWebhooks(environment: Environment): string[] {
  const overrides = environment.webhookConfig?.webhookOverrides ?? [];
  return [...new Set(overrides.map(({ name }) => name))];
}
