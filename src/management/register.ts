/** The services of the management API, and their registration on a Connect router. */
import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { Webhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Webhooks as BetaWebhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import type { ServiceHttpRule } from "../transcoding/http-rule.ts";
import { resolveParts, type ManagementDeps } from "./context.ts";
import { mixinRules } from "./http-rules.ts";
import { serving, type ServedMethods } from "./methods.ts";
import { webhookMethods } from "./webhooks.ts";

const served: readonly ServedMethods[] = [
  serving({ service: Webhooks, beta: BetaWebhooks, methods: webhookMethods }),
];

/** Every service that `registerManagement` registers. */
export const managementServices: readonly DescService[] = served.flatMap(
  ({ services }) => services,
);

/** HTTP rules for the services whose protos carry none that fit. */
export const managementRules: readonly ServiceHttpRule[] = mixinRules.filter(({ selector }) =>
  managementServices.some(({ typeName }) => selector.startsWith(`${typeName}.`)),
);

/**
 * Registers the services of the management API, v3 and v3beta1.
 *
 * Methods throw WebhookErrors: the router, or the transcoder, that calls them has
 * to translate those for its protocol, as the server's doors do.
 */
export function registerManagement(router: ConnectRouter, deps: ManagementDeps): void {
  const parts = resolveParts(deps);
  for (const { register } of served) register(router, parts);
}
