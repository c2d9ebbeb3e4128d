/**
 * The connections to one origin of one caller. undici's own pool keeps a call
 * that was given up in its queue, forgets connections that failed while others
 * wait, and searches all of them for a free one; here a free one is at hand, and
 * what is bounded stays so.
 */
import type { Clock } from "../clock.ts";
import { Connection } from "./connection.ts";
import type { Dialer } from "./dialer.ts";
import type { DispatchFailure } from "../failure.ts";
import type { Exchange, Holder } from "./exchange.ts";
import type { TransportLimits } from "./limits.ts";

/** What a pool is made of. */
export interface ConnectionPoolOptions {
  readonly origin: string;
  readonly dialer: Dialer;
  readonly limits: TransportLimits;
  readonly clock: Clock;
  /** The pool has neither connections nor calls any more. */
  readonly onEmpty: (pool: ConnectionPool) => void;
}

/**
 * Attempts to connect at once. A connection of HTTP/2 takes many calls, so more
 * are made only while none is in the making; before the server has chosen, an
 * attempt that hangs should not hold everybody.
 */
const maxAttempts = { unknown: 4, h1: Infinity, h2: 1 } as const;

/** Connections, and the calls that wait for one. */
export class ConnectionPool implements Holder {
  readonly #options: ConnectionPoolOptions;
  readonly #connections = new Set<Connection>();
  /** Those with room. The last one is used first, so that the others can grow old and go. */
  readonly #free: Connection[] = [];
  /** First come, first served. */
  readonly #waiting = new Set<Exchange>();
  /** Which connection has a call. */
  readonly #placed = new Map<Exchange, Connection>();
  /** What the server chose the last time. */
  #protocol: keyof typeof maxAttempts;
  #serving = false;

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.#protocol = options.origin.startsWith("http:") ? "h1" : "unknown";
  }

  /** Whether no call is under way. */
  get idle(): boolean {
    return this.#placed.size === 0 && this.#waiting.size === 0;
  }

  /** Sends a call as soon as there is a connection. */
  start(exchange: Exchange): void {
    this.#waiting.add(exchange);
    exchange.begin(this);
    this.#serve();
  }

  release(exchange: Exchange): void {
    this.#waiting.delete(exchange);
    const connection = this.#placed.get(exchange);
    if (connection !== undefined) {
      this.#placed.delete(exchange);
      connection.exchanges.delete(exchange);
      this.#settle(connection);
    }
    this.#serve();
  }

  /** Ends connections that have been without a call since a time of the clock or longer. */
  sweep(since: number): void {
    for (const connection of this.#connections)
      if (connection.exchanges.size === 0 && connection.idleSince <= since)
        void this.#drop(connection);
    this.#tellIfEmpty();
  }

  /** Fails every call and ends every connection. Settles when all sockets are closed. */
  async close(failure: DispatchFailure): Promise<void> {
    for (const exchange of [...this.#waiting, ...this.#placed.keys()]) exchange.fail(failure);
    const connections = [...this.#connections];
    await Promise.all(connections.map(async (connection) => this.#drop(connection)));
  }

  /** Gives waiting calls the connections that there are, and new ones. */
  #serve(): void {
    // A call that fails at once comes back here, within the loop.
    if (this.#serving) return;
    this.#serving = true;
    for (const exchange of this.#waiting) {
      const connection = this.#take() ?? this.#open();
      if (connection === undefined) break;
      this.#waiting.delete(exchange);
      this.#placed.set(exchange, connection);
      connection.start(exchange);
      if (!connection.hasRoom) this.#unlist(connection);
    }
    this.#serving = false;
    this.#tellIfEmpty();
  }

  /** The free connection to use. One that a server has said goodbye to has no room any more. */
  #take(): Connection | undefined {
    let connection = this.#free.at(-1);
    while (connection !== undefined && !connection.hasRoom) {
      this.#settle(connection);
      connection = this.#free.at(-1);
    }
    return connection;
  }

  #open(): Connection | undefined {
    const { limits, origin, dialer } = this.#options;
    if (this.#connections.size >= limits.maxConnections) return undefined;
    if (this.#attempts() >= maxAttempts[this.#protocol]) return undefined;
    const connection = new Connection({
      origin,
      dialer,
      limits,
      onChange: (changed) => {
        this.#protocol = changed.protocol ?? this.#protocol;
        this.#settle(changed);
        this.#serve();
      },
    });
    this.#connections.add(connection);
    this.#free.push(connection);
    return connection;
  }

  /** Connections that are being made. */
  #attempts(): number {
    let attempts = 0;
    for (const { protocol } of this.#connections) if (protocol === undefined) attempts += 1;
    return attempts;
  }

  /** Lists a connection if it has room, and drops it if it is of no more use. */
  #settle(connection: Connection): void {
    if (!this.#connections.has(connection)) return;
    const { size } = connection.exchanges;
    if (size === 0) connection.idleSince = this.#options.clock.now();
    if (size === 0 && !connection.usable) void this.#drop(connection);
    else if (!connection.hasRoom) this.#unlist(connection);
    else if (!this.#free.includes(connection)) this.#free.push(connection);
  }

  async #drop(connection: Connection): Promise<void> {
    this.#connections.delete(connection);
    this.#unlist(connection);
    await connection.drop();
  }

  #unlist(connection: Connection): void {
    const index = this.#free.lastIndexOf(connection);
    if (index !== -1) this.#free.splice(index, 1);
  }

  #tellIfEmpty(): void {
    if (this.#connections.size === 0 && this.idle) this.#options.onEmpty(this);
  }
}
