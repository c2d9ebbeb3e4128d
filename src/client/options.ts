/**
 * Options of a management client, and their defaults.
 */
import { systemClock, type Clock } from "../clock.ts";
import { headerSupplier, type Credentials, type HeaderSupplier } from "./credentials.ts";
import { parseEndpoint } from "./endpoint.ts";
import type { Backoff } from "./retry.ts";
import type { ClientTls } from "./tls.ts";

/** Versions of the API. Their messages have the same fields. */
export type ApiVersion = "v3" | "v3beta1";

/** How calls travel. */
export type Protocol = "grpc" | "connect" | "rest";

/** How a client watches operations. */
export interface PollingOptions extends Partial<Backoff> {
  /** Milliseconds until `result()` gives up on an operation. Default: 300,000. */
  readonly totalTimeoutMs?: number;
}

/** What a client is made of. */
export interface ManagementClientOptions<V extends ApiVersion = "v3"> {
  /**
   * The server: `http://localhost:8080`, or a host, then over TLS. Default: the
   * real service, at the endpoint of the location in each request's resource name.
   */
  readonly endpoint?: string;
  /** Who calls. Default: `"google"` for the real service, `"none"` for any other endpoint. */
  readonly credentials?: Credentials;
  /** How calls travel. `rest` needs nothing but fetch; the real service speaks no `connect`. Default: `grpc`. */
  readonly protocol?: Protocol;
  /** Default: `v3`. */
  readonly version?: V;
  /** Milliseconds for one call with all its tries. Default: 60,000. */
  readonly timeoutMs?: number;
  /** Waits between tries of a call that fails with UNAVAILABLE; `false` for one try. Default: 100 ms, times 1.3, up to 60 s. */
  readonly retry?: Partial<Backoff> | false;
  /** Waits between looks at an operation. Default: 500 ms, times 1.5, up to 5 s. */
  readonly polling?: PollingOptions;
  /** For endpoints over TLS. Default: the public authorities, and no certificate of its own. */
  readonly tls?: ClientTls;
  /** For `rest`, in place of `tls`. Default: the global one. */
  readonly fetch?: typeof fetch;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** From 0 up to 1, for jitter. Default: Math.random. */
  readonly random?: () => number;
}

/** Options with every default in place. */
export interface ResolvedOptions {
  /** Absent: the endpoint of the location. */
  readonly origin: string | undefined;
  readonly headers: HeaderSupplier;
  readonly protocol: Protocol;
  readonly version: ApiVersion;
  readonly timeoutMs: number;
  readonly retry: Backoff | undefined;
  readonly polling: Backoff & { readonly totalTimeoutMs: number };
  /** Whether the server may know WaitOperation, which the real service does not offer. */
  readonly waits: boolean;
  readonly tls: ClientTls | undefined;
  /** Absent: one that knows `tls`. */
  readonly fetch: typeof fetch | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

const retryDefaults: Backoff = { initialDelayMs: 100, multiplier: 1.3, maxDelayMs: 60_000 };
const pollingDefaults = {
  initialDelayMs: 500,
  multiplier: 1.5,
  maxDelayMs: 5000,
  totalTimeoutMs: 300_000,
};

/**
 * The defaults filled in.
 *
 * @throws TypeError if the endpoint is none, or options do not go together
 */
export function resolveOptions(options: ManagementClientOptions<ApiVersion>): ResolvedOptions {
  const { protocol = "grpc", version = "v3", retry = {} } = options;
  const endpoint = options.endpoint === undefined ? undefined : parseEndpoint(options.endpoint);
  const isGoogle = endpoint?.isGoogle ?? true;
  if (options.fetch !== undefined && options.tls !== undefined)
    throw new TypeError("Certificates are known to `fetch`, or given by `tls`: leave one out.");
  return {
    origin: endpoint?.origin,
    headers: headerSupplier(options.credentials ?? (isGoogle ? "google" : "none")),
    protocol,
    version,
    timeoutMs: options.timeoutMs ?? 60_000,
    retry: retry === false ? undefined : { ...retryDefaults, ...retry },
    polling: { ...pollingDefaults, ...options.polling },
    waits: !isGoogle,
    tls: options.tls,
    fetch: options.fetch,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}
