/** What the tests of the RPC door share: a door behind a real listener, and raw HTTP/2 calls. */
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from "node:http2";
import { createHealth, type Health } from "../../../src/server/health.ts";
import { resolveLimits } from "../../../src/server/limits.ts";
import { createListener } from "../../../src/server/listener.ts";
import { createRpcDoor, type RpcDoor, type RpcDoorOptions } from "../../../src/server/rpc/index.ts";

/** A door that can be called. */
export interface OpenDoor {
  readonly door: RpcDoor;
  readonly health: Health;
  readonly url: string;
  readonly address: string;
  /** What was thrown and is no chosen answer, with its path. */
  readonly faults: { readonly thrown: unknown; readonly path: string }[];
  /** Streams that took the fast path. */
  readonly fast: () => number;
  close(): void;
}

/** Options of a test's door. */
export interface OpenDoorOptions extends Partial<RpcDoorOptions> {
  /** False: every stream becomes a request, so that Connect serves it. */
  readonly fastPath?: boolean;
}

/** The path of the RPC that leads to the handlers. */
const webhookPath = "/fulfillkit.v1.WebhookService/HandleWebhook";

/** Listens on a free port. */
export async function openDoor(options: OpenDoorOptions = {}): Promise<OpenDoor> {
  const { fastPath = true, ...doorOptions } = options;
  const faults: OpenDoor["faults"] = [];
  const services = ["fulfillkit.v1.WebhookService"];
  const health = createHealth({ services, checks: {}, timeoutMs: 1000 });
  const door = createRpcDoor({
    handleWebhook: async () => ({}),
    health,
    onFault: (thrown, path) => faults.push({ thrown, path }),
    ...doorOptions,
  });
  let taken = 0;
  const listener = createListener({
    handle: (request, response) => door.handle(request, response),
    handleStream(stream, headers) {
      const mine = fastPath && door.handleStream(stream, headers);
      if (mine) taken += 1;
      return mine;
    },
    limits: resolveLimits(),
  });
  const { port } = await listener.listen({ port: 0, host: "127.0.0.1" });
  const address = `127.0.0.1:${port}`;
  return {
    door,
    health,
    faults,
    address,
    url: `http://${address}`,
    fast: () => taken,
    close() {
      door.close();
      listener.destroy();
      void listener.stop();
    },
  };
}

/** What came back on a raw stream. */
export interface RawAnswer {
  readonly headers: Readonly<Record<string, unknown>>;
  /** Trailers, or for a single frame the headers themselves. */
  readonly status: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly rstCode: number | undefined;
}

/** Sends bytes as a gRPC call, each chunk as a frame of its own. */
export async function rawCall(
  session: ClientHttp2Session,
  options: { readonly headers?: OutgoingHttpHeaders; readonly chunks: readonly Uint8Array[] },
): Promise<RawAnswer> {
  const stream = session.request({
    ":method": "POST",
    ":path": webhookPath,
    "content-type": "application/grpc",
    te: "trailers",
    ...options.headers,
  });
  let headers: RawAnswer["headers"] = {};
  let trailers: RawAnswer["status"] | undefined;
  const body: Buffer[] = [];
  stream.on("response", (received) => {
    headers = received;
  });
  stream.on("trailers", (received: RawAnswer["status"]) => {
    trailers = received;
  });
  stream.on("data", (chunk: Buffer) => body.push(chunk));
  for (const chunk of options.chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => {
    stream.once("error", () => {});
    stream.once("close", resolve);
  });
  return {
    headers,
    status: trailers ?? headers,
    body: Buffer.concat(body),
    rstCode: stream.rstCode,
  };
}

/** A session that is closed by `destroy`. */
export async function openSession(url: string): Promise<ClientHttp2Session> {
  const session = connect(url);
  await new Promise((resolve) => session.once("connect", resolve));
  return session;
}
