/** Which webhook a call means: found by name, and with its environment's override in force. */
import {
  create,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import {
  EnvironmentSchema,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  WebhookSchema,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { WebhookError } from "../errors.ts";
import type { Behaviours } from "./behaviours.ts";
import type { Clock } from "../clock.ts";
import { within } from "./credentials/within.ts";
import { DispatchFailure } from "./failure.ts";
import { resolveWebhook } from "./resolve.ts";
import type { WebhookSource } from "./webhook-source.ts";

/** A webhook by value: a message, or the fields that are set. */
export type WebhookInit = MessageInitShape<typeof WebhookSchema>;

/** An environment by value: a message, or the fields that are set. */
export type EnvironmentInit = MessageInitShape<typeof EnvironmentSchema>;

/** What a call says of its webhook. */
export interface WebhookChoice {
  readonly webhook: WebhookInit | string;
  readonly environment?: EnvironmentInit | string;
  readonly signal?: AbortSignal;
}

/** Finds webhooks. Throws DispatchFailure `plan` where there is none of the name, or it can't be looked up; `timeout` or `cancelled`. */
export type FindWebhook = (choice: WebhookChoice) => Webhook | Promise<Webhook>;

/** Names of the environment that has no resource: what the agent is now. */
const draft = /\/environments\/(?:draft|-)$/;

/** What finding takes besides. */
export interface FindWebhookOptions {
  readonly behaviours: Pick<Behaviours, "overrideMerge">;
  readonly clock: Clock;
}

/** How long a source may take for one lookup: the longest that a webhook may. In milliseconds. */
const lookupTimeoutMs = 30_000;

/** Makes a finder. A webhook and an environment that were resolved together once are taken to stay as they are. */
export function createFindWebhook(
  source: WebhookSource | undefined,
  { behaviours: { overrideMerge }, clock }: FindWebhookOptions,
): FindWebhook {
  const webhookOf = rememberedMessages(WebhookSchema);
  const environmentOf = rememberedMessages(EnvironmentSchema);
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
  const find = async <Resource>(lookup: Lookup<Resource>): Promise<Resource> => {
    const { what, signal } = lookup;
    if (source === undefined)
      throw new DispatchFailure("plan", `The dispatcher has no source in which to find ${what}.`);
    const wait = { what: `The ${what}`, clock, timeoutMs: lookupTimeoutMs };
    const found = await within(ask(source, lookup), { ...wait, ...(signal && { signal }) });
    if (found === undefined) throw new DispatchFailure("plan", `There is no ${what}.`);
    return found;
  };
  const findAll = async (choice: WebhookChoice): Promise<Webhook> => {
    const { webhook: given, environment: at, signal } = choice;
    const webhook =
      typeof given === "string"
        ? await find({
            what: `webhook ${given}`,
            from: (where) => where.webhook(given, signal),
            signal,
          })
        : webhookOf(given);
    if (at === undefined || (typeof at === "string" && draft.test(at))) return webhook;
    const environment =
      typeof at === "string"
        ? await find({
            what: `environment ${at}`,
            from: (where) => where.environment(at, signal),
            signal,
          })
        : environmentOf(at);
    return resolve(webhook, environment);
  };
  return (choice) =>
    typeof choice.webhook === "string" || choice.environment !== undefined
      ? findAll(choice)
      : webhookOf(choice.webhook);
}

/** Makes messages of values; of one value always the same, so that what depends on it is made once. */
function rememberedMessages<Schema extends DescMessage>(
  schema: Schema,
): (init: MessageInitShape<Schema>) => MessageShape<Schema> {
  const known = new WeakMap<WeakKey, MessageShape<Schema>>();
  return (init) => {
    const before = known.get(init);
    if (before !== undefined) return before;
    const message = create(schema, init);
    known.set(init, message);
    return message;
  };
}

/** A resource that is to be found. */
interface Lookup<Resource> {
  /** Its kind and name. */
  readonly what: string;
  readonly from: (source: WebhookSource) => Promise<Resource | undefined>;
  readonly signal: AbortSignal | undefined;
}

async function ask<Resource>(
  source: WebhookSource,
  { what, from }: Lookup<Resource>,
): Promise<Resource | undefined> {
  try {
    return await from(source);
  } catch (thrown) {
    if (DispatchFailure.is(thrown)) throw thrown;
    // Errors of this project say what went wrong in sentences that hold no credential; others may hold anything.
    const why = WebhookError.is(thrown) ? `: ${thrown.message}` : ".";
    throw new DispatchFailure("plan", `The ${what} can't be looked up${why}`);
  }
}
