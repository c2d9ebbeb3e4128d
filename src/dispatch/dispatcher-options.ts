/** What a dispatcher is made of, with every default. */
import { randomUUID } from "node:crypto";
import { resolveBehaviours, type Behaviours } from "./behaviours.ts";
import { systemClock, type Clock } from "../clock.ts";
import type { Authorizer, SecretResolver } from "./credentials/authorizer.ts";
import { createAuthorizer } from "./credentials/create-authorizer.ts";
import type { GoogleTokens } from "./credentials/google-tokens.ts";
import { createFindEndpoints, type FindEndpoints } from "./find-endpoints.ts";
import { createFindWebhook, type FindWebhook } from "./find-webhook.ts";
import { createPauses, type Pauses } from "./pauses.ts";
import type { Plan } from "./plan.ts";
import { createTransport, type TransportOptions } from "./transport/create-transport.ts";
import type { EndpointResolver } from "./transport/service-directory.ts";
import type { TlsSettings, Transport } from "./transport/transport.ts";
import type { WebhookSource } from "./webhook-source.ts";

/** Options of a dispatcher; each has a default. */
export interface DispatcherOptions {
  /** Choices where the platform's documentation leaves room. Default: the table's (`fulfillkit behaviours`). */
  readonly behaviours?: Partial<Behaviours>;
  /** Which addresses may be called, and how much of the network is taken. Default: public addresses, by https. */
  readonly transport?: Omit<TransportOptions, "clock">;
  /** Finds webhooks and environments by name. Default: none; calls take resources by value. */
  readonly webhooks?: WebhookSource;
  /** Finds secrets by the names of their versions. Default: none; webhooks that need one fail. */
  readonly secrets?: SecretResolver;
  /** Tokens of the service agent and of service accounts. Default: none; webhooks that ask for one fail. */
  readonly google?: GoogleTokens;
  /** Finds the endpoints of Service Directory services. Default: none; webhooks that need them fail. */
  readonly endpoints?: EndpointResolver;
  /** Shown to servers that ask for a certificate, in PEM. Default: none. */
  readonly clientCertificate?: TlsSettings["clientCertificate"];
  /** The time zone in which `$sys.func.NOW()` tells dates, an IANA name. Default: UTC. */
  readonly timeZone?: string;
  /** The longest body of an answer, in bytes. Default: 65,536, the platform's limit. */
  readonly maxResponseBytes?: number;
  /** Time. Default: the machine's. */
  readonly clock?: Clock;
  /** From 0 to 1, 1 not included. Default: Math.random. */
  readonly random?: () => number;
  /** Makes ids. Default: a random UUID each. */
  readonly uuid?: () => string;
}

/** A dispatcher's parts. */
export interface DispatcherParts {
  readonly behaviours: Behaviours;
  readonly findWebhook: FindWebhook;
  readonly authorizer: Authorizer;
  readonly transport: Transport;
  readonly findEndpoints: FindEndpoints;
  readonly pauses: Pauses;
  /** Whom to trust and as whom to appear for a webhook. */
  readonly tlsFor: (plan: Plan) => TlsSettings | undefined;
  readonly timeZone: string;
  readonly maxResponseBytes: number;
  readonly clock: Clock;
  readonly now: () => number;
  readonly random: () => number;
  readonly uuid: () => string;
}

/** Puts the parts together. Throws TypeError for an option that makes no sense. */
export function resolveDispatcher(options: DispatcherOptions): DispatcherParts {
  const { clock = systemClock, secrets, google, maxResponseBytes = 65_536 } = options;
  const { random = Math.random } = options;
  const behaviours = resolveBehaviours(options.behaviours);
  const transport = createTransport({ ...options.transport, clock });
  if (!Number.isInteger(maxResponseBytes) || maxResponseBytes < 1)
    throw new TypeError(`maxResponseBytes is ${maxResponseBytes}; it takes a positive integer.`);
  return {
    behaviours,
    transport,
    authorizer: createAuthorizer({
      transport,
      clock,
      behaviours,
      ...(secrets && { secrets }),
      ...(google && { google }),
    }),
    findWebhook: createFindWebhook(options.webhooks, { behaviours, clock }),
    findEndpoints: createFindEndpoints({
      resolver: options.endpoints,
      behaviours,
      clock,
      random,
    }),
    pauses: createPauses(clock),
    tlsFor: createTlsFor(options.clientCertificate),
    timeZone: options.timeZone ?? "UTC",
    maxResponseBytes,
    clock,
    now: () => clock.now(),
    random,
    uuid: options.uuid ?? randomUUID,
  };
}

/** Makes one object for each plan: the transport tells settings apart by it before it reads certificates. */
function createTlsFor(
  clientCertificate: TlsSettings["clientCertificate"],
): DispatcherParts["tlsFor"] {
  const known = new WeakMap<Plan, TlsSettings>();
  const standard: TlsSettings | undefined = clientCertificate && { clientCertificate };
  return (plan) => {
    if (plan.ca === undefined) return standard;
    const settings = known.get(plan) ?? { ...standard, ca: plan.ca };
    known.set(plan, settings);
    return settings;
  };
}
