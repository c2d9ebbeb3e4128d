/** What the tests of the transport share: servers on port 0, and calls of them. */
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { createServer as createRawServer } from "node:net";
import type { Server, Socket } from "node:net";
import { DispatchFailure } from "../../../src/dispatch/failure.ts";
import { createTransport } from "../../../src/dispatch/transport/create-transport.ts";
import type { TransportOptions } from "../../../src/dispatch/transport/create-transport.ts";
import type {
  Transport,
  TransportRequest,
  TransportResponse,
} from "../../../src/dispatch/transport/transport.ts";

/** A server that listens. */
export interface Listening extends AsyncDisposable {
  readonly port: number;
  /** Its connections that are open. */
  readonly sockets: ReadonlySet<Socket>;
  /** How many there were. */
  readonly connections: number;
}

/** Starts a server on a free port of the loopback address; disposing it cuts its connections. */
export async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket.on("error", () => undefined));
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    sockets,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<unknown>((resolve) => {
        server.close(resolve);
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** An HTTP/1.1 server in clear text. */
export async function listenHttp(listener: RequestListener): Promise<Listening> {
  return listen(createServer(listener));
}

/** A server that answers every request's first bytes with bytes of its own. */
export async function listenRaw(answer: (socket: Socket) => void): Promise<Listening> {
  return listen(
    createRawServer((socket) => {
      socket.once("data", () => {
        answer(socket);
      });
    }),
  );
}

/** A transport that may call this machine, and closes at the end of its block. */
export function openTransport(options: TransportOptions = {}): Transport & AsyncDisposable {
  const transport = createTransport({
    addresses: { allow: ["loopback"], http: "loopback" },
    ...options,
  });
  return {
    ...transport,
    [Symbol.asyncDispose]: async () => transport.close(),
  };
}

/** A call with short bounds. */
export function requestTo(url: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return {
    method: "POST",
    url,
    headers: [["Content-Type", "application/json"]],
    body: "{}",
    timeoutMs: 10_000,
    maxResponseBytes: 65_536,
    ...more,
  };
}

/** The text of an answer. */
export function textOf({ body }: TransportResponse): string {
  return new TextDecoder().decode(body);
}

/** What a call fails with. */
export async function failureOf(call: Promise<unknown>): Promise<DispatchFailure> {
  try {
    await call;
  } catch (error) {
    if (DispatchFailure.is(error)) return error;
    throw error;
  }
  throw new Error("The call did not fail.");
}
