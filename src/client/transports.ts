/**
 * The transport of a protocol, loaded when it is first needed.
 */
import type { Registry } from "@bufbuild/protobuf";
import type { Transport } from "@connectrpc/connect";
import type { HttpBinding } from "../transcoding/binding.ts";
import type { ResolvedOptions } from "./options.ts";

/** Milliseconds without traffic after which a PING tells whether a connection is still there before it is used. */
const pingIntervalMs = 60_000;

/** What a transport is made of. */
export interface TransportParts {
  readonly bindings: readonly HttpBinding[];
  readonly registry: Registry;
}

/** A transport to one origin, and how to let go of its connections. */
export interface OpenTransport {
  readonly transport: Transport;
  close(): void;
}

/** Opens a transport. No connection is made before the first call. */
export async function openTransport(
  origin: string,
  { bindings, registry, ...options }: ResolvedOptions & TransportParts,
): Promise<OpenTransport> {
  if (options.protocol === "rest") {
    const { createRestTransport } = await import("./rest-transport.ts");
    const transport = createRestTransport({ origin, bindings, registry, fetch: options.fetch });
    return { transport, close: (): void => {} };
  }
  const { createConnectTransport, createGrpcTransport, Http2SessionManager } =
    await import("@connectrpc/connect-node");
  const { ca, cert, key } = options.tls;
  const sessionManager = new Http2SessionManager(
    origin,
    { pingIntervalMs },
    {
      ...(ca !== undefined && { ca: pem(ca) }),
      ...(cert !== undefined && { cert: pem(cert) }),
      ...(key !== undefined && { key: pem(key) }),
    },
  );
  const transport =
    options.protocol === "grpc"
      ? createGrpcTransport({ baseUrl: origin, sessionManager })
      : createConnectTransport({ baseUrl: origin, httpVersion: "2", sessionManager });
  return { transport, close: () => sessionManager.abort() };
}

function pem(text: string | Uint8Array): string {
  return typeof text === "string" ? text : new TextDecoder().decode(text);
}
