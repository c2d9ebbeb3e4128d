/** What the tests of the server share: a router, bodies, a logger that keeps its lines, and raw connections. */
import { connect as connectHttp2 } from "node:http2";
import type {
  ClientHttp2Session,
  OutgoingHttpHeaders,
  SecureClientSessionOptions,
} from "node:http2";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { createRouter, reply } from "../../src/index.ts";
import { serve } from "../../src/server/index.ts";
import type { Logger, Server, ServeOptions } from "../../src/server/index.ts";

/** One kept line. */
export interface Line {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A logger that keeps what it is given. */
export function keepingLogger(
  levels: readonly string[] = ["debug", "info", "warn", "error"],
): Logger & { readonly lines: Line[] } {
  const lines: Line[] = [];
  const keep = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields: { ...fields }, message });
  };
  return {
    lines,
    debug: keep("debug"),
    info: keep("info"),
    warn: keep("warn"),
    error: keep("error"),
    isLevelEnabled: (level) => levels.includes(level),
  };
}

/** A session's name, as CX sends it. */
export const session = "projects/p/locations/global/agents/a/sessions/s-1";

/** The body of a CX call. */
export function cxBody(tag: string, parameters: Record<string, string> = {}): string {
  return JSON.stringify({
    detectIntentResponseId: "r-1",
    fulfillmentInfo: { tag },
    sessionInfo: { session, parameters },
    languageCode: "en",
    text: "hello",
  });
}

/** Resolved from outside: a handler that waits for it is held until then. */
export class Gate {
  readonly #opened = Promise.withResolvers<void>();
  readonly #entered = Promise.withResolvers<void>();
  /** Settles when a handler has come to the gate. */
  readonly entered = this.#entered.promise;
  open(): void {
    this.#opened.resolve();
  }
  async pass(): Promise<void> {
    this.#entered.resolve();
    await this.#opened.promise;
  }
}

/** A router with a tag of every kind that the tests need. */
export function testRouter(gate = new Gate()) {
  return createRouter()
    .tag("hello", () => reply().text("Hello."))
    .tag("wait", async () => {
      await gate.pass();
      return reply().text("Waited.");
    })
    .tag("fail", () => {
      throw new Error("the database said 4711");
    })
    .tag("too-large", () => reply().text("x".repeat(70_000)));
}

/** The first text of an answer. */
export function textOf(body: string): unknown {
  const parsed = JSON.parse(body) as {
    fulfillmentResponse?: { messages?: { text?: { text?: string[] } }[] };
  };
  return parsed.fulfillmentResponse?.messages?.[0]?.text?.text?.[0];
}

/** A server of the test router on a free port, silent unless it is given a logger. */
export async function serveTest(
  options: ServeOptions & { readonly gate?: Gate } = {},
): Promise<Server> {
  const { gate, ...rest } = options;
  return serve(testRouter(gate), { port: 0, host: "127.0.0.1", logger: false, ...rest });
}

/** Calls by fetch: HTTP/1.1 with keep-alive. */
export async function post(
  server: Server,
  init: RequestInit & { readonly path?: string } = {},
): Promise<Response> {
  const { path = "/webhook", ...rest } = init;
  return fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: cxBody("hello"),
    ...rest,
  });
}

/** A connection without any protocol. */
export interface RawConnection {
  readonly socket: Socket;
  write(text: string): void;
  /** Everything received until the other side closes. */
  readonly all: Promise<string>;
  /** Settles when what was received has this text in it. */
  until(text: string): Promise<string>;
}

/** Opens a connection to a port of this machine. */
export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: "127.0.0.1" });
  let received = "";
  const waiting: { text: string; resolve: (received: string) => void }[] = [];
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    received += chunk;
    for (const one of waiting) if (received.includes(one.text)) one.resolve(received);
  });
  // A reset is one of the ways in which the other side closes.
  socket.on("error", () => {});
  const all = new Promise<string>((resolve) => socket.once("close", () => resolve(received)));
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  return {
    socket,
    write: (text) => void socket.write(text, "latin1"),
    all,
    until: async (text) =>
      received.includes(text)
        ? received
        : new Promise((resolve, reject) => {
            waiting.push({ text, resolve });
            socket.once("close", () =>
              reject(new Error(`Closed before "${text}"; received: ${received}`)),
            );
          }),
  };
}

/** What came back on a stream. */
export interface Http2Answer {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** An HTTP/2 client with prior knowledge, or over TLS. */
export function http2Client(
  url: string,
  options: SecureClientSessionOptions = {},
): ClientHttp2Session {
  return connectHttp2(url, options).on("error", () => {});
}

/** One request on an HTTP/2 session. */
export async function http2Request(
  client: ClientHttp2Session,
  init: { readonly headers?: OutgoingHttpHeaders; readonly body?: string | Buffer } = {},
): Promise<Http2Answer> {
  const stream = client.request({
    ":method": "POST",
    ":path": "/webhook",
    "content-type": "application/json",
    ...init.headers,
  });
  stream.end(init.body ?? cxBody("hello"));
  return new Promise((resolve, reject) => {
    let headers: Readonly<Record<string, unknown>> = {};
    let body = "";
    stream.setEncoding("utf8");
    stream.on("response", (received) => {
      headers = received;
    });
    stream.on("data", (chunk: string) => {
      body += chunk;
    });
    stream.on("error", reject).on("end", () => resolve({ headers, body }));
  });
}
