/**
 * `/livez`, `/readyz` and `/metrics`.
 */
import { WebhookError } from "../errors.ts";
import type { Health } from "./health.ts";
import type { RequestHandler } from "./listener.ts";
import type { Metrics } from "./metrics.ts";
import { probePaths } from "./options.ts";
import { sendError, sendText } from "./send.ts";

/** What the probes read. */
export interface ProbeOptions {
  readonly health: Health;
  /** Undefined: `/metrics` is not served. */
  readonly metrics: Metrics | undefined;
}

/** The probes by their paths. */
export function createProbes(options: ProbeOptions): ReadonlyMap<string, RequestHandler> {
  const { health, metrics } = options;
  const probes = new Map<string, RequestHandler>([
    [probePaths.live, getOnly((_, response) => sendText(response, { status: 200, text: "ok\n" }))],
    [
      probePaths.ready,
      getOnly((_, response) => {
        void health
          .check()
          .then(({ ready, reasons }) =>
            sendText(
              response,
              ready
                ? { status: 200, text: "ok\n" }
                : { status: 503, text: `${reasons.join("\n")}\n` },
            ),
          );
      }),
    ],
  ]);
  if (metrics !== undefined)
    probes.set(
      probePaths.metrics,
      getOnly((_, response) =>
        sendText(response, {
          status: 200,
          text: metrics.render(),
          type: "text/plain; version=0.0.4; charset=utf-8",
        }),
      ),
    );
  return probes;
}

/** Node leaves the body of an answer to HEAD out. */
function getOnly(handle: RequestHandler): RequestHandler {
  return (request, response) => {
    if (request.method === "GET" || request.method === "HEAD") return handle(request, response);
    response.setHeader("Allow", "GET, HEAD");
    sendError(
      response,
      new WebhookError("UNIMPLEMENTED", {
        reason: "METHOD_NOT_ALLOWED",
        message: `This path is read by GET, not by ${request.method}.`,
      }),
    );
  };
}
