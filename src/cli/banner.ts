/** What `serve` prints when it listens: what is where, and a line to try it. */
import { routerBrand } from "../handler/router-core.ts";
import type { Router } from "../handler/router.ts";

/** What is served. */
export interface BannerFacts {
  readonly url: string;
  readonly routers: ReadonlyMap<string, Router>;
  readonly rpc: boolean;
  readonly metrics: boolean;
  /** The store of the management API; undefined if it is not served. */
  readonly management: string | undefined;
  /** Whether webhooks are called for others. */
  readonly dispatch: boolean;
}

const maxTags = 8;

function handlersOf(router: Router): string {
  const names = router[routerBrand].routes.map(({ kind, name }) =>
    kind === "fallback" ? "a fallback" : `${kind} ${name}`,
  );
  const shown = names.slice(0, maxTags);
  const rest = names.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(", ") || "no handlers";
}

/** The banner, ending in a newline. */
export function banner({ url, routers, rpc, metrics, management, dispatch }: BannerFacts): string {
  const paths = new Map<Router, string[]>();
  for (const [path, router] of routers) paths.set(router, [...(paths.get(router) ?? []), path]);
  const rows: (readonly [string, string])[] = [
    ...[...paths].map(
      ([router, at]) => [`POST ${at.join(" ")}`, `JSON: ${handlersOf(router)}`] as const,
    ),
    ...(rpc
      ? ([
          ["/fulfillkit.v1.WebhookService/HandleWebhook", "Connect, gRPC-Web, gRPC"],
          ["/grpc.health.v1.Health, /grpc.reflection.v1.ServerReflection", "health and reflection"],
        ] as const)
      : []),
    ...(management === undefined
      ? []
      : ([
          ["/v3/… /v3beta1/… /openapi.json", `webhooks and environments, in ${place(management)}`],
        ] as const)),
    ...(dispatch
      ? ([["/fulfillkit.v1.DispatchService, /v3/webhooks:dispatch", "calls of webhooks"]] as const)
      : []),
    [`GET /livez /readyz${metrics ? " /metrics" : ""}`, metrics ? "health and metrics" : "health"],
  ];
  const width = Math.max(...rows.map(([where]) => where.length));
  const what = rows.map(([where, about]) => `  ${where.padEnd(width)}  ${about}`).join("\n");
  return `fulfillkit listens on ${url}\n\n${what}\n\nTry it:\n\n  ${tryLine(url, routers)}\n\n`;
}

/** The store without what nobody else should read. */
function place(store: string): string {
  return store === "memory:" ? "memory" : store.replace(/\/\/[^@/]*@/, "//").replace(/\?.*$/s, "");
}

function tryLine(url: string, routers: ReadonlyMap<string, Router>): string {
  const [path = "/", router] = [...routers].at(-1) ?? [];
  const tags = router?.[routerBrand].routes.filter(({ kind }) => kind === "tag") ?? [];
  // A handler without a schema answers a call without parameters.
  const { name: tag = "hello" } = tags.find(({ params }) => params === undefined) ?? tags[0] ?? {};
  const body = JSON.stringify({ fulfillmentInfo: { tag } }).replaceAll("'", String.raw`'\''`);
  const insecure = url.startsWith("https:") ? "-k " : "";
  return `curl ${insecure}${url}${path} -H 'content-type: application/json' -d '${body}'`;
}
