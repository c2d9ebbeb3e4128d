/**
 * Every limit of the server, in one table: each is finite by default, and each
 * can be changed.
 */

/** What one limit is: its default, and the smallest and largest value that make sense. */
interface LimitRule {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

const minute = 60_000;
const mebibyte = 1_048_576;

/**
 * The limits with their defaults. The documentation's table and the check of
 * the options read it.
 */
export const limitRules = {
  /** Bytes of a request's body. The platform's own requests stay far below. */
  bodyBytes: { default: mebibyte, min: 1, max: 64 * mebibyte },
  /** Nesting of a request's JSON. */
  bodyDepth: { default: 100, min: 4, max: 1_000 },
  /** Bytes that are still read, and dropped, of a body that was refused, so that the client can see the answer. */
  discardBytes: { default: 4 * mebibyte, min: 0, max: 64 * mebibyte },
  /** Bytes of all headers of one request; beyond: 431. */
  headerBytes: { default: 16_384, min: 1_024, max: mebibyte },
  /** Headers of one request; beyond: 431. */
  headerCount: { default: 100, min: 8, max: 2_000 },
  /** Milliseconds for the first bytes of a connection, and for a TLS handshake. */
  firstBytesMs: { default: 5_000, min: 10, max: 10 * minute },
  /** Milliseconds from a connection's or a request's start until its headers are complete; HTTP/1.1. */
  headersMs: { default: 10_000, min: 10, max: 10 * minute },
  /** Milliseconds until a request has arrived whole, on every protocol that has an end of the request. */
  requestMs: { default: 30_000, min: 10, max: 60 * minute },
  /** Milliseconds that a connection without a request stays open. Longer than a load balancer's own, 60 s as a rule. */
  keepAliveMs: { default: 65_000, min: 10, max: 60 * minute },
  /** Milliseconds without one byte in either direction, after which a busy HTTP/1.1 connection is closed. */
  idleMs: { default: 2 * minute, min: 10, max: 60 * minute },
  /** Connections at one time; one more is closed at once. */
  connections: { default: 10_000, min: 1, max: 1_000_000 },
  /** Connections that have sent nothing yet; one more closes the oldest of them. Clear text only. */
  waitingConnections: { default: 1_000, min: 1, max: 1_000_000 },
  /** Streams at one time on one HTTP/2 connection. */
  streams: { default: 100, min: 1, max: 10_000 },
  /** Megabytes of memory of one HTTP/2 connection. */
  sessionMegabytes: { default: 10, min: 1, max: 1_000 },
  /** Streams that one HTTP/2 client may reset in a burst, before its connection is closed (rapid reset, CVE-2023-44487). */
  resetBurst: { default: 200, min: 1, max: 100_000 },
  /** Streams per second that one HTTP/2 client may reset for long. */
  resetsPerSecond: { default: 33, min: 1, max: 100_000 },
  /** Broken frames of one HTTP/2 client, before its connection is closed. */
  invalidFrames: { default: 100, min: 1, max: 10_000 },
  /** Milliseconds for each readiness check. */
  readinessMs: { default: 1_000, min: 1, max: minute },
} as const satisfies Record<string, LimitRule>;

/** The limits of a server; see `limitRules` for what each means. */
export type Limits = { readonly [Name in keyof typeof limitRules]: number };

/**
 * The given limits, the rest filled with the defaults.
 *
 * @param given what differs from the defaults
 * @returns every limit
 * @throws TypeError for an unknown name or a value outside its range; the text lists what would be right
 */
export function resolveLimits(given: Partial<Limits> = {}): Limits {
  const names = Object.keys(limitRules) as (keyof Limits)[];
  for (const name of Object.keys(given))
    if (!Object.hasOwn(limitRules, name))
      throw new TypeError(`limits.${name} is no limit. There are: ${names.join(", ")}.`);
  const resolved: Partial<Record<keyof Limits, number>> = {};
  for (const name of names) {
    const rule: LimitRule = limitRules[name];
    const value = given[name] ?? rule.default;
    if (!Number.isInteger(value) || value < rule.min || value > rule.max)
      throw new TypeError(
        `limits.${name} is ${value}; it must be a whole number from ${rule.min} to ${rule.max}.`,
      );
    resolved[name] = value;
  }
  return resolved as Limits;
}
