/** A management API as a dispatcher sees it. */
import type { Environment } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type { Webhook } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { WebhookSource } from "../dispatch/webhook-source.ts";
import { WebhookError } from "../errors.ts";
import type { ManagementClient } from "./client.ts";

/** What a server that hides secrets answers in their place. */
const secretMask = "********";

/**
 * Finds webhooks and environments through a client, for the `webhooks` of a dispatcher. Every call
 * asks the server.
 *
 * Both methods reject with ManagementError, but for NOT_FOUND, which is no webhook; and with
 * WebhookError FAILED_PRECONDITION where the server hides secrets that the call would need.
 *
 * @example
 * const dispatcher = createDispatcher({ webhooks: clientWebhookSource(client) });
 */
export function clientWebhookSource(
  client: Pick<ManagementClient, "webhooks" | "environments">,
): WebhookSource {
  return {
    async webhook(name, signal) {
      const found = await orNothing(client.webhooks.get({ name }, signal && { signal }));
      if (found !== undefined) refuseMasks(found, name);
      return found;
    },
    async environment(name, signal) {
      const found = await orNothing(client.environments.get({ name }, signal && { signal }));
      for (const override of overridesOf(found)) refuseMasks(override, name);
      return found;
    },
  };
}

function overridesOf(environment: Environment | undefined): readonly Webhook[] {
  return environment?.webhookConfig?.webhookOverrides ?? [];
}

async function orNothing<Resource>(found: Promise<Resource>): Promise<Resource | undefined> {
  try {
    return await found;
  } catch (error) {
    if (WebhookError.is(error) && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

function refuseMasks({ webhook }: Webhook, name: string): void {
  const service =
    webhook.case === "serviceDirectory" ? webhook.value.genericWebService : webhook.value;
  if (service === undefined) return;
  // Superseded by secret versions, but webhooks that have it go on working.
  // oxlint-disable-next-line typescript/no-deprecated
  const { password, requestHeaders, oauthConfig } = service;
  const secrets = [password, oauthConfig?.clientSecret, ...Object.values(requestHeaders)];
  if (!secrets.includes(secretMask)) return;
  throw new WebhookError("FAILED_PRECONDITION", {
    message: `The server hides the secrets of ${name}, so that only the server itself can call with them.`,
  });
}
