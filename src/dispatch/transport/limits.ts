/** How much of the network a transport may take. */

/** Bounds of a transport. Every one is finite. */
export interface TransportLimits {
  /**
   * Connections at once of one pool: to one origin, with the same credentials,
   * TLS settings and endpoints. Calls beyond them wait, within their own time.
   * Default: 128, so that one slow host can't use up a process's descriptors.
   */
  readonly maxConnections: number;
  /**
   * Connections at once of all pools together. Beyond it, a pool has one
   * connection, whatever the others have. Never below `maxConnections`.
   * Default: 2048, so that many slow hosts can't use up the descriptors either.
   */
  readonly maxTotalConnections: number;
  /**
   * Calls at once on one HTTP/2 connection. Default: 100, what RFC 9113 asks
   * servers to allow at least. On HTTP/1.1 it is always one: nothing is pipelined.
   */
  readonly maxStreams: number;
  /**
   * Pools at once. For one more, the pool that has been idle the longest goes;
   * where none is idle the call fails. A pool without connections does not
   * count, since it is forgotten with its last one. Default: 512.
   */
  readonly maxPools: number;
  /**
   * How long an HTTP/1.1 connection is kept for the next call, in milliseconds,
   * unless the server says how long with `Keep-Alive`. Default: 4000, less than
   * the five seconds after which common servers close.
   */
  readonly idleTimeoutMs: number;
  /**
   * How long a connection is kept at most: by the word of a server, and over
   * HTTP/2, which ends connections in good order. In milliseconds. Default: 60,000.
   */
  readonly maxIdleTimeoutMs: number;
  /** The header section of an answer, in bytes. Default: 16,384. */
  readonly maxHeaderBytes: number;
}

/** The defaults and what each limit takes. */
const limits = {
  maxConnections: { standard: 128, max: 65_536 },
  maxTotalConnections: { standard: 2_048, max: 65_536 },
  maxStreams: { standard: 100, max: 65_536 },
  maxPools: { standard: 512, max: 65_536 },
  idleTimeoutMs: { standard: 4_000, max: 3_600_000 },
  maxIdleTimeoutMs: { standard: 60_000, max: 3_600_000 },
  maxHeaderBytes: { standard: 16_384, max: 1_048_576 },
} as const satisfies Record<keyof TransportLimits, { standard: number; max: number }>;

/**
 * Puts the defaults in place.
 *
 * @throws TypeError naming the limit and what it takes
 */
export function resolveLimits(chosen: Partial<TransportLimits> = {}): TransportLimits {
  const resolve = (name: keyof TransportLimits): number => {
    const { standard, max } = limits[name];
    const value = chosen[name] ?? standard;
    if (Number.isInteger(value) && value >= 1 && value <= max) return value;
    throw new TypeError(`limits.${name} is ${value}; it takes an integer from 1 to ${max}.`);
  };
  const maxConnections = resolve("maxConnections");
  return {
    maxConnections,
    maxTotalConnections: Math.max(resolve("maxTotalConnections"), maxConnections),
    maxStreams: resolve("maxStreams"),
    maxPools: resolve("maxPools"),
    idleTimeoutMs: resolve("idleTimeoutMs"),
    maxIdleTimeoutMs: resolve("maxIdleTimeoutMs"),
    maxHeaderBytes: resolve("maxHeaderBytes"),
  };
}
