/**
 * What the methods of the management API work with: the server's parts and
 * options, resolved once, and what one call brings.
 */
import { randomUUID } from "node:crypto";
import type { Store } from "../storage/store.ts";
import type { SecretBox } from "./secret-box.ts";

/** Version of the API that a call came by. */
export type ApiVersion = "v3" | "v3beta1";

/** Time, as the management API sees it; tests bring their own. */
export interface ManagementClock {
  /** The time now, in milliseconds since the epoch. */
  now(): number;
  /** Calls back once, `delayMs` milliseconds from now, and returns a handle for `clearTimeout`. */
  setTimeout(callback: () => void, delayMs: number): unknown;
  /** Revokes what `setTimeout` of the same clock returned. */
  clearTimeout(handle: unknown): void;
}

/** Something that whoever runs the server should know. Holds no secret. */
export interface ManagementNotice {
  /** What it is about: a certificate in a webhook has expired, or will within 30 days. */
  readonly event: "certificate-expiry";
  /** The resource concerned. */
  readonly resource: string;
  /** The sentence to log. */
  readonly message: string;
}

/** Behaviour of the management API. */
export interface ManagementOptions {
  /**
   * Webhooks that one agent may have; Infinity for any number, which are then not
   * counted. Default: 1000; the platform's own number is not published.
   */
  readonly maxWebhooksPerAgent?: number;
  /** Environments that one agent may have. Default: 100; the platform's own number is not published. */
  readonly maxEnvironmentsPerAgent?: number;
  /**
   * Entries in the history of one environment, 1 or more; a change drops the oldest
   * ones beyond. Infinity keeps all. Default: 1000.
   */
  readonly keptHistoryEntries?: number;
  /** Deployments of one environment that are kept, in the same way. Default: 1000. */
  readonly keptDeployments?: number;
  /** Continuous test results of one environment that are kept, in the same way. Default: 1000. */
  readonly keptTestResults?: number;
  /** Accept `http:` addresses of this machine (localhost, 127.0.0.0/8, [::1]), for development. Default: false. */
  readonly allowLoopbackHttp?: boolean;
  /**
   * Answer with `********` in place of secrets. An update that sends the mask back
   * keeps the stored secret. It hides secrets from readers; who may change a
   * webhook's address can still have them sent there. Default: false, which is what
   * the platform does.
   */
  readonly maskSecrets?: boolean;
}

/** Options with every default in place. */
export type ResolvedManagementOptions = Required<ManagementOptions>;

/** What the management API stands on. */
export interface ManagementDeps {
  /** Where resources are kept. */
  readonly store: Store;
  /** Seals the secrets in them, and signs page tokens. */
  readonly secrets: SecretBox;
  /** Default: the machine's time. */
  readonly clock?: ManagementClock;
  /** Makes the last segment of a new resource's name. Default: a random UUID. */
  readonly ids?: () => string;
  /** Receives notices. Default: nobody. */
  readonly notice?: (notice: ManagementNotice) => void;
  readonly options?: ManagementOptions;
}

/** The parts with every default in place. */
export interface ManagementParts extends Required<Omit<ManagementDeps, "options">> {
  readonly options: ResolvedManagementOptions;
}

/** What a method gets beside its request. */
export interface ManagementContext extends ManagementParts {
  /** Aborted when the caller has gone or its deadline has passed. */
  readonly signal: AbortSignal;
  /** The version that the call came by. Requests and responses are of v3 in either case. */
  readonly apiVersion: ApiVersion;
}

const machineClock: ManagementClock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/**
 * Puts the defaults in place.
 *
 * @throws TypeError for a number of things to keep that is none
 */
export function resolveParts(deps: ManagementDeps): ManagementParts {
  const { options = {} } = deps;
  return {
    store: deps.store,
    secrets: deps.secrets,
    clock: deps.clock ?? machineClock,
    ids: deps.ids ?? randomUUID,
    notice: deps.notice ?? ((): void => {}),
    options: {
      maxWebhooksPerAgent: options.maxWebhooksPerAgent ?? 1000,
      maxEnvironmentsPerAgent: options.maxEnvironmentsPerAgent ?? 100,
      keptHistoryEntries: kept(options, "keptHistoryEntries"),
      keptDeployments: kept(options, "keptDeployments"),
      keptTestResults: kept(options, "keptTestResults"),
      allowLoopbackHttp: options.allowLoopbackHttp ?? false,
      maskSecrets: options.maskSecrets ?? false,
    },
  };
}

const standardKept = 1000;

/** What is added has to stay, so there is no keeping of none. */
function kept(
  options: ManagementOptions,
  name: "keptHistoryEntries" | "keptDeployments" | "keptTestResults",
): number {
  const number = options[name] ?? standardKept;
  if (number === Infinity || (Number.isSafeInteger(number) && number >= 1)) return number;
  throw new TypeError(`${name} is ${number}, and should be a whole number from 1 on, or Infinity.`);
}
