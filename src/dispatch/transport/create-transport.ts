/** The transport over real sockets. */
import type { Clock } from "../../clock.ts";
import { systemClock } from "../../clock.ts";
import { DispatchFailure } from "../failure.ts";
import { createAddressPolicy } from "./address-policy.ts";
import type { AddressPolicyOptions } from "./address-policy.ts";
import { systemAddresses } from "./dialer.ts";
import type { ResolveAddresses } from "./dialer.ts";
import { Exchange } from "./exchange.ts";
import { resolveLimits } from "./limits.ts";
import type { TransportLimits } from "./limits.ts";
import { PoolSet } from "./pool-set.ts";
import { Targets } from "./target.ts";
import type { Transport } from "./transport.ts";

/** What a transport may call, and how much of the network it may take. */
export interface TransportOptions {
  /** Which addresses are called. Default: public ones, by https. */
  readonly addresses?: AddressPolicyOptions;
  /** Bounds of connections; each has a finite default. */
  readonly limits?: Partial<TransportLimits>;
  /** Whether HTTP/2 is spoken with servers that choose it (ALPN). Default: true. */
  readonly http2?: boolean;
  /**
   * Finds addresses of hosts. Its answers are held against the address policy,
   * and the connection goes to one of them. Default: the machine's resolver.
   */
  readonly resolveAddresses?: ResolveAddresses;
  /** Time. Default: the machine's. */
  readonly clock?: Clock;
}

/**
 * Makes a transport on undici (https://undici.nodejs.org). It keeps connections
 * for the next call, and no process alive with those that are idle; `close()`
 * ends them.
 *
 * @throws TypeError for a limit or an address range that is none
 */
export function createTransport(options: TransportOptions = {}): Transport {
  const { clock = systemClock } = options;
  const pools = new PoolSet({
    policy: createAddressPolicy(options.addresses),
    limits: resolveLimits(options.limits),
    http2: options.http2 ?? true,
    resolve: options.resolveAddresses ?? systemAddresses,
    clock,
  });
  const targets = new Targets();
  let closed = false;
  return {
    send(request) {
      try {
        if (closed) throw closing();
        const target = targets.of(request.url);
        const pool = pools.poolFor(request, target);
        const exchange = new Exchange({ request, target, clock });
        pool.start(exchange);
        return exchange.answer;
      } catch (thrown) {
        return rejected(thrown);
      }
    },
    async close() {
      closed = true;
      await pools.close(closing());
    },
  };
}

async function rejected(thrown: unknown): Promise<never> {
  throw thrown;
}

function closing(): DispatchFailure {
  return new DispatchFailure("cancelled", "The transport is closed.");
}
