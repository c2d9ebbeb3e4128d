/**
 * Puts a server together and brings it down gently.
 */
import type { AddressInfo } from "node:net";
import type { Api } from "./api.ts";
import { assemble, type PartOptions, type Parts } from "./assemble.ts";
import type { DispatchServeOptions } from "./dispatch-options.ts";
import type { Health } from "./health.ts";
import { createReporter, type Reporter } from "./log.ts";
import type { ManagementApi } from "./management.ts";
import { resolveOptions } from "./options.ts";
import type { ResolvedOptions, Routers, ServeOptions } from "./options.ts";
import { createReload } from "./reload.ts";
import { createShutdown } from "./shutdown.ts";
import type { CloseOptions } from "./shutdown.ts";
import { handleSignals } from "./signals.ts";
import { createTelemetry, registeredTelemetry } from "./telemetry.ts";
import type { Telemetry } from "./telemetry.ts";

/** A server that listens. */
export interface Server {
  /** Where it can be reached from this machine: `http://localhost:8080`. */
  readonly url: string;
  /** The port it listens on. */
  readonly port: number;
  /** Its health, for services of the program's own. */
  readonly health: Health;
  /**
   * Closes it gracefully: not ready, no new connections, what is in flight is
   * answered, then all is closed. Never rejects; a second call may shorten the wait.
   */
  close(options?: CloseOptions): Promise<void>;
  /**
   * Reads the certificates again.
   *
   * @returns whether they have changed. Bad ones are logged, and the old stay in use.
   */
  reloadCertificates(): Promise<boolean>;
  /** Closes it at the end of a scope: gracefully, but what is idle at once. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Serves a router, or several at several paths, as JSON, Connect, gRPC-Web and
 * gRPC on one port.
 *
 * @param routers one router, or `{ "/path": router }`
 * @throws TypeError for options that can't be (RangeError for times), and what listening throws
 *
 * @example
 * const server = await serve(router, { port: 8080 });
 */
export async function serve(routers: Routers, options: ServeOptions = {}): Promise<Server> {
  const resolved = resolveOptions(routers, options);
  const reporter = createReporter({ logger: resolved.logger, projectId: resolved.projectId });
  const certificates =
    resolved.tls && (await (await import("./certificates.ts")).loadCertificates(resolved.tls));
  const hasApi = resolved.management !== undefined || resolved.dispatch !== undefined;
  const api = hasApi ? await openApi(resolved, reporter) : undefined;
  const telemetry = await resolveTelemetry(resolved);
  const listen = async (): Promise<Parts & { readonly address: AddressInfo }> => {
    const parts = assemble(resolved, { reporter, certificates, telemetry, api: api?.open });
    return { ...parts, address: await parts.listener.listen(resolved) };
  };
  const { listener, health, gate, address } = await listen().catch(async (error: unknown) => {
    await api?.close();
    throw error;
  });
  const reload = createReload({
    certificates,
    listener,
    reporter,
    seconds: resolved.tls?.reloadSeconds,
  });
  const shutdown = createShutdown({ listener, health, gate });
  const close = async (how?: CloseOptions): Promise<void> => {
    reload.stop();
    await shutdown(how);
    await api?.close();
    stopSignals?.();
  };
  const stopSignals = resolved.signals ? handleSignals({ close, reload: reload.now }) : undefined;
  return {
    url: `${resolved.tls ? "https" : "http"}://${hostOf(address, resolved.host)}:${address.port}`,
    port: address.port,
    health,
    close,
    reloadCertificates: reload.now,
    [Symbol.asyncDispose]: async () => close({ idleMs: 0 }),
  };
}

interface OpenApi {
  readonly open: NonNullable<PartOptions["api"]>;
  close(): Promise<void>;
}

/** The services beside the webhook's and their REST, loaded for the servers that have some. */
async function openApi(resolved: ResolvedOptions, reporter: Reporter): Promise<OpenApi> {
  const [{ createRestDoor }, { observeApi }, { joinApis }] = await Promise.all([
    import("./rest-door.ts"),
    import("./observe-api.ts"),
    import("./join-apis.ts"),
  ]);
  const { limits, management: { cors, ...options } = {} } = resolved;
  const management =
    resolved.management &&
    (await (await import("./management.ts")).openManagement(options, reporter));
  const dispatch =
    resolved.dispatch &&
    (await openDispatch(resolved.dispatch, management).catch(async (error: unknown) => {
      await management?.close();
      throw error;
    }));
  const services = joinApis([management, dispatch].filter((api) => api !== undefined));
  return {
    open(metrics) {
      const api = observeApi(services, { reporter, metrics });
      return { services: api, rest: createRestDoor({ api, limits, reporter, metrics, cors }) };
    },
    close: () => services.close(),
  };
}

async function openDispatch(
  options: DispatchServeOptions,
  management: ManagementApi | undefined,
): Promise<Api> {
  const { openDispatch: open } = await import("./dispatch.ts");
  return open(options, management);
}

async function resolveTelemetry(resolved: ResolvedOptions): Promise<Telemetry | undefined> {
  if (resolved.telemetry === false) return undefined;
  const api = resolved.telemetry ?? (await registeredTelemetry());
  return api && createTelemetry(api);
}

/** A name by which this machine reaches the address. */
function hostOf(address: AddressInfo, asked: string | undefined): string {
  if (asked === undefined || asked === "0.0.0.0" || asked === "::") return "localhost";
  return address.family === "IPv6" ? `[${address.address}]` : address.address;
}
