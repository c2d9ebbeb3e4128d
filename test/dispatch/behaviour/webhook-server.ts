/** A webhook on a real socket that keeps every request byte for byte, and answers with bytes. */
import type { Socket } from "node:net";
import { createServer, type Server } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { listen, type Listening } from "../transport/fixture.ts";

/** A request as it came. */
export interface Received {
  /** The request line. */
  readonly line: string;
  /** The header section with its names as they were written, one character for each octet. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Everything, one character for each octet. */
  readonly raw: string;
}

/** An answer: in parts, or by hand on the socket. */
export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** JSON unless it is text already. Default: `{}`. */
      readonly body?: unknown;
    }
  | ((socket: Socket) => void);

/** Says what to answer to the request of a number, from 1. */
export type Answering = (request: Received, number: number) => Reply;

/** A running webhook. */
export interface WebhookServer extends Listening {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly seen: readonly Received[];
  /** The next request that comes, once it has come whole. */
  next(): Promise<Received>;
  /** Settles when no connection is open. */
  idle(): Promise<void>;
}

/** The value of a header that came once; undefined if it did not come. */
export function headerOf({ headers }: Received, name: string): string | undefined {
  const found = headers.filter(([one]) => one.toLowerCase() === name.toLowerCase());
  if (found.length > 1) throw new Error(`${name} came ${found.length} times.`);
  return found[0]?.[1];
}

/** Starts a webhook on a free port; with TLS options, by https and the name localhost. */
export async function startWebhook(answer: Answering, tls?: TlsOptions): Promise<WebhookServer> {
  const seen: Received[] = [];
  const waiting = new Set<(request: Received) => void>();
  const serve = (socket: Socket): void => {
    let unread = "";
    socket.on("error", () => undefined).setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      unread += chunk;
      const request = takeRequest(unread);
      if (request === undefined) return;
      unread = unread.slice(request.raw.length);
      seen.push(request);
      send(socket, answer(request, seen.length));
      for (const told of waiting) told(request);
      waiting.clear();
    });
  };
  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  const listening = await listen(server);
  return {
    get port() {
      return listening.port;
    },
    get sockets() {
      return listening.sockets;
    },
    get connections() {
      return listening.connections;
    },
    get origin() {
      return tls === undefined
        ? `http://127.0.0.1:${listening.port}`
        : `https://localhost:${listening.port}`;
    },
    seen,
    next: () => new Promise((resolve) => void waiting.add(resolve)),
    async idle() {
      for (const socket of listening.sockets)
        if (!socket.closed)
          await new Promise<void>((resolve) => {
            socket.once("close", () => {
              resolve();
            });
          });
    },
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

/** The first whole request of some text. */
function takeRequest(text: string): Received | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [line = "", ...fields] = text.slice(0, end).split("\r\n");
  const headers = fields.map((field): readonly [string, string] => {
    const colon = field.indexOf(": ");
    return [field.slice(0, colon), field.slice(colon + 2)];
  });
  const length = Number(
    headers.find(([name]) => name.toLowerCase() === "content-length")?.[1] ?? 0,
  );
  const from = end + 4;
  if (text.length < from + length) return undefined;
  const octets = text.slice(from, from + length);
  const body = Buffer.from(octets, "latin1").toString("utf8");
  return { line, headers, body, raw: text.slice(0, from + length) };
}

function send(socket: Socket, reply: Reply): void {
  if (typeof reply === "function") {
    reply(socket);
    return;
  }
  const { status = 200, headers = {}, body = {} } = reply;
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const fields = { "content-type": "application/json", "content-length": bytes.length, ...headers };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const withBody = status !== 204 && status !== 304;
  const section = Buffer.from(`HTTP/1.1 ${status} Any\r\n${head.join("")}\r\n`, "latin1");
  // In one write: a second one would wait for the other side's acknowledgement of the first.
  socket.write(withBody ? Buffer.concat([section, bytes]) : section);
}
