/**
 * What a log line says of a request that Node's HTTP brought.
 */
import type { ServerRequest } from "./listener.ts";
import type { RequestFacts } from "./log.ts";

/** The facts of a request that never became a call. */
export function requestFacts(request: ServerRequest): RequestFacts {
  return {
    requestId: crypto.randomUUID(),
    method: request.method ?? "",
    path: pathOf(request),
    protocol: `HTTP/${request.httpVersion}`,
    header(name) {
      const value = request.headers[name];
      return typeof value === "string" ? value : undefined;
    },
  };
}

/** The path of a request, without its query. */
export function pathOf(request: ServerRequest): string {
  // Express cuts the part of its mount point off `url`.
  const whole: unknown = "originalUrl" in request ? request.originalUrl : undefined;
  return targetPath(typeof whole === "string" ? whole : (request.url ?? "/"));
}

/** The path of a request target, which may be a whole URL (RFC 9112, section 3.2). */
export function targetPath(target: string): string {
  let start = 0;
  if (!target.startsWith("/")) {
    const scheme = target.indexOf("://");
    if (scheme < 0) return target;
    start = target.indexOf("/", scheme + 3);
    if (start < 0) return "/";
  }
  const query = target.indexOf("?", start);
  if (query < 0) return start === 0 ? target : target.slice(start);
  return target.slice(start, query);
}
