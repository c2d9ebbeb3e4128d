/** All pools of a transport: which call shares connections with which, and which pools go. */
import type { Clock } from "../../clock.ts";
import { DispatchFailure } from "../failure.ts";
import type { AddressPolicy } from "./address-policy.ts";
import { ConnectionPool } from "./connection-pool.ts";
import type { ConnectionCount } from "./connection-pool.ts";
import { Dialer } from "./dialer.ts";
import type { ResolveAddresses } from "./dialer.ts";
import type { TransportLimits } from "./limits.ts";
import type { Target } from "./target.ts";
import { tlsFingerprint, tlsOptions } from "./tls.ts";
import type { TransportRequest } from "./transport.ts";

/** What pools have in common. */
export interface PoolSetOptions {
  readonly policy: AddressPolicy;
  readonly limits: TransportLimits;
  readonly http2: boolean;
  readonly resolve: ResolveAddresses;
  readonly clock: Clock;
}

interface Entry {
  readonly pool: ConnectionPool;
  /** Rises with every call of the set. */
  used: number;
}

/** Pools by what their connections have in common. */
export class PoolSet {
  readonly #options: PoolSetOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #total: ConnectionCount = { connections: 0 };
  #uses = 0;
  #sweeper: unknown;

  constructor(options: PoolSetOptions) {
    this.#options = options;
  }

  /**
   * The pool for a request.
   *
   * @throws DispatchFailure `connect` if there are as many pools as there may be, all with calls;
   *   `tls` if the request's certificates can't be used
   */
  poolFor(request: TransportRequest, target: Target): ConnectionPool {
    const key = keyOf(request, target);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#makeRoom();
      entry = { pool: this.#create(request, { target, key }), used: 0 };
      this.#entries.set(key, entry);
      this.#sweepLater();
    }
    entry.used = ++this.#uses;
    return entry.pool;
  }

  /** Fails every call and ends every connection. Settles when all sockets are closed. */
  async close(failure: DispatchFailure): Promise<void> {
    this.#options.clock.clearTimeout(this.#sweeper);
    this.#sweeper = undefined;
    const pools = [...this.#entries.values()];
    await Promise.all(pools.map(async ({ pool }) => pool.close(failure)));
  }

  #create(
    request: TransportRequest,
    { target, key }: { readonly target: Target; readonly key: string },
  ): ConnectionPool {
    const { policy, resolve, limits, clock, http2 } = this.#options;
    const { tls: settings, endpoints, checkAddress = true } = request;
    const { host, origin, protocol } = target;
    const dialer = new Dialer({
      target,
      resolve,
      ...(endpoints !== undefined && { endpoints }),
      ...(protocol === "https:" && { tls: tlsOptions({ host, settings, http2 }) }),
      ...(checkAddress && { policy }),
    });
    return new ConnectionPool({
      origin,
      dialer,
      limits,
      clock,
      total: this.#total,
      onEmpty: (pool) => {
        if (this.#entries.get(key)?.pool === pool) this.#entries.delete(key);
      },
    });
  }

  /** Lets the pool go that has been idle the longest, if there has to be room for one more. */
  #makeRoom(): void {
    if (this.#entries.size < this.#options.limits.maxPools) return;
    let oldest: [string, Entry] | undefined;
    for (const one of this.#entries)
      if (one[1].pool.idle && (oldest === undefined || one[1].used < oldest[1].used)) oldest = one;
    if (oldest === undefined)
      throw new DispatchFailure(
        "connect",
        `${this.#entries.size} hosts and callers are being served at once, which is as many as may be.`,
      );
    const [key, { pool }] = oldest;
    this.#entries.delete(key);
    void pool.close(new DispatchFailure("cancelled", "The connection was given up."));
  }

  /** Ends idle connections between half the longest time and all of it after their last call. */
  #sweepLater(): void {
    if (this.#sweeper !== undefined) return;
    const { clock, limits } = this.#options;
    const period = limits.maxIdleTimeoutMs / 2;
    this.#sweeper = clock.setTimeout(() => {
      this.#sweeper = undefined;
      for (const { pool } of this.#entries.values()) pool.sweep(clock.now() - period);
      if (this.#entries.size > 0) this.#sweepLater();
    }, period);
    unref(this.#sweeper);
  }
}

/** Keeps a timer of Node from keeping the process alive; other clocks' timers never do. */
function unref(timer: unknown): void {
  if (typeof timer === "object" && timer !== null) (timer as Partial<NodeJS.Timeout>).unref?.();
}

/** What connections have to have in common to be shared. Each part but the last one ends where it has to. */
function keyOf(request: TransportRequest, { origin }: Target): string {
  const { identity = "", endpoints, tls, checkAddress = true } = request;
  // Most calls have nothing else that would tell them apart.
  if (identity === "" && endpoints === undefined && tls === undefined && checkAddress)
    return origin;
  // A service without endpoints is not the host of the URL.
  const where = endpoints
    ? JSON.stringify(endpoints.map(({ address, port }) => [address, port]))
    : "";
  return `${origin} ${checkAddress ? "checked" : "free"} ${tlsFingerprint(tls)} ${where} ${identity}`;
}
