/** The store as a dispatcher sees it: webhooks and environments by name, with their secrets. */
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { WebhookSource } from "../dispatch/webhook-source.ts";
import type { ManagementDeps } from "./context.ts";
import { fromBody } from "./stored-message.ts";

/** How many resources of a kind are kept opened, those that were used last. */
const maxOpened = 1000;

/**
 * Finds webhooks and environments in the store. A resource that has not changed since it was last
 * found is the same object, for which a dispatcher has its plan already.
 *
 * Both methods reject with what the store throws, and with WebhookError INTERNAL, reason
 * SECRET_UNREADABLE, where the key of a secret is missing.
 */
export function webhookSource(deps: Pick<ManagementDeps, "store" | "secrets">): WebhookSource {
  return {
    webhook: finder(deps, { kind: "webhook", schema: WebhookSchema }),
    environment: finder(deps, { kind: "environment", schema: EnvironmentSchema }),
  };
}

function finder<Desc extends DescMessage>(
  { store, secrets }: Pick<ManagementDeps, "store" | "secrets">,
  { kind, schema }: { readonly kind: string; readonly schema: Desc },
): (name: string) => Promise<MessageShape<Desc> | undefined> {
  const opened = new Map<string, { readonly etag: string; readonly message: MessageShape<Desc> }>();
  return async (name) => {
    const stored = await store.get({ kind, name });
    const known = opened.get(name);
    opened.delete(name);
    if (stored === undefined) return undefined;
    const { etag } = stored;
    const entry =
      known?.etag === etag ? known : { etag, message: fromBody(secrets, schema, stored) };
    opened.set(name, entry);
    const [oldest] = opened.keys();
    if (opened.size > maxOpened && oldest !== undefined) opened.delete(oldest);
    return entry.message;
  };
}
