/** Registers the management API on a Connect router. */
import type { ConnectRouter } from "@connectrpc/connect";
import { Webhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Webhooks as BetaWebhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import { resolveParts, type ManagementDeps } from "./context.ts";
import { serveMethods } from "./methods.ts";
import { webhookMethods } from "./webhooks.ts";

/**
 * Registers the services of the management API, v3 and v3beta1.
 *
 * Methods throw WebhookErrors: the router, or the transcoder, that calls them has
 * to translate those for its protocol, as the server's doors do.
 */
export function registerManagement(router: ConnectRouter, deps: ManagementDeps): void {
  const parts = resolveParts(deps);
  serveMethods(router, { service: Webhooks, beta: BetaWebhooks, methods: webhookMethods, parts });
}
