/** The services of the management API, and their registration on a Connect router. */
import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { EffectiveWebhookService } from "../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import { Deployments } from "../../gen/es/google/cloud/dialogflow/cx/v3/deployment_pb.ts";
import { Environments } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { Webhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Deployments as BetaDeployments } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/deployment_pb.ts";
import { Environments as BetaEnvironments } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/environment_pb.ts";
import { Webhooks as BetaWebhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import { Locations } from "../../gen/es/google/cloud/location/locations_pb.ts";
import { Operations } from "../../gen/es/google/longrunning/operations_pb.ts";
import { resolveParts, type ManagementDeps } from "./context.ts";
import { deploymentMethods } from "./deployment.ts";
import { effectiveWebhookMethods } from "./effective-webhook.ts";
import { environmentMethods } from "./environments.ts";
import { locationMethods } from "./locations.ts";
import { serving, type ServedMethods } from "./methods.ts";
import { operationMethods } from "./operations.ts";
import { webhookMethods } from "./webhooks.ts";

const served: readonly ServedMethods[] = [
  serving({ service: Webhooks, beta: BetaWebhooks, methods: webhookMethods }),
  serving({ service: Environments, beta: BetaEnvironments, methods: environmentMethods }),
  serving({ service: Deployments, beta: BetaDeployments, methods: deploymentMethods }),
  serving({ service: EffectiveWebhookService, methods: effectiveWebhookMethods }),
  serving({ service: Operations, methods: operationMethods }),
  serving({ service: Locations, methods: locationMethods }),
];

/** Every service that `registerManagement` registers. */
export const managementServices: readonly DescService[] = served.flatMap(
  ({ services }) => services,
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
