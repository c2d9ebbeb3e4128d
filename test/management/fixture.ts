/** A management API over an in-memory store, called through a real Connect router. */
import type { DescService } from "@bufbuild/protobuf";
import {
  createClient,
  createRouterTransport,
  type Client,
  type Transport,
} from "@connectrpc/connect";
import { Webhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { WebhookError } from "../../src/errors.ts";
import type { ManagementDeps } from "../../src/management/context.ts";
import { newKeyRing, parseKeyRing } from "../../src/management/key-ring.ts";
import { registerManagement } from "../../src/management/register.ts";
import { createSecretBox, type SecretBox } from "../../src/management/secret-box.ts";
import { fromConnectError, translateErrors } from "../../src/server/rpc/error.ts";
import { openStore, type Store } from "../../src/storage/index.ts";

/** An agent that exists, as every agent does. */
export const agent = "projects/p/locations/us-central1/agents/a";

/** A served management API. */
export interface Fixture {
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly transport: Transport;
  /** Client of v3. */
  readonly webhooks: Client<typeof Webhooks>;
  /** Client of any other service on the router. */
  client<Service extends DescService>(service: Service): Client<Service>;
}

/** A box with a key of its own. */
export function newSecretBox(): SecretBox {
  return createSecretBox(parseKeyRing(newKeyRing()));
}

/** Serves the management API; every part may be replaced. The caller closes the store. */
export async function serveFixture(deps: Partial<ManagementDeps> = {}): Promise<Fixture> {
  const store = deps.store ?? (await openStore());
  const secrets = deps.secrets ?? newSecretBox();
  const transport = createRouterTransport(
    (router) => registerManagement(router, { ...deps, store, secrets }),
    { router: { interceptors: [translateErrors(() => {})] } },
  );
  return {
    store,
    secrets,
    transport,
    webhooks: createClient(Webhooks, transport),
    client: (service) => createClient(service, transport),
  };
}

/** What a call fails with, as the WebhookError that its caller sees; throws if it does not fail. */
export async function failure(call: Promise<unknown>): Promise<WebhookError> {
  try {
    await call;
  } catch (error) {
    return fromConnectError(error as Parameters<typeof fromConnectError>[0]);
  }
  throw new Error("The call was expected to fail.");
}
