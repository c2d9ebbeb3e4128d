/**
 * The options of a server: what can be given, and how it is checked, once.
 */
import { resolveBudget } from "../handler/budget.ts";
import type { Budget, BudgetOptions } from "../handler/budget.ts";
import type { LogLevel } from "../handler/events.ts";
import { routerBrand } from "../handler/router-core.ts";
import type { Router } from "../handler/router.ts";
import type { WireFormat } from "../wire/format.ts";
import type { TlsFiles } from "./certificates.ts";
import { createDefaultLogger } from "./default-logger.ts";
import type { DispatchServeOptions } from "./dispatch-options.ts";
import type { ReadinessCheck } from "./health.ts";
import { resolveLimits } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { silentLogger } from "./log.ts";
import type { Logger } from "./log.ts";
import type { ManagementServeOptions } from "./management-options.ts";
import type { OpenTelemetryApi } from "./telemetry.ts";

/** A router, or routers by the paths that serve them. */
export type Routers = Router | Readonly<Record<string, Router>>;

/**
 * How a router is served. Everything has a default. `webhookTimeoutMs` and
 * `marginMs` are for routers that were made without them.
 */
export interface ServeOptions extends BudgetOptions {
  /** The port; 0 for any that is free. Default: 8080. */
  readonly port?: number;
  /** The address to listen on. Default: all addresses of the machine. */
  readonly host?: string;
  /** Let several processes listen on one port (Linux: SO_REUSEPORT). Default: false. */
  readonly reusePort?: boolean;
  /** The paths of a single router. Default: `/` and `/webhook`. With several routers the paths are given with them. */
  readonly paths?: readonly string[];
  /** The path whose router answers RPCs. Default: the first. */
  readonly rpcPath?: string;
  /** Whether Connect, gRPC-Web and gRPC are served, with health and reflection. Default: true. */
  readonly rpc?: boolean;
  /** Serve TLS with these files. Default: clear text, for a platform that ends TLS itself. */
  readonly tls?: TlsFiles;
  /** The wire formats that are taken. Default: `cx/v3` and `es/v2`. */
  readonly formats?: readonly WireFormat[];
  /** Limits that differ from the defaults; see `limitRules`. */
  readonly limits?: Partial<Limits>;
  /** A logger of pino's shape, or false for none. Default: pino, writing JSON for Cloud Logging to standard output. */
  readonly logger?: Logger | false;
  /** The least important level that the default logger writes. Default: `info`. */
  readonly logLevel?: LogLevel;
  /** The Google Cloud project in the trace field of log lines. Default: none, so the trace's id alone. */
  readonly projectId?: string;
  /** The `@opentelemetry/api` module for spans, or false for none. Default: the one the program has registered a tracer with, if any. */
  readonly telemetry?: OpenTelemetryApi | false;
  /** Whether `/metrics` is served. Default: true. */
  readonly metrics?: boolean;
  /** Serve the management API of webhooks and environments as well, as REST and RPC. Default: not. */
  readonly management?: ManagementServeOptions;
  /**
   * Serve fulfillkit.v1.DispatchService as well, which calls webhooks for its callers. Whoever reaches
   * the server can have it call what these options allow. Default: not.
   */
  readonly dispatch?: DispatchServeOptions;
  /** Checks that `/readyz` runs, by name. Default: none. */
  readonly readiness?: Readonly<Record<string, ReadinessCheck>>;
  /** Whether SIGTERM and SIGINT close the server gracefully and SIGHUP reads the certificates again. Default: false. */
  readonly signals?: boolean;
}

/** Options with every default in place. */
export interface ResolvedOptions {
  readonly port: number;
  readonly host: string | undefined;
  readonly reusePort: boolean;
  readonly routers: ReadonlyMap<string, Router>;
  /** The router that answers RPCs; undefined if they are off. */
  readonly rpcRouter: Router | undefined;
  readonly tls: TlsFiles | undefined;
  readonly formats: readonly WireFormat[] | undefined;
  /** Of routers that have none of their own. */
  readonly budget: Budget;
  readonly limits: Limits;
  readonly logger: Logger;
  readonly projectId: string | undefined;
  readonly telemetry: OpenTelemetryApi | false | undefined;
  readonly metrics: boolean;
  readonly management: ManagementServeOptions | undefined;
  readonly dispatch: DispatchServeOptions | undefined;
  readonly readiness: Readonly<Record<string, ReadinessCheck>>;
  readonly signals: boolean;
}

/** Paths that the server itself answers. */
export const probePaths = { live: "/livez", ready: "/readyz", metrics: "/metrics" } as const;

const wireFormats: readonly string[] = ["cx/v3", "cx/v3beta1", "es/v2"] satisfies WireFormat[];

/**
 * Checks the options and fills in the defaults.
 *
 * @throws TypeError that says what would be right; RangeError for times that can't be
 */
export function resolveOptions(routers: Routers, options: ServeOptions): ResolvedOptions {
  const port = options.port ?? 8080;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TypeError(`port is ${port}; it must be a whole number from 0 to 65535.`);
  for (const format of options.formats ?? [])
    if (!wireFormats.includes(format))
      throw new TypeError(`formats has "${format}"; there are: ${wireFormats.join(", ")}.`);
  if (options.formats?.length === 0)
    throw new TypeError("formats is empty: leave it out, or name at least one.");
  const byPath = resolveRouters(routers, options.paths);
  return {
    port,
    host: options.host,
    reusePort: options.reusePort ?? false,
    routers: byPath,
    rpcRouter: options.rpc === false ? undefined : resolveRpcRouter(byPath, options.rpcPath),
    tls: options.tls,
    formats: options.formats,
    budget: resolveBudget(options),
    limits: resolveLimits(options.limits),
    logger:
      options.logger === false
        ? silentLogger
        : (options.logger ?? createDefaultLogger({ level: options.logLevel ?? "info" })),
    projectId: options.projectId,
    telemetry: options.telemetry,
    metrics: options.metrics ?? true,
    management: options.management,
    dispatch: options.dispatch,
    readiness: options.readiness ?? {},
    signals: options.signals ?? false,
  };
}

function resolveRouters(
  routers: Routers,
  paths: readonly string[] | undefined,
): ReadonlyMap<string, Router> {
  if (!isRouter(routers) && paths !== undefined)
    throw new TypeError(
      "paths is for a single router; several are given with their paths already.",
    );
  const entries = isRouter(routers)
    ? (paths ?? ["/", "/webhook"]).map((path) => [path, routers] as const)
    : Object.entries(routers);
  if (entries.length === 0)
    throw new TypeError('There is no path to serve: give a router, or { "/webhook": router }.');
  for (const [path, router] of entries) {
    checkPath(path);
    if (!isRouter(router))
      throw new TypeError(`What is given for "${path}" is no router; make one by createRouter().`);
  }
  return new Map(entries);
}

const pathPattern = /^\/[^?#\s]*$/;

function checkPath(path: string): void {
  if (!pathPattern.test(path))
    throw new TypeError(
      `"${path}" is no path: it must start with "/" and have no query, fragment or space.`,
    );
  const taken: readonly string[] = Object.values(probePaths);
  if (taken.includes(path))
    throw new TypeError(`"${path}" is the server's own; so are ${taken.join(", ")}.`);
}

function resolveRpcRouter(
  routers: ReadonlyMap<string, Router>,
  path: string | undefined,
): Router | undefined {
  if (path === undefined) return routers.values().next().value;
  const router = routers.get(path);
  if (router === undefined)
    throw new TypeError(
      `rpcPath is "${path}", which no router serves. There are: ${[...routers.keys()].join(", ")}.`,
    );
  return router;
}

/** By brand: a router of another copy of the library is one, too. */
function isRouter(value: Routers): value is Router {
  return typeof value === "object" && value !== null && routerBrand in value;
}
