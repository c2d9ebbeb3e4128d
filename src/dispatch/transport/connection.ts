/** One connection of a pool, and the calls on it. */
import type { Socket } from "node:net";
import { Client } from "undici";
import { DispatchFailure } from "../failure.ts";
import type { Dialer } from "./dialer.ts";
import type { Exchange } from "./exchange.ts";
import type { TransportLimits } from "./limits.ts";

/** What a connection is made of, and whom it tells. */
export interface ConnectionOptions {
  readonly origin: string;
  readonly dialer: Dialer;
  readonly limits: TransportLimits;
  /** It is connected, and may take more calls than before. */
  readonly onConnect: (connection: Connection) => void;
  /** It is not connected any more. Calls that it has not sent yet make it connect again. */
  readonly onDisconnect: (connection: Connection) => void;
}

/** A connection: connects with its first call. */
export class Connection {
  /** Calls that are under way on it. */
  readonly exchanges = new Set<Exchange>();
  /** Since when it has none, by the pool's clock. */
  idleSince = 0;
  readonly #options: ConnectionOptions;
  readonly #client: Client;
  #socket: Socket | undefined;
  #address: string | undefined;
  #capacity = 1;
  #connected = false;
  #dropped = false;

  constructor(options: ConnectionOptions) {
    const { limits } = options;
    this.#options = options;
    this.#client = new Client(options.origin, {
      connect: (_where, callback) => {
        this.#connect().then(
          (socket) => {
            callback(null, socket);
            this.#options.onConnect(this);
          },
          (error: unknown) => {
            callback(error as Error, null);
          },
        );
      },
      pipelining: 1,
      // A call's own timer covers all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: limits.idleTimeoutMs,
      keepAliveMaxTimeout: limits.maxIdleTimeoutMs,
      maxHeaderSize: limits.maxHeaderBytes,
      maxConcurrentStreams: limits.maxStreams,
    });
    this.#client.on("disconnect", () => {
      this.#connected = false;
      this.#capacity = 1;
      this.#options.onDisconnect(this);
    });
  }

  /** Whether there is an open socket. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Whether it takes one more call. */
  get hasRoom(): boolean {
    return this.exchanges.size < this.#capacity;
  }

  /** Sends a call, or connects for it. */
  start(exchange: Exchange): void {
    this.exchanges.add(exchange);
    exchange.address = this.#address;
    this.#client.dispatch(exchange.options, exchange);
  }

  /** Ends the connection, or the attempt to make it. Settles when the socket is closed. */
  async drop(): Promise<void> {
    this.#dropped = true;
    const socket = this.#socket;
    const closed =
      socket === undefined || socket.closed
        ? undefined
        : new Promise<void>((resolve) => {
            socket.once("close", () => {
              resolve();
            });
          });
    socket?.destroy();
    // Not within one of the client's own calls: what it destroys, it does not expect to change.
    await Promise.resolve();
    await Promise.all([closed, this.#client.destroy()]);
  }

  async #connect(): Promise<Socket> {
    const socket = await this.#options.dialer.dial((opening) => {
      this.#socket = opening;
      if (this.#dropped) opening.destroy();
    });
    if (this.#dropped) throw new DispatchFailure("connect", "The connection was given up.");
    const { remoteAddress = "", remoteFamily, remotePort = 0 } = socket;
    this.#address = `${remoteFamily === "IPv6" ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
    for (const exchange of this.exchanges) exchange.address = this.#address;
    const http2 = "alpnProtocol" in socket && socket.alpnProtocol === "h2";
    this.#capacity = http2 ? this.#options.limits.maxStreams : 1;
    this.#client.pipelining = this.#capacity;
    this.#connected = true;
    return socket;
  }
}
