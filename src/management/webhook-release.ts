/** What becomes of the overrides of a webhook that is about to be deleted. */
import { WebhookError } from "../errors.ts";
import type { StoreWriter } from "../storage/store.ts";
import type { ManagementParts } from "./context.ts";
import { readEnvironment, updateEnvironment } from "./environments-state.ts";
import { errorResource } from "./failures.ts";

/** A webhook that is about to be deleted. */
export interface Release {
  readonly writer: StoreWriter;
  /** Its name. */
  readonly webhook: string;
  /** Whether its overrides are deleted with it. */
  readonly force: boolean;
}

/**
 * Sees to it that no environment overrides a webhook any more. Read the webhook
 * with the same writer first: that keeps new references away.
 *
 * For an environment this is a change like any other: it gets a new time, and an
 * entry in its history.
 *
 * @throws WebhookError FAILED_PRECONDITION, reason RESOURCE_IN_USE, naming the
 *   environments, if there are some and `force` is not given
 */
export async function releaseWebhook(
  parts: ManagementParts,
  { writer, webhook, force }: Release,
): Promise<void> {
  const referrers = await writer.referrers(webhook);
  const environments = referrers.filter(({ kind }) => kind === "environment");
  if (environments.length > 0 && !force)
    throw stillUsed(
      webhook,
      environments.map(({ name }) => name),
    );
  for (const key of environments) {
    const stored = await writer.get(key);
    if (stored === undefined) continue;
    const environment = readEnvironment(parts, stored);
    const config = environment.webhookConfig;
    if (config)
      config.webhookOverrides = config.webhookOverrides.filter(({ name }) => name !== webhook);
    await updateEnvironment({ parts, writer, id: parts.ids() }, environment);
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
