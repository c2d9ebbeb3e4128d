/**
 * Puts the parts of a server together: services, doors, routes, listener.
 */
import type { DecodeOptions } from "../wire/decode.ts";
import type { Api } from "./api.ts";
import type { Certificates } from "./certificates.ts";
import { createHealth } from "./health.ts";
import type { Health } from "./health.ts";
import { createJsonDoor } from "./json-door.ts";
import { createListener } from "./listener.ts";
import type { Listener, RequestHandler } from "./listener.ts";
import type { Reporter } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import type { Metrics } from "./metrics.ts";
import { probePaths } from "./options.ts";
import type { ResolvedOptions } from "./options.ts";
import { createProbes } from "./probes.ts";
import type { RestDoor } from "./rest-door.ts";
import { createRoutes, isAuthorized } from "./routes.ts";
import { createRpcGate, rpcServices } from "./rpc-gate.ts";
import type { RpcGate } from "./rpc-gate.ts";
import type { Telemetry } from "./telemetry.ts";

/** The parts of a server that its life cycle needs. */
export interface Parts {
  readonly listener: Listener;
  readonly health: Health;
  readonly gate: RpcGate | undefined;
}

/** Services beside the webhook's, and the door of their REST. */
export interface ApiDoors {
  readonly services: Api;
  readonly rest: RestDoor;
}

/** What is made before the parts. */
export interface PartOptions {
  readonly reporter: Reporter;
  readonly certificates: Certificates | undefined;
  readonly telemetry: Telemetry | undefined;
  /** Opens services beside the webhook's, with the door of their REST. */
  readonly api: ((metrics: Metrics) => ApiDoors) | undefined;
}

/** Puts doors, routes and listener together; nothing listens yet. */
export function assemble(resolved: ResolvedOptions, options: PartOptions): Parts {
  const { limits } = resolved;
  const { reporter, certificates, telemetry } = options;
  const mutualTls = resolved.tls?.clientCa !== undefined;
  const metrics: Metrics = createMetrics({
    fulfillkit_connections: {
      help: "Connections that are open.",
      read: () => listener.connections,
    },
  });
  const api = options.api?.(metrics);
  const health = createHealth({
    services: resolved.rpcRouter ? [...rpcServices, ...(api?.services.names ?? [])] : [],
    checks: resolved.readiness,
    timeoutMs: limits.readinessMs,
  });
  const { budget } = resolved;
  const common = { decode: decodeOptions(resolved), budget, reporter, metrics, telemetry };
  const gate =
    resolved.rpcRouter &&
    createRpcGate({
      service: { ...common, router: resolved.rpcRouter },
      health,
      limits,
      api: api?.services,
    });
  const paths = new Map<string, RequestHandler>();
  for (const [path, router] of resolved.routers)
    paths.set(path, createJsonDoor({ service: { ...common, router }, limits }));
  const probes = createProbes({ health, metrics: resolved.metrics ? metrics : undefined });
  for (const [path, probe] of probes) paths.set(path, probe);
  const routes = createRoutes({
    paths,
    rpc: gate?.handle,
    rest: api?.rest,
    open: new Set([probePaths.live, probePaths.ready]),
    clientCertificates: mutualTls,
    headerCount: limits.headerCount,
    reporter,
    metrics,
  });
  const listener = createListener({
    limits,
    handle: routes,
    handleStream: (stream, headers) =>
      gate !== undefined &&
      (!mutualTls || isAuthorized(stream.session?.socket)) &&
      gate.handleStream(stream, headers),
    tls: certificates && { context: certificates.context, requestCert: mutualTls },
  });
  return { listener, health, gate };
}

function decodeOptions({ limits, formats }: ResolvedOptions): DecodeOptions {
  return { maxBytes: limits.bodyBytes, maxDepth: limits.bodyDepth, ...(formats && { formats }) };
}
