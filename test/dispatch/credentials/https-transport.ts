/** A small transport on node:https, for tests of what stands on one. */
import { request as send } from "node:https";
import { DispatchFailure, type FailureKind } from "../../../src/dispatch/failure.ts";
import type {
  Transport,
  TransportRequest,
  TransportResponse,
} from "../../../src/dispatch/transport/transport.ts";

function pem(der: Uint8Array): string {
  const base64 = Buffer.from(der).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

const kinds: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: "connect",
  ECONNRESET: "reset",
  ENOTFOUND: "dns",
};

function failureOf(error: NodeJS.ErrnoException, { signal }: TransportRequest): DispatchFailure {
  if (DispatchFailure.is(error)) return error;
  if (signal?.aborted === true) return new DispatchFailure("cancelled", "It was cancelled.");
  const code = error.code ?? "";
  return new DispatchFailure(kinds[code] ?? "tls", `It failed: ${code}.`);
}

function exchange(request: TransportRequest): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const { method, url, headers, body, tls, signal, maxResponseBytes, timeoutMs } = request;
    const outgoing = send(url, {
      method,
      headers: Object.fromEntries(headers),
      agent: false,
      ...(signal && { signal }),
      ...(tls?.ca && { ca: tls.ca.map(pem) }),
    });
    const timer = setTimeout(() => {
      outgoing.destroy(new DispatchFailure("timeout", "It took too long."));
    }, timeoutMs);
    outgoing.on("close", () => clearTimeout(timer));
    outgoing.on("error", (error) => reject(failureOf(error, request)));
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      let length = 0;
      incoming.on("error", (error) => reject(failureOf(error, request)));
      incoming.on("data", (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length > maxResponseBytes)
          outgoing.destroy(new DispatchFailure("oversize", "The answer is too long."));
      });
      incoming.on("end", () => {
        const { statusCode = 0 } = incoming;
        resolve({ statusCode, headers: {}, body: Buffer.concat(chunks) });
      });
    });
    outgoing.end(body);
  });
}

/** A transport that opens a connection for each request. */
export function createHttpsTransport(): Transport {
  return { send: exchange, close: async () => undefined };
}
