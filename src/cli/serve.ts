/** `fulfillkit serve`: a router from a module, on one port, until the process is asked to stop. */
import { once } from "node:events";
import { isAbsolute, resolve } from "node:path";
import { WebhookError } from "../errors.ts";
import { isRouter } from "../handler/router.ts";
import {
  limitRules,
  type Limits,
  type Routers,
  serve,
  type ServeOptions,
} from "../server/index.ts";
import type { WireFormat } from "../wire/format.ts";
import { banner } from "./banner.ts";
import type { Command, CommandContext } from "./command.ts";
import { loadConfig, loadRouters } from "./modules.ts";
import { certificateOptions } from "./option-groups.ts";
import { type OptionTable, type OptionValues, parseOptions, UsageError } from "./options.ts";

const options = {
  port: {
    kind: "number",
    env: "PORT",
    help: "The port; 0 for any that is free",
    shownDefault: "8080",
  },
  host: {
    kind: "text",
    env: "HOST",
    value: "<address>",
    help: "The address to listen on",
    shownDefault: "all",
  },
  path: {
    kind: "text",
    value: "</path>",
    multiple: true,
    help: "A path that serves the module's one router",
    shownDefault: "/ and /webhook",
  },
  format: {
    kind: "text",
    value: "<format>",
    multiple: true,
    env: "FULFILLKIT_FORMATS",
    help: "A wire format to take: cx/v3, cx/v3beta1, es/v2",
    shownDefault: "cx/v3 and es/v2",
  },
  rpc: {
    kind: "flag",
    help: "Serve Connect, gRPC-Web and gRPC; --no-rpc turns it off",
    shownDefault: "true",
  },
  metrics: {
    kind: "flag",
    help: "Serve /metrics; --no-metrics turns it off",
    shownDefault: "true",
  },
  ...certificateOptions,
  limit: {
    kind: "text",
    value: "<name>=<n>",
    multiple: true,
    env: "FULFILLKIT_LIMITS",
    help: "A limit that differs from its default, such as bodyBytes=65536",
  },
  "log-level": {
    kind: "text",
    env: "LOG_LEVEL",
    value: "<level>",
    help: "debug, info, warn or error",
    shownDefault: "info",
  },
  "project-id": {
    kind: "text",
    env: "GOOGLE_CLOUD_PROJECT",
    value: "<id>",
    help: "The Google Cloud project that traces in log lines belong to",
  },
  grace: {
    kind: "number",
    value: "<seconds>",
    help: "How long calls in flight may take at a stop",
    shownDefault: "10",
  },
  management: {
    kind: "flag",
    help: "Serve the management API of webhooks and environments as well",
  },
  store: {
    kind: "text",
    env: "FULFILLKIT_STORE",
    value: "<url>",
    help: "Where the management API keeps them: memory:, a file, or postgres://user@host/database; turns it on",
    shownDefault: "memory:",
  },
  "key-file": {
    kind: "text",
    env: "FULFILLKIT_KEY_FILE",
    value: "<file>",
    help: "The keys that seal stored secrets",
    shownDefault: "beside the file of the store",
  },
  "mask-secrets": { kind: "flag", help: "Show no secrets in the management API's answers" },
  dispatch: {
    kind: "flag",
    help: "Serve DispatchService as well: webhooks called for whoever reaches the server",
  },
  "dispatch-allow": {
    kind: "text",
    value: "<range>",
    multiple: true,
    help: "Addresses that it calls though they are not public: private, loopback, or a CIDR; turns it on",
  },
  "allow-loopback-http": {
    kind: "flag",
    help: "Accept http: URLs of this machine in webhooks, and call them, for development",
  },
  config: {
    kind: "text",
    value: "<file>",
    help: "The config file",
    shownDefault: "fulfillkit.config.ts or .js, if there is one",
  },
  quiet: { kind: "flag", help: "Print no banner" },
} as const satisfies OptionTable;

type Values = OptionValues<typeof options>;

/** Serves a module's router. */
export const serveCommand: Command = {
  usage: "[<module>] [options]",
  summary: "Serve a router as JSON, Connect, gRPC-Web and gRPC on one port.",
  details: `<module> is a TypeScript or JavaScript file whose default export is a router, or
{ "/path": router }. Flags win over the environment, which wins over the config file.

SIGTERM and SIGINT finish what is in flight and stop; SIGHUP reads the certificates
again. Limits and their defaults:
${Object.entries(limitRules)
  .map(([name, rule]) => `  ${name} = ${rule.default}`)
  .join("\n")}

Examples:
  fulfillkit serve agent.ts
  fulfillkit serve agent.ts --port 8443 --tls-cert cert.pem --tls-key key.pem`,
  options,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const { values, positionals } = parseOptions(options, context);
  if (positionals.length > 1)
    throw new UsageError(`serve takes one module, not ${positionals.length}.`);
  const { config, folder } = await loadConfig({ path: values.config, cwd: context.cwd });
  const routers = await findRouters(positionals[0], { context, folder, configured: config.module });
  const settings = {
    ...config.serve,
    ...serveOptions(values, { ...config.serve, cwd: context.cwd }),
  };
  const server = await listen(routers, settings);
  context.onHangUp(() => void server.reloadCertificates());
  if (values.quiet !== true)
    context.print(
      banner({
        url: server.url,
        routers: byPath(routers, settings.paths),
        rpc: settings.rpc ?? true,
        metrics: settings.metrics ?? true,
        management: settings.management && (settings.management.store ?? "memory:"),
        dispatch: settings.dispatch !== undefined,
      }),
    );
  if (!context.stop.aborted) await once(context.stop, "abort");
  await server.close(values.grace === undefined ? {} : { graceMs: values.grace * 1000 });
  return 0;
}

async function findRouters(
  given: string | undefined,
  from: {
    readonly context: CommandContext;
    readonly folder: string;
    readonly configured: string | Routers | undefined;
  },
): Promise<Routers> {
  if (given !== undefined) return loadRouters(resolve(from.context.cwd, given));
  if (from.configured === undefined)
    throw new UsageError("serve needs a module: a file whose default export is a router.");
  return typeof from.configured === "string"
    ? loadRouters(resolve(from.folder, from.configured))
    : from.configured;
}

/** Bad options are the caller's mistake, not a crash: the text alone says what would be right. */
async function listen(routers: Routers, settings: ServeOptions): ReturnType<typeof serve> {
  try {
    return await serve(routers, settings);
  } catch (error) {
    if (error instanceof TypeError || WebhookError.is(error)) throw new UsageError(error.message);
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
      throw new UsageError(
        `Port ${settings.port ?? 8080} is taken: stop what listens there, or give another --port.`,
      );
    throw error;
  }
}

function serveOptions(values: Values, base: ServeOptions & { readonly cwd: string }): ServeOptions {
  const limits = parseLimits(values.limit ?? []);
  return {
    ...(values.port !== undefined && { port: values.port }),
    ...(values.host !== undefined && { host: values.host }),
    ...(values.path !== undefined && { paths: values.path }),
    // The server itself checks the names, and lists the good ones.
    ...(values.format !== undefined && { formats: values.format as readonly WireFormat[] }),
    ...(values.rpc !== undefined && { rpc: values.rpc }),
    ...(values.metrics !== undefined && { metrics: values.metrics }),
    ...(values["log-level"] !== undefined && { logLevel: parseLevel(values["log-level"]) }),
    ...(values["project-id"] !== undefined && { projectId: values["project-id"] }),
    ...(values.limit !== undefined && { limits: { ...base.limits, ...limits } }),
    ...managementOptions(values, base),
    ...dispatchOptions(values, base),
    ...tlsOptions(values, base),
  };
}

function managementOptions(
  values: Values,
  base: ServeOptions & { readonly cwd: string },
): Pick<ServeOptions, "management"> {
  const { management = values.store !== undefined, store, "key-file": keyFile } = values;
  if (!management) return {};
  return {
    management: {
      ...base.management,
      ...(store !== undefined && { store }),
      ...(keyFile !== undefined && { keyFile: resolve(base.cwd, keyFile) }),
      ...(values["mask-secrets"] !== undefined && { maskSecrets: values["mask-secrets"] }),
      ...(values["allow-loopback-http"] !== undefined && {
        allowLoopbackHttp: values["allow-loopback-http"],
      }),
    },
  };
}

function dispatchOptions(values: Values, base: ServeOptions): Pick<ServeOptions, "dispatch"> {
  const { "dispatch-allow": allowed = [], "allow-loopback-http": loopback = false } = values;
  const { dispatch = allowed.length > 0 } = values;
  if (!dispatch) return {};
  const { transport } = base.dispatch ?? {};
  const allow = [
    ...(transport?.addresses?.allow ?? []),
    ...allowed,
    ...(loopback ? ["loopback"] : []),
  ];
  return {
    dispatch: {
      ...base.dispatch,
      transport: {
        ...transport,
        addresses: { ...transport?.addresses, allow, ...(loopback && { http: "loopback" }) },
      },
    },
  };
}

function tlsOptions(
  values: Values,
  base: ServeOptions & { readonly cwd: string },
): Pick<ServeOptions, "tls"> {
  const at = (file: string): string => (isAbsolute(file) ? file : resolve(base.cwd, file));
  const { "tls-cert": cert, "tls-key": key, "tls-client-ca": clientCa } = values;
  if (cert === undefined && key === undefined && clientCa === undefined) return {};
  const [certFile, keyFile] = [
    cert === undefined ? base.tls?.cert : at(cert),
    key === undefined ? base.tls?.key : at(key),
  ];
  if (certFile === undefined || keyFile === undefined)
    throw new UsageError("TLS needs both --tls-cert and --tls-key.");
  return {
    tls: {
      ...base.tls,
      cert: certFile,
      key: keyFile,
      ...(clientCa !== undefined && { clientCa: at(clientCa) }),
    },
  };
}

function parseLimits(items: readonly string[]): Partial<Limits> {
  return Object.fromEntries(
    items.map((item) => {
      const [name = "", value = ""] = item.split("=", 2);
      if (value === "" || !Number.isFinite(Number(value)))
        throw new UsageError(
          `--limit takes a name and a number, such as bodyBytes=65536, not "${item}".`,
        );
      return [name, Number(value)];
    }),
  );
}

const levels = ["debug", "info", "warn", "error"] as const;

function parseLevel(text: string): (typeof levels)[number] {
  const level = levels.find((one) => one === text);
  if (level === undefined)
    throw new UsageError(`--log-level takes ${levels.join(", ")}, not "${text}".`);
  return level;
}

function byPath(
  routers: Routers,
  paths: readonly string[] = ["/", "/webhook"],
): ReadonlyMap<string, Extract<Routers, { tag: unknown }>> {
  return new Map(
    isRouter(routers) ? paths.map((path) => [path, routers]) : Object.entries(routers),
  );
}
