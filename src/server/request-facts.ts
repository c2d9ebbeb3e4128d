/**
 * What a log line says of a request that Node's HTTP brought.
 */
import type { ServerRequest } from "./listener.ts";
import type { RequestFacts } from "./log.ts";

/**
 * The facts of a request that never became a call.
 *
 * @param path without the query
 */
export function requestFacts(request: ServerRequest, path: string): RequestFacts {
  return {
    requestId: crypto.randomUUID(),
    method: request.method ?? "",
    path,
    protocol: `HTTP/${request.httpVersion}`,
    header(name) {
      const value = request.headers[name];
      return typeof value === "string" ? value : undefined;
    },
  };
}
