/**
 * The JSON door on Node's HTTP: a POST with a JSON body in, a JSON answer out,
 * over HTTP/1.1 and HTTP/2. This is the hot path: what one request does not
 * need, it does not do.
 */
import { WebhookError } from "../errors.ts";
import { collectBody } from "./body.ts";
import { answer } from "./call.ts";
import type { Arrival, CallService } from "./call.ts";
import { goneSignal } from "./client-gone.ts";
import type { Limits } from "./limits.ts";
import type { RequestHandler, ServerAnswer, ServerRequest } from "./listener.ts";
import { requestFacts } from "./request-facts.ts";
import { sendEmpty, sendError, sendJson } from "./send.ts";

/** What the JSON door is made of. */
export interface JsonDoorOptions {
  /** The path it serves, for log lines. */
  readonly path: string;
  readonly service: CallService;
  readonly limits: Limits;
}

const allow = "POST, OPTIONS";

/** The door of one path. */
export function createJsonDoor(options: JsonDoorOptions): RequestHandler {
  const { service, limits, path } = options;
  const refuse = (error: WebhookError, exchange: Exchange): void => {
    service.metrics?.refuse(error.reason);
    service.reporter.failure(error, requestFacts(exchange.request, path));
    sendError(exchange.response, error);
  };
  return (request, response) => {
    if (request.method === "OPTIONS") {
      sendEmpty(response, 204, { Allow: allow });
      return;
    }
    const refusal = refusalOf(request);
    if (refusal !== undefined) {
      if (refusal.reason === "METHOD_NOT_ALLOWED") response.setHeader("Allow", allow);
      if (request.headers["content-encoding"] !== undefined)
        response.setHeader("Accept-Encoding", "identity");
      refuse(refusal, { request, response });
      return;
    }
    collectBody(request, response, {
      limits,
      done(body) {
        void answer(service, body, new HttpArrival(request, response, path)).then((result) =>
          sendJson(response, result),
        );
      },
      refused: (error) => refuse(error, { request, response }),
    });
  };
}

interface Exchange {
  readonly request: ServerRequest;
  readonly response: ServerAnswer;
}

/** What is wrong with a request before its body; undefined if nothing is. */
function refusalOf(request: ServerRequest): WebhookError | undefined {
  if (request.method !== "POST")
    return new WebhookError("UNIMPLEMENTED", {
      reason: "METHOD_NOT_ALLOWED",
      message: `A webhook is called by POST, not by ${request.method}: send a WebhookRequest as JSON.`,
    });
  const { headers } = request;
  const type = headers["content-type"];
  if (type !== "application/json" && type !== undefined && !isJson(type))
    return new WebhookError("INVALID_ARGUMENT", {
      reason: "UNSUPPORTED_MEDIA_TYPE",
      message: "The body must be JSON in UTF-8: send Content-Type: application/json.",
    });
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity")
    return new WebhookError("INVALID_ARGUMENT", {
      reason: "UNSUPPORTED_MEDIA_TYPE",
      message: "The body must not be compressed: send it without Content-Encoding.",
    });
  return undefined;
}

const jsonType = /^application\/(?:json|[\w.!#$&^+-]+\+json)\s*(?:;|$)/i;
const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i;

/** JSON, and in UTF-8 if a charset is named; RFC 8259 knows no other. */
function isJson(type: string): boolean {
  if (!jsonType.test(type)) return false;
  const named = charset.exec(type)?.[1];
  return named === undefined || /^utf-?8$/i.test(named);
}

/** A request that has arrived whole. */
class HttpArrival implements Arrival {
  readonly door = "json";
  readonly path: string;
  readonly #request: ServerRequest;
  readonly #response: ServerAnswer;

  constructor(request: ServerRequest, response: ServerAnswer, path: string) {
    this.#request = request;
    this.#response = response;
    this.path = path;
  }

  get method(): string {
    return this.#request.method ?? "";
  }

  get protocol(): string {
    return `HTTP/${this.#request.httpVersion}`;
  }

  get headers(): Readonly<Record<string, unknown>> {
    return this.#request.headers;
  }

  /** Made when a handler asks for it: most don't, and listeners cost. */
  get signal(): AbortSignal {
    return goneSignal(this.#response);
  }
}
