/**
 * The connections to one origin of one caller. undici's own pool keeps a call
 * that was given up in its queue, forgets connections that failed while others
 * wait, and searches all of them for a free one; here a free one is at hand, and
 * what is bounded stays so.
 */
import type { Clock } from "../../clock.ts";
import { Connection } from "./connection.ts";
import type { Dialer } from "./dialer.ts";
import type { DispatchFailure } from "../failure.ts";
import type { Exchange, Holder } from "./exchange.ts";
import type { TransportLimits } from "./limits.ts";

/** How many connections there are, of all pools that share it. */
export interface ConnectionCount {
  connections: number;
}

/** What a pool is made of. */
export interface ConnectionPoolOptions {
  readonly origin: string;
  readonly dialer: Dialer;
  readonly limits: TransportLimits;
  readonly clock: Clock;
  readonly total: ConnectionCount;
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
  /**
   * First come, first served. Only calls that have to wait come here: sets and
   * maps that every call goes through keep what has left them alive for a while,
   * since a table that they grew out of still leads to the next.
   */
  readonly #waiting = new Set<Exchange>();
  /** How many calls have a connection. */
  #placed = 0;
  /** What the server chose the last time. */
  #protocol: keyof typeof maxAttempts;
  #serving = false;

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.#protocol = options.origin.startsWith("http:") ? "h1" : "unknown";
  }

  /** Whether no call is under way. */
  get idle(): boolean {
    return this.#placed === 0 && this.#waiting.size === 0;
  }

  /** Sends a call as soon as there is a connection. */
  start(exchange: Exchange): void {
    exchange.begin(this);
    if (exchange.over) return;
    const connection = this.#waiting.size === 0 ? (this.#take() ?? this.#open()) : undefined;
    if (connection === undefined) this.#waiting.add(exchange);
    else this.#place(exchange, connection);
  }

  release(exchange: Exchange): void {
    const { connection } = exchange;
    if (connection === undefined) this.#waiting.delete(exchange);
    else {
      this.#placed -= 1;
      exchange.connection = undefined;
      connection.remove(exchange);
      this.#settle(connection);
    }
    this.#serve();
  }

  /** Ends connections that have been without a call since a time of the clock or longer. */
  sweep(since: number): void {
    for (const connection of this.#connections)
      if (connection.exchanges.length === 0 && connection.idleSince <= since)
        void this.#drop(connection);
    this.#tellIfEmpty();
  }

  /** Fails every call and ends every connection. Settles when all sockets are closed. */
  async close(failure: DispatchFailure): Promise<void> {
    const connections = [...this.#connections];
    const placed = connections.flatMap(({ exchanges }) => exchanges);
    for (const exchange of [...this.#waiting, ...placed]) exchange.fail(failure);
    await Promise.all(connections.map(async (connection) => this.#drop(connection)));
  }

  /** Gives waiting calls the connections that there are, and new ones. */
  #serve(): void {
    // A call that fails at once comes back here, within the loop.
    if (this.#serving) return;
    if (this.#waiting.size === 0) return this.#tellIfEmpty();
    this.#serving = true;
    for (const exchange of this.#waiting) {
      const connection = this.#take() ?? this.#open();
      if (connection === undefined) break;
      this.#waiting.delete(exchange);
      this.#place(exchange, connection);
    }
    this.#serving = false;
    this.#tellIfEmpty();
  }

  #place(exchange: Exchange, connection: Connection): void {
    this.#placed += 1;
    exchange.connection = connection;
    connection.start(exchange);
    if (!connection.hasRoom) this.#unlist(connection);
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
    const { limits, origin, dialer, total } = this.#options;
    const { size } = this.#connections;
    if (size >= limits.maxConnections) return undefined;
    // The first is always to be had: nobody tells a pool without one when others' go.
    if (size > 0 && total.connections >= limits.maxTotalConnections) return undefined;
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
    total.connections += 1;
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
    const { length: calls } = connection.exchanges;
    if (calls === 0) connection.idleSince = this.#options.clock.now();
    if (calls === 0 && !connection.usable) void this.#drop(connection);
    else if (!connection.hasRoom) this.#unlist(connection);
    else if (!this.#free.includes(connection)) this.#free.push(connection);
  }

  async #drop(connection: Connection): Promise<void> {
    if (this.#connections.delete(connection)) this.#options.total.connections -= 1;
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
