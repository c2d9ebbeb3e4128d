/** Which webhook a call means: found by name, and with its environment's override in force. */
import type { Environment } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type { Webhook } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { Behaviours } from "./behaviours.ts";
import { DispatchFailure } from "./failure.ts";
import { resolveWebhook } from "./resolve.ts";
import type { WebhookSource } from "./webhook-source.ts";

/** What a call says of its webhook. */
export interface WebhookChoice {
  readonly webhook: Webhook | string;
  readonly environment?: Environment | string;
  readonly signal?: AbortSignal;
}

/** Finds webhooks. Throws DispatchFailure `plan` where there is none of the name. */
export type FindWebhook = (choice: WebhookChoice) => Promise<Webhook>;

/** Names of the environment that has no resource: what the agent is now. */
const draft = /\/environments\/(?:draft|-)$/;

/** Makes a finder. A webhook and an environment that were resolved together once are taken to stay as they are. */
export function createFindWebhook(
  source: WebhookSource | undefined,
  { overrideMerge }: Pick<Behaviours, "overrideMerge">,
): FindWebhook {
  const resolved = new WeakMap<Webhook, WeakMap<Environment, Webhook>>();
  const resolve = (webhook: Webhook, environment: Environment): Webhook => {
    let known = resolved.get(webhook);
    if (known === undefined) resolved.set(webhook, (known = new WeakMap()));
    const before = known.get(environment);
    if (before !== undefined) return before;
    const { webhook: after } = resolveWebhook(webhook, environment, { overrideMerge });
    known.set(environment, after);
    return after;
  };
  const sourceFor = (name: string): WebhookSource => {
    if (source !== undefined) return source;
    throw new DispatchFailure("plan", `The dispatcher has no source in which to find ${name}.`);
  };
  return async ({ webhook: given, environment: at, signal }) => {
    const webhook =
      typeof given === "string"
        ? there(await sourceFor(given).webhook(given, signal), `webhook ${given}`)
        : given;
    if (at === undefined || (typeof at === "string" && draft.test(at))) return webhook;
    const environment =
      typeof at === "string"
        ? there(await sourceFor(at).environment(at, signal), `environment ${at}`)
        : at;
    return resolve(webhook, environment);
  };
}

function there<Resource>(found: Resource | undefined, what: string): Resource {
  if (found === undefined) throw new DispatchFailure("plan", `There is no ${what}.`);
  return found;
}
