/** Endpoints from SRV records of DNS (RFC 2782), as the DNS zones of Service Directory have them. */
import { resolveSrv as resolveByDns } from "node:dns/promises";
import type { SrvRecord } from "node:dns";
import { classifyError } from "./classify-error.ts";
import { noEndpoints, parseServiceName } from "./service-directory.ts";
import type { EndpointResolver, ServiceName } from "./service-directory.ts";
import type { Endpoint } from "./transport.ts";

/** Where the records are. */
export interface SrvEndpointsOptions {
  /**
   * The name of a service's records. A zone of Service Directory stands for one
   * namespace: `({ service }) => "_" + service + "._tcp.example.internal"`.
   */
  readonly nameOf: (name: ServiceName) => string;
  /** Default: the DNS servers of the machine. */
  readonly resolveSrv?: (name: string) => Promise<readonly SrvRecord[]>;
  /** From 0 to below 1. Default: Math.random. */
  readonly random?: () => number;
}

/** Resolves services by their SRV records: by priority, and within one in an order by weight. */
export function srvEndpoints(options: SrvEndpointsOptions): EndpointResolver {
  const { nameOf, resolveSrv = resolveByDns, random = Math.random } = options;
  return {
    async resolve(service) {
      const name = parseServiceName(service);
      if (name === undefined) throw noEndpoints(service);
      const host = nameOf(name);
      const records = await resolveSrv(host).catch((error: unknown) => {
        throw classifyError(error, { host, connecting: true });
      });
      // A single record with the root as its target says that there is no such service.
      const endpoints = ordered(records, random).filter(({ address }) => address !== "");
      if (endpoints.length === 0) throw noEndpoints(service);
      return endpoints;
    },
  };
}

function ordered(records: readonly SrvRecord[], random: () => number): Endpoint[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].toSorted(
    (a, b) => a - b,
  );
  return priorities
    .flatMap((wanted) =>
      byWeight(
        records.filter(({ priority }) => priority === wanted),
        random,
      ),
    )
    .map(({ name, port }) => ({ address: name, port }));
}

/** Draws one after the other, each as likely as its weight says; those of weight 0 come last. */
function byWeight(records: readonly SrvRecord[], random: () => number): SrvRecord[] {
  const left = records.toSorted((a, b) => b.weight - a.weight);
  const drawn: SrvRecord[] = [];
  while (left.length > 0) {
    let rest = random() * left.reduce((sum, { weight }) => sum + weight, 0);
    const index = left.findIndex(({ weight }) => (rest -= weight) < 0);
    drawn.push(...left.splice(Math.max(index, 0), 1));
  }
  return drawn;
}
