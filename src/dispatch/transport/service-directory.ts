/**
 * Where the services of Service Directory listen, from whatever knows it. The
 * Host header and the SNI of a call stay those of the webhook's URL.
 */
import { readFile } from "node:fs/promises";
import { isIPv6 } from "node:net";
import { createSharedCache } from "../credentials/shared-cache.ts";
import { systemClock } from "../../clock.ts";
import type { Clock } from "../../clock.ts";
import { DispatchFailure } from "../failure.ts";
import type { Endpoint } from "./transport.ts";

/** Finds the endpoints of services. */
export interface EndpointResolver {
  /**
   * Endpoints of a service, in the order in which they should be tried.
   *
   * @param service `projects/P/locations/L/namespaces/N/services/S`
   * @throws DispatchFailure `dns` where there are none, or what else went wrong
   */
  resolve(service: string, signal?: AbortSignal): Promise<readonly Endpoint[]>;
}

/** The parts of a service's name. */
export interface ServiceName {
  readonly project: string;
  readonly location: string;
  readonly namespace: string;
  readonly service: string;
}

/** Ids of resources, and of projects `example.com:project`; nothing that means something in a URL, as dots alone do. */
const id = "((?!\\.+(?:/|$))[\\w.:-]+)";
const serviceName = new RegExp(`^projects/${id}/locations/${id}/namespaces/${id}/services/${id}$`);

/** Takes a service's name apart; undefined if it is none. */
export function parseServiceName(name: string): ServiceName | undefined {
  const match = serviceName.exec(name);
  if (match === null) return undefined;
  const [, project = "", location = "", namespace = "", service = ""] = match;
  return { project, location, namespace, service };
}

/** The failure of a service without endpoints, which is as a host without an address. */
export function noEndpoints(service: string): DispatchFailure {
  return new DispatchFailure("dns", `The service ${service} has no endpoints.`);
}

/**
 * Endpoints that are written down: by the name of the service,
 * `["10.0.0.5:8443", "[fd00::5]:8443", "host.internal:443"]`.
 *
 * @throws TypeError naming the service or the endpoint that is none
 */
export function staticEndpoints(
  services: Readonly<Record<string, readonly string[]>>,
): EndpointResolver {
  const known = new Map(
    Object.entries(services).map(([service, endpoints]) => {
      if (parseServiceName(service) === undefined)
        throw new TypeError(
          `${JSON.stringify(service)} is no service: write projects/P/locations/L/namespaces/N/services/S.`,
        );
      return [service, endpoints.map((text) => parseEndpoint(text, service))];
    }),
  );
  return {
    async resolve(service) {
      const endpoints = known.get(service);
      if (endpoints === undefined || endpoints.length === 0) throw noEndpoints(service);
      return endpoints;
    },
  };
}

/**
 * Reads `staticEndpoints` from a file: a JSON object. Read once.
 *
 * @throws TypeError if it is not of that shape; what node:fs throws if it can't be read
 */
export async function readEndpoints(path: string): Promise<EndpointResolver> {
  const json: unknown = parseJson(await readFile(path, "utf8"), path);
  if (!isTable(json))
    throw new TypeError(`${path} has to hold a JSON object of services with lists of endpoints.`);
  return staticEndpoints(json);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError(`${path} holds no JSON.`);
  }
}

function isTable(json: unknown): json is Record<string, string[]> {
  return (
    typeof json === "object" &&
    json !== null &&
    Object.values(json).every(
      (list) => Array.isArray(list) && list.every((one) => typeof one === "string"),
    )
  );
}

function parseEndpoint(text: string, service: string): Endpoint {
  const match = /^(?:\[([^\]]+)\]|([^:[\]/\s]+)):(\d{1,5})$/.exec(text);
  const [, bracketed, plain, digits] = match ?? [];
  const port = Number(digits ?? 0);
  const address = bracketed ?? plain ?? "";
  const isGood = bracketed === undefined ? address !== "" : isIPv6(bracketed);
  if (!isGood || port < 1 || port > 65_535)
    throw new TypeError(
      `${JSON.stringify(text)} of ${service} is no endpoint: write ADDRESS:PORT, an IPv6 address in brackets.`,
    );
  return { address, port };
}

/** How long endpoints are kept, and how many services'. */
export interface RememberEndpointsOptions {
  /** Default: 30,000 ms. */
  readonly ttlMs?: number;
  /** Services at once. Default: 1000. */
  readonly maxServices?: number;
  /** How long a caller waits. Default: 10,000 ms. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** Keeps what a resolver says for a while; one question at a time for a service, however many ask. */
export function rememberedEndpoints(
  resolver: EndpointResolver,
  options: RememberEndpointsOptions = {},
): EndpointResolver {
  const { ttlMs = 30_000, maxServices = 1_000, timeoutMs = 10_000, clock = systemClock } = options;
  const cache = createSharedCache<readonly Endpoint[]>({ clock, maxEntries: maxServices });
  return {
    async resolve(service, signal) {
      return cache.get(service, {
        async fetch(shared) {
          const value = await resolver.resolve(service, shared);
          return { value, freshUntil: clock.now() + ttlMs };
        },
        wait: { what: `The endpoints of ${service}`, timeoutMs, ...(signal && { signal }) },
      });
    },
  };
}

/** How the order of endpoints is chosen. */
export interface EndpointOrder {
  /** The behaviour `endpointChoice`. */
  readonly choice: "random" | "first";
  /** From 0 to below 1. Default: Math.random. */
  readonly random?: () => number;
}

/**
 * Puts the endpoint to call first. The others follow in their order, for when it
 * can't be reached; turning the list, and not shuffling it, keeps the number of
 * orders small, and connections are shared by calls with the same one.
 */
export function orderEndpoints(
  endpoints: readonly Endpoint[],
  { choice, random = Math.random }: EndpointOrder,
): readonly Endpoint[] {
  const first = choice === "first" ? 0 : Math.floor(random() * endpoints.length);
  return first === 0 ? endpoints : [...endpoints.slice(first), ...endpoints.slice(0, first)];
}
