/**
 * The server under test of Connect's conformance suite: our listener and RPC
 * door, with the unary path, around the suite's own service.
 *
 * Arguments: the image of the suite's protos, and `connect-only` to leave the
 * unary path out. Reads one ServerCompatRequest from stdin and writes one
 * ServerCompatResponse to stdout, each with its length in front, as the suite's docs/configuring_and_running_tests.md has it.
 */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { createHealth } from "../../src/server/health.ts";
import { resolveLimits } from "../../src/server/limits.ts";
import { createListener, type ListenerTls } from "../../src/server/listener.ts";
import { createRpcDoor } from "../../src/server/rpc/index.ts";
import { loadSchema, type ServerRequest } from "./schema.ts";
import { registerConformance } from "./service.ts";

const schema = loadSchema(process.argv[2] ?? "");
const fastPath = process.argv[3] !== "connect-only";
const request = await readRequest();
const door = createRpcDoor({
  handleWebhook: async () => ({}),
  health: createHealth({ services: [], checks: {}, timeoutMs: 1000 }),
  services: [(router) => registerConformance(router, schema)],
  registry: schema.registry,
  compressMinBytes: 0,
  maxMessageBytes: request.messageReceiveLimit || 1_048_576,
});
const listener = createListener({
  handle: (incoming, response) =>
    admits(incoming.socket) ? door.handle(incoming, response) : response.destroy(),
  handleStream: (stream, headers) =>
    fastPath && admits(stream.session?.socket) && door.handleStream(stream, headers),
  limits: resolveLimits({ streams: 1000 }),
  tls: tlsOf(request),
});
const { port } = await listener.listen({ port: 0, host: "127.0.0.1" });
writeResponse({
  host: "127.0.0.1",
  port,
  ...(request.serverCreds && { pemCert: request.serverCreds.cert }),
});

function tlsOf({ useTls, serverCreds, clientTlsCert }: ServerRequest): ListenerTls | undefined {
  if (!useTls || serverCreds === undefined) return undefined;
  const ca = clientTlsCert.length > 0 ? Buffer.from(clientTlsCert) : undefined;
  return {
    context: {
      cert: Buffer.from(serverCreds.cert),
      key: Buffer.from(serverCreds.key),
      ...(ca && { ca }),
    },
    requestCert: ca !== undefined,
  };
}

/** Whether the client has the certificate that the suite wants, if it wants one. */
function admits(socket: object | undefined): boolean {
  if (request.clientTlsCert.length === 0) return true;
  return socket !== undefined && "authorized" in socket && socket.authorized === true;
}

async function readRequest(): Promise<ServerRequest> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    if (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE(0)) break;
  }
  return fromBinary(
    schema.message("ServerCompatRequest"),
    bytes.subarray(4),
  ) as unknown as ServerRequest;
}

function writeResponse(init: {
  readonly host: string;
  readonly port: number;
  readonly pemCert?: Uint8Array;
}): void {
  const response = schema.message("ServerCompatResponse");
  const data = toBinary(response, create(response, init));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  process.stdout.write(Buffer.concat([length, data]));
}
