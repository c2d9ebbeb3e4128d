/** A server over TLS that answers as a test says, and remembers what it was asked. */
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createAuthority } from "../../server/certificates.ts";

/** A request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as a form. */
  readonly form: URLSearchParams;
}

/** What to answer; JSON unless the body is text already. Undefined: never. */
export interface TestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Decides on answers; may take its time. */
export type Answering = (
  request: SeenRequest,
) => TestAnswer | undefined | Promise<TestAnswer | undefined>;

/** A running server. */
export interface TokenServer extends AsyncDisposable {
  /** `https://localhost:PORT`. */
  readonly origin: string;
  /** The CA of its certificate, in DER. */
  readonly ca: Uint8Array;
  readonly seen: readonly SeenRequest[];
  answer: Answering;
  /** The next request that comes, as soon as it has. */
  nextRequest(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8");
  const { method = "", url: path = "", headers } = request;
  return { method, path, headers, body, form: new URLSearchParams(body) };
}

/** Starts a server on a free port. */
export async function startTokenServer(answer: Answering): Promise<TokenServer> {
  await using authority = await createAuthority();
  const { cert, key } = await authority.issue("localhost");
  const seen: SeenRequest[] = [];
  const arrivals = new Set<() => void>();
  const server = createServer({ cert: await readFile(cert), key: await readFile(key) });
  const running: TokenServer = {
    get origin() {
      return `https://localhost:${(server.address() as AddressInfo).port}`;
    },
    ca: new X509Certificate(authority.caText).raw,
    seen,
    answer,
    nextRequest: () => new Promise((resolve) => void arrivals.add(resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  server.on("request", (request, response) => {
    void (async () => {
      const one = await read(request);
      seen.push(one);
      for (const arrived of arrivals) arrived();
      arrivals.clear();
      const said = await running.answer(one);
      if (said === undefined) return;
      const { status = 200, headers = { "content-type": "application/json" }, body = {} } = said;
      response.writeHead(status, headers);
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    })();
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  return running;
}
