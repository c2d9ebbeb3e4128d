/** Serves pages that are ready: no router, no webhook, a path and what is there. */
import { resolveLimits } from "./limits.ts";
import { createListener, type RequestHandler } from "./listener.ts";
import { sendEmpty, sendText } from "./send.ts";

/** A page as it is sent. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is served, and where. */
export interface PageServerOptions {
  /** The page of a path, with its query; undefined where there is none, which answers 404. */
  readonly find: (path: string) => Page | undefined;
  /** 0 for any that is free. */
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
}

/** A server of pages that listens. */
export interface PageServer {
  readonly port: number;
  /** Stops listening, and cuts all connections. */
  close(): Promise<void>;
}

/**
 * Starts a server of pages, for GET and HEAD, in clear text.
 *
 * @throws what Node throws where it can't listen
 */
export async function servePages({ find, port, host }: PageServerOptions): Promise<PageServer> {
  const listener = createListener({
    handle: pageHandler(find),
    handleStream: () => false,
    limits: resolveLimits(),
  });
  const address = await listener.listen({ port, host });
  return {
    port: address.port,
    async close() {
      const stopped = listener.stop();
      listener.destroy();
      await stopped;
    },
  };
}

function pageHandler(find: PageServerOptions["find"]): RequestHandler {
  return (request, response) => {
    const page = find(request.url ?? "");
    if (page === undefined) {
      sendText(response, { status: 404, text: "There is no such page.\n" });
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      sendEmpty(response, 405, { Allow: "GET, HEAD" });
      return;
    }
    response.statusCode = page.status;
    for (const [name, value] of Object.entries(page.headers)) response.setHeader(name, value);
    response.setHeader("Content-Length", Buffer.byteLength(page.body));
    response.end(page.body);
  };
}
