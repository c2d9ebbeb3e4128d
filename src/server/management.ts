/**
 * The management API as a part of the server: its store, its keys, its services.
 * Loaded when a server is to serve it.
 */
import { createRegistry } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import {
  createSecretBox,
  loadKeyRing,
  managementRules,
  managementServices,
  readableOperationErrors,
  recoverOperations,
  registerManagement,
  storedSecrets,
  webhookSource,
} from "../management/index.ts";
import { openStore } from "../storage/index.ts";
import { describeByName } from "../transcoding/index.ts";
import type { Api } from "./api.ts";
import type { DispatchSources } from "./dispatch.ts";
import type { Reporter } from "./log.ts";
import type { ManagementServeOptions } from "./management-options.ts";

/** The management API, and what it has for whoever calls webhooks. */
export interface ManagementApi extends Api, DispatchSources {}

/**
 * Opens the store and makes the services.
 *
 * @throws WebhookError with a sentence where the store can't be opened, its schema
 *   is not this program's, or there are no keys
 */
export async function openManagement(
  options: ManagementServeOptions,
  reporter: Reporter,
): Promise<ManagementApi> {
  const { store: url = "memory:", keys, keyFile, ...management } = options;
  const secrets = createSecretBox(await loadKeyRing({ store: url, keys, keyFile, make: true }));
  const store = await openStore({ url });
  const deps = {
    store,
    secrets,
    options: management,
    notice: ({ message }: { readonly message: string }) => reporter.notice("warn", { message }),
  };
  try {
    await recoverOperations(deps);
  } catch (error) {
    await store.close();
    throw error;
  }
  return {
    register: (router: ConnectRouter) => registerManagement(router, deps),
    names: managementServices.map(({ typeName }) => typeName),
    rules: managementRules,
    restInterceptors: [readableOperationErrors],
    registry: createRegistry(...managementServices.map(({ file }) => file)),
    webhooks: webhookSource(deps),
    storedSecrets: storedSecrets(store, secrets),
    title: "Webhooks and environments of conversational agents",
    version: "v3",
    describe: async () => {
      const { descriptions } = await import("../../gen/openapi/descriptions.ts");
      return describeByName(descriptions);
    },
    close: () => store.close(),
  };
}
