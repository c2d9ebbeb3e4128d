/**
 * Sockets: one port that speaks HTTP/1.1 and HTTP/2, in clear text or by TLS.
 *
 * Clear text: an http.Server listens, so that its timeouts go on working, and
 * a sniffer stands in front of it. TLS: ALPN decides (RFC 7301).
 */
import { createServer as createHttpServer, ServerResponse } from "node:http";
import type {
  IncomingMessage,
  OutgoingHttpHeader,
  OutgoingHttpHeaders,
  Server as HttpServer,
} from "node:http";
import type {
  Http2SecureServer,
  Http2Server,
  Http2ServerRequest,
  Http2ServerResponse,
  IncomingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
  ServerOptions as Http2Options,
} from "node:http2";
import { Server as NetServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { SecureContextOptions } from "node:tls";
import type { Limits } from "./limits.ts";
import { Http1Request } from "./http1-request.ts";
import { createSniffer } from "./sniffer.ts";
import { watchSession } from "./session.ts";

/** A request of either protocol, as Node gives it. */
export type ServerRequest = IncomingMessage | Http2ServerRequest;

/** An answer of either protocol, as Node takes it. */
export type ServerAnswer = ServerResponse | Http2ServerResponse;

/** Handles one request; never throws. */
export type RequestHandler = (request: ServerRequest, response: ServerAnswer) => void;

/** Takes a stream, or says no. */
export type StreamHandler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => boolean;

/** What a listener is made of. */
export interface ListenerOptions {
  readonly handle: RequestHandler;
  /** Takes an HTTP/2 stream that nobody has touched, if it has a fast path for it. False: it becomes a request. */
  readonly handleStream: StreamHandler;
  readonly limits: Limits;
  /** With it, TLS. */
  readonly tls?: ListenerTls | undefined;
}

/** TLS as the listener needs it: the files are already read. */
export interface ListenerTls {
  readonly context: SecureContextOptions;
  /** Ask clients for a certificate. Whether they must have one is decided for each route. */
  readonly requestCert: boolean;
}

/** Where to listen. */
export interface ListenAddress {
  readonly port: number;
  readonly host?: string | undefined;
  /** Let several processes listen on the same port, where the system can (Linux: SO_REUSEPORT). */
  readonly reusePort?: boolean | undefined;
}

/** An open port. */
export interface Listener {
  listen(address: ListenAddress): Promise<AddressInfo>;
  /** Takes no new connections; those that are open stay. Resolves when the last has gone. */
  stop(): Promise<void>;
  /**
   * Tells clients to send no more on their connections: by `Connection: close`
   * in each answer, by GOAWAY. What is on its way is still served.
   */
  announceShutdown(): void;
  /** Closes what carries no request. */
  closeIdle(): void;
  /** Closes everything at once. */
  destroy(): void;
  /** New certificates for new connections; without TLS nothing. Throws if they are bad. */
  setSecureContext(context: SecureContextOptions): void;
  /** Connections that are open. */
  readonly connections: number;
}

/** The last stream id there can be: "I take what is on its way" (RFC 9113, section 6.8). */
const lastStreamId = 2 ** 31 - 1;

/**
 * A listener that is not listening yet.
 *
 * @throws if the certificates are bad
 */
export function createListener(options: ListenerOptions): Listener {
  const sessions = new Set<ServerHttp2Session>();
  const sockets = new Set<Socket>();
  const takeSession = (session: ServerHttp2Session): void => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    watchSession(session, options.limits);
  };
  let closing = false;
  const Response = lastResponse(() => closing);
  const front = options.tls
    ? createSecureFront({ ...options, takeSession, Response }, options.tls)
    : createClearFront({ ...options, takeSession, Response });
  const { server } = front;
  server.maxConnections = options.limits.connections;
  server.prependListener("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.prependListener(options.tls ? "secureConnection" : "connection", endWithin);
  return {
    listen: async (address) => listen(server, address),
    stop: async () => stop(server),
    announceShutdown() {
      closing = true;
      for (const session of sessions) if (!session.destroyed) session.goaway(0, lastStreamId);
    },
    closeIdle() {
      front.closeIdle();
      for (const session of sessions) if (!session.closed) session.close();
    },
    destroy() {
      for (const session of sessions) session.destroy();
      for (const socket of sockets) socket.destroy();
    },
    setSecureContext: (context) => front.setSecureContext(context),
    get connections() {
      return sockets.size;
    },
  };
}

/** How long a client has to close its half of a connection whose other half has ended, in milliseconds. */
const lingerMs = 1_000;

/** A graceful end waits for the other side: not for ever. */
function endWithin(socket: Socket): void {
  socket.once("finish", () => {
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once("close", () => clearTimeout(timer));
  });
}

/** What clear text and TLS have in common, seen from inside. */
interface FrontOptions extends ListenerOptions {
  readonly takeSession: (session: ServerHttp2Session) => void;
  readonly Response: typeof ServerResponse;
}

type HeadersToSend = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * An answer of HTTP/1.1 that says `Connection: close` from the start of a
 * shutdown on, also to requests that came before it: the client must not send
 * another one on a connection that is about to be closed.
 */
function lastResponse(isClosing: () => boolean): typeof ServerResponse {
  return class LastResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
    override writeHead(status: number, message?: string, headers?: HeadersToSend): this;
    override writeHead(status: number, headers?: HeadersToSend): this;
    override writeHead(
      status: number,
      second?: string | HeadersToSend,
      third?: HeadersToSend,
    ): this {
      if (isClosing()) this.shouldKeepAlive = false;
      return typeof second === "string"
        ? super.writeHead(status, second, third)
        : super.writeHead(status, second ?? third);
    }
  };
}

/** The same, seen from outside. */
interface Front {
  readonly server: HttpServer | Http2SecureServer;
  /** Closes connections of HTTP/1.1, and of no protocol yet, that carry no request. */
  closeIdle(): void;
  setSecureContext(context: SecureContextOptions): void;
}

function createClearFront(options: FrontOptions): Front {
  const { limits } = options;
  const server = createHttpServer(
    { ...http1Options(limits), IncomingMessage: Http1Request, ServerResponse: options.Response },
    options.handle,
  );
  server.on("checkContinue", options.handle);
  server.timeout = limits.idleMs;
  const [http1] = server.listeners("connection");
  if (http1 === undefined)
    throw new Error("This version of Node has changed how node:http takes connections.");
  server.removeAllListeners("connection");
  let http2: Http2Server | undefined;
  const sniffer = createSniffer({
    firstBytesMs: limits.firstBytesMs,
    waitingConnections: limits.waitingConnections,
    http1: (socket) => void http1.call(server, socket),
    http2: (socket) => {
      // node:http2 is loaded when the first client speaks it: a cold start has no time for it.
      http2 ??= createHttp2(options);
      socket.on("error", ignore);
      http2.emit("connection", socket);
    },
  });
  server.on("connection", (socket) => sniffer.take(socket));
  return {
    server,
    closeIdle() {
      sniffer.close();
      server.closeIdleConnections();
    },
    setSecureContext() {},
  };
}

function createHttp2(options: FrontOptions): Http2Server {
  const server = process
    .getBuiltinModule("node:http2")
    .createServer(http2Options(options.limits), options.handle);
  return prepareHttp2(server, options);
}

/** What both kinds of HTTP/2 servers need. */
function prepareHttp2<S extends Http2Server | Http2SecureServer>(
  server: S,
  options: FrontOptions,
): S {
  const [toRequest] = server.listeners("stream");
  if (toRequest === undefined)
    throw new Error("This version of Node has changed how node:http2 makes requests.");
  server.removeAllListeners("stream");
  server.on(
    "stream",
    (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => {
      if (!options.handleStream(stream, headers)) toRequest.call(server, stream, headers, ...rest);
    },
  );
  server.on("checkContinue", options.handle);
  server.on("session", options.takeSession);
  server.on("sessionError", ignore);
  return server;
}

function createSecureFront(options: FrontOptions, tls: ListenerTls): Front {
  const { limits } = options;
  const server = process.getBuiltinModule("node:http2").createSecureServer(
    {
      ...http2Options(limits),
      ...http1Options(limits),
      ...tls.context,
      ...http1ClassesInHttp2(options.Response),
      allowHTTP1: true,
      handshakeTimeout: limits.firstBytesMs,
      requestCert: tls.requestCert,
      rejectUnauthorized: false,
      minVersion: "TLSv1.2",
    },
    options.handle,
  );
  server.setTimeout(limits.idleMs);
  // Sessions have a watch of their own; without this listener Node would destroy them.
  server.on("timeout", (idle?: Socket | ServerHttp2Session) => {
    if (idle !== undefined && !("goaway" in idle)) idle.destroy();
  });
  prepareHttp2(server, options);
  server.on("connection", (socket: Socket) => socket.on("error", ignore));
  return {
    server,
    closeIdle() {
      // Not in every version of Node; without it idle connections run into their keep-alive timeout.
      const close: unknown = Reflect.get(server, "closeIdleConnections");
      if (typeof close === "function") close.call(server);
    },
    setSecureContext: (context) => server.setSecureContext(context),
  };
}

/** The option has a new name in Node 24; the old ones are for those before. */
function http1ClassesInHttp2(Response: typeof ServerResponse): object {
  return {
    Http1IncomingMessage: Http1Request,
    Http1ServerResponse: Response,
    http1Options: { IncomingMessage: Http1Request, ServerResponse: Response },
  };
}

function http1Options(limits: Limits): Parameters<typeof createHttpServer>[0] & object {
  return {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: Math.min(limits.headersMs, limits.requestMs),
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(5_000, Math.max(10, limits.headersMs / 2)),
    noDelay: true,
  };
}

function http2Options(limits: Limits): Http2Options {
  return {
    settings: { maxConcurrentStreams: limits.streams, maxHeaderListSize: limits.headerBytes },
    maxSessionMemory: limits.sessionMegabytes,
    maxHeaderListPairs: limits.headerCount + 4,
    maxSessionInvalidFrames: limits.invalidFrames,
    streamResetBurst: limits.resetBurst,
    streamResetRate: limits.resetsPerSecond,
    unknownProtocolTimeout: limits.firstBytesMs,
  };
}

async function listen(server: NetServer, address: ListenAddress): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(
      { port: address.port, host: address.host, reusePort: address.reusePort ?? false },
      () => {
        server.off("error", reject);
        resolve(server.address() as AddressInfo);
      },
    );
  });
}

/**
 * Stops accepting, and no more: the close of an http.Server also destroys
 * every idle connection at that moment, and with it a request on its way.
 */
async function stop(server: HttpServer | Http2SecureServer): Promise<void> {
  await new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
  // Now nothing is open; this ends the server's own timers.
  server.close(() => {});
}

/** A connection that breaks is the client's affair; a request on it hears of it by its own signal. */
function ignore(): void {}
