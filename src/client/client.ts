/**
 * A client for the management API, of our own server and of the real service.
 *
 *     method           loads nothing
 *      └ caller        the first call loads descriptors and the transport
 *        └ runtime     endpoint by location · credentials · routing header
 *          └ retry     UNAVAILABLE, with backoff, within the timeout
 *            └ transport   gRPC · Connect · REST
 */
import { createCaller } from "./caller.ts";
import { deploymentMethods, type DeploymentMethods } from "./deployments.ts";
import { effectiveWebhookMethods, type EffectiveWebhookMethods } from "./effective-webhooks.ts";
import { environmentMethods, type EnvironmentMethods } from "./environments.ts";
import {
  locationMethods,
  operationMethods,
  type LocationMethods,
  type OperationMethods,
} from "./mixins.ts";
import { resolveOptions, type ApiVersion, type ManagementClientOptions } from "./options.ts";
import { webhookMethods, type WebhookMethods } from "./webhooks.ts";

/** A client for the management API. One is enough for all agents, in all locations. */
export interface ManagementClient<V extends ApiVersion = "v3"> extends AsyncDisposable {
  readonly webhooks: WebhookMethods<V>;
  readonly environments: EnvironmentMethods<V>;
  readonly deployments: DeploymentMethods<V>;
  readonly operations: OperationMethods;
  readonly locations: LocationMethods;
  /** Our own extension: which URL, with which credentials, an environment calls. */
  readonly effectiveWebhooks: EffectiveWebhookMethods;
  /** Closes the connections. A process may end without it; calls after it connect anew. */
  close(): Promise<void>;
}

/**
 * Makes a client. Nothing is loaded and no connection is made before the first call.
 *
 * @throws TypeError if the options make no sense
 * @example
 * const client = createManagementClient({ endpoint: "http://localhost:8080", protocol: "rest" });
 * for await (const { displayName } of client.webhooks.list({ parent })) process.stdout.write(`${displayName}\n`);
 */
export function createManagementClient<V extends ApiVersion = "v3">(
  options: ManagementClientOptions<V> = {},
): ManagementClient<V> {
  const caller = createCaller(resolveOptions(options));
  const close = (): Promise<void> => caller.close();
  const client: ManagementClient = {
    webhooks: webhookMethods(caller),
    environments: environmentMethods(caller),
    deployments: deploymentMethods(caller),
    operations: operationMethods(caller),
    locations: locationMethods(caller),
    effectiveWebhooks: effectiveWebhookMethods(caller),
    close,
    [Symbol.asyncDispose]: close,
  };
  // The messages of v3beta1 are those of v3 under other names; the caller takes the names from the version's own files.
  return client as unknown as ManagementClient<V>;
}
