/** One connection of a pool, and the calls on it. */
import type { Socket } from "node:net";
import { Client } from "undici";
import { classifyError } from "./classify-error.ts";
import { DispatchFailure } from "../failure.ts";
import type { Dialer } from "./dialer.ts";
import type { Exchange } from "./exchange.ts";
import { Http2Session } from "./http2-session.ts";
import type { TransportLimits } from "./limits.ts";

/** What a connection is made of, and whom it tells. */
export interface ConnectionOptions {
  readonly origin: string;
  readonly dialer: Dialer;
  readonly limits: TransportLimits;
  /** It is connected, or not any more, or may take more or fewer calls than before. */
  readonly onChange: (connection: Connection) => void;
}

/** A connection: connects with its first call, and then speaks what the server chose. */
export class Connection {
  /** Calls that are under way on it. */
  readonly exchanges: Exchange[] = [];
  /** Since when it has none, by the pool's clock. */
  idleSince = 0;
  readonly #options: ConnectionOptions;
  #client: Client | undefined;
  #http2: Http2Session | undefined;
  #socket: Socket | undefined;
  #address: string | undefined;
  #connected = false;
  #dropped = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Whether there is an open socket that takes calls. */
  get usable(): boolean {
    return this.#connected && this.#capacity > 0;
  }

  /** What it speaks; undefined until the server has chosen. */
  get protocol(): "h1" | "h2" | undefined {
    if (this.#http2 !== undefined) return "h2";
    return this.#client && "h1";
  }

  /** Whether it takes one more call. */
  get hasRoom(): boolean {
    return this.exchanges.length < this.#capacity;
  }

  get #capacity(): number {
    return this.#http2?.capacity ?? 1;
  }

  /** Sends a call, or connects for it. */
  start(exchange: Exchange): void {
    this.exchanges.push(exchange);
    if (this.protocol === undefined) void this.#open();
    else this.#send(exchange);
  }

  /** Lets go of a call that is over. */
  remove(exchange: Exchange): void {
    const index = this.exchanges.indexOf(exchange);
    if (index !== -1) this.exchanges.splice(index, 1);
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
    this.#http2?.destroy();
    // A session that ends in good order leaves its socket open until the server closes it.
    socket?.destroy();
    // Not within one of the client's own calls: what it destroys, it does not expect to change.
    await Promise.resolve();
    await Promise.all([closed, this.#client?.destroy()]);
  }

  #send(exchange: Exchange): void {
    exchange.address = this.#address;
    if (this.#http2 === undefined) this.#client?.dispatch(exchange.options, exchange);
    else this.#http2.send(exchange);
  }

  async #open(): Promise<void> {
    try {
      const socket = await this.#connect();
      if (isHttp2(socket)) this.#http2 = this.#createSession(socket);
      else this.#client = this.#createClient(socket);
      this.#connected = true;
    } catch (error) {
      const failure = classifyError(error, { host: this.#options.origin, connecting: true });
      // Each takes itself from the list.
      for (const exchange of this.exchanges.slice()) exchange.fail(failure);
      return;
    }
    for (const exchange of this.exchanges.slice()) this.#send(exchange);
    this.#options.onChange(this);
  }

  async #connect(): Promise<Socket> {
    const socket = await this.#options.dialer.dial({
      hold: (opening) => {
        this.#socket = opening;
      },
      isGone: () => this.#dropped,
    });
    if (this.#dropped) throw new DispatchFailure("connect", "The connection was given up.");
    const { remoteAddress = "", remoteFamily, remotePort = 0 } = socket;
    this.#address = `${remoteFamily === "IPv6" ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
    socket.on("error", (error) => {
      this.#alerted(error);
    });
    return socket;
  }

  /**
   * With TLS 1.3, a server refuses the client's certificate when the handshake is
   * over. undici forgets that alert for the end of the connection, which follows.
   */
  #alerted(error: Error): void {
    if (!("code" in error) || !String(error.code).startsWith("ERR_SSL_")) return;
    const refused = [...this.exchanges];
    for (const exchange of refused) exchange.onResponseError(undefined, error);
  }

  #createSession(socket: Socket): Http2Session {
    const { origin, limits } = this.#options;
    return new Http2Session(socket, {
      origin,
      maxHeaderBytes: limits.maxHeaderBytes,
      maxStreams: limits.maxStreams,
      onChange: () => {
        this.#options.onChange(this);
      },
      onClose: () => {
        this.#disconnected();
      },
    });
  }

  #createClient(first: Socket): Client {
    const { origin, limits } = this.#options;
    let opened: Socket | undefined = first;
    // With calls that it has not sent yet, the client connects again when a connection ends.
    const next = async (): Promise<Socket> => {
      const socket = opened ?? (await this.#connect());
      opened = undefined;
      if (isHttp2(socket)) {
        socket.destroy();
        throw new DispatchFailure("connect", "The server changed from HTTP/1.1 to HTTP/2.");
      }
      // Not before: on what counts as connected, the pool would put another call, while undici
      // fails this one and expects none.
      this.#connected = true;
      return socket;
    };
    const client = new Client(origin, {
      connect: (_where, callback) => {
        next().then(
          (socket) => {
            callback(null, socket);
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
    });
    return client.on("disconnect", () => {
      this.#disconnected();
    });
  }

  #disconnected(): void {
    this.#connected = false;
    this.#options.onChange(this);
  }
}

function isHttp2(socket: Socket): boolean {
  return "alpnProtocol" in socket && socket.alpnProtocol === "h2";
}
