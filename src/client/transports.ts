/**
 * The transport of a protocol, loaded when it is first needed.
 */
import type { Registry } from "@bufbuild/protobuf";
import type { Transport } from "@connectrpc/connect";
import type { HttpBinding } from "../transcoding/binding.ts";
import type { ResolvedOptions } from "./options.ts";
import type { TlsFetch } from "./tls-fetch.ts";
import { pemOptions } from "./tls.ts";

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
  const { protocol, tls = {} } = options;
  if (protocol === "rest") {
    const { createRestTransport } = await import("./rest-transport.ts");
    const { fetch, close } = await openFetch(options);
    return { transport: createRestTransport({ origin, bindings, registry, fetch }), close };
  }
  const { createConnectTransport, createGrpcTransport, Http2SessionManager } =
    await import("@connectrpc/connect-node");
  const sessionManager = new Http2SessionManager(origin, { pingIntervalMs }, pemOptions(tls));
  const transport =
    protocol === "grpc"
      ? createGrpcTransport({ baseUrl: origin, sessionManager })
      : createConnectTransport({ baseUrl: origin, httpVersion: "2", sessionManager });
  return { transport, close: () => sessionManager.abort() };
}

async function openFetch({ fetch: given, tls }: ResolvedOptions): Promise<TlsFetch> {
  if (tls === undefined) return { fetch: given ?? fetch, close: () => {} };
  return (await import("./tls-fetch.ts")).createTlsFetch(tls);
}
