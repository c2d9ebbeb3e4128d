/** Where the Service Directory service of a webhook is called. */
import type { Behaviours } from "./behaviours.ts";
import type { Clock } from "../clock.ts";
import { within } from "./credentials/within.ts";
import { DispatchFailure } from "./failure.ts";
import { orderEndpoints, type EndpointResolver } from "./transport/service-directory.ts";
import type { Endpoint } from "./transport/transport.ts";

/** How long an attempt waits for endpoints. */
export interface EndpointWait {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Finds the endpoints of a service, the one to call first in front. Throws
 * DispatchFailure: `timeout` and `cancelled` as the wait says, else the
 * resolver's, or `dns` for whatever else a resolver throws.
 */
export type FindEndpoints = (service: string, wait: EndpointWait) => Promise<readonly Endpoint[]>;

/** What finding endpoints takes. */
export interface FindEndpointsOptions {
  /** Absent: no service has any. */
  readonly resolver: EndpointResolver | undefined;
  readonly behaviours: Pick<Behaviours, "endpointChoice">;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Makes a finder. */
export function createFindEndpoints(options: FindEndpointsOptions): FindEndpoints {
  const { resolver, behaviours, clock, random } = options;
  return async (service, { timeoutMs, signal }) => {
    if (resolver === undefined)
      throw new DispatchFailure(
        "dns",
        `The dispatcher has nothing that finds endpoints of Service Directory, such as those of ${service}.`,
      );
    const all = await within(resolve(resolver, { service, signal }), {
      what: `The endpoints of ${service}`,
      clock,
      timeoutMs,
      ...(signal && { signal }),
    });
    return orderEndpoints(all, { choice: behaviours.endpointChoice, random });
  };
}

interface Question {
  readonly service: string;
  readonly signal: AbortSignal | undefined;
}

async function resolve(
  resolver: EndpointResolver,
  { service, signal }: Question,
): Promise<readonly Endpoint[]> {
  try {
    return await resolver.resolve(service, signal);
  } catch (thrown) {
    if (DispatchFailure.is(thrown)) throw thrown;
    // Without its words: a resolver's errors may hold the token that it asked with.
    throw new DispatchFailure("dns", `The endpoints of ${service} can't be found.`);
  }
}
