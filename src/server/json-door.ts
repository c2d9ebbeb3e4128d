/**
 * The JSON door on Node's HTTP: a POST with a JSON body in, a JSON answer out,
 * over HTTP/1.1 and HTTP/2. This is the hot path: what one request does not
 * need, it does not do.
 */
import type { WebhookError } from "../errors.ts";
import { collectBody } from "./body.ts";
import { answer } from "./call.ts";
import type { Arrival, CallService, ParsedBody } from "./call.ts";
import { goneSignal } from "./client-gone.ts";
import { allowedMethods, refusalOf } from "./json-request.ts";
import type { Refusal } from "./json-request.ts";
import type { Limits } from "./limits.ts";
import type { RequestHandler, ServerAnswer, ServerRequest } from "./listener.ts";
import { pathOf, requestFacts } from "./request-facts.ts";
import { sendEmpty, sendError, sendJson } from "./send.ts";

/** What the JSON door is made of. */
export interface JsonDoorOptions {
  readonly service: CallService;
  readonly limits: Limits;
  /** The body that a host's own parser has read already; undefined if nobody has. Default: nobody. */
  readonly bodyOf?: (request: ServerRequest) => Uint8Array | string | ParsedBody | undefined;
}

/** The door to one router. */
export function createJsonDoor(options: JsonDoorOptions): RequestHandler {
  const { service, limits, bodyOf } = options;
  const run = (body: Uint8Array | string | ParsedBody, exchange: Exchange): void => {
    answer(service, body, {
      arrival: new HttpArrival(exchange),
      send: (result) => {
        try {
          sendJson(exchange.response, result);
        } catch (thrown) {
          // A client that gets no answer should know it, and not wait.
          exchange.response.destroy();
          throw thrown;
        }
      },
    });
  };
  return (request, response) => {
    const exchange = { request, response };
    if (request.method === "OPTIONS") return sendEmpty(response, 204, { Allow: allowedMethods });
    const body = bodyOf?.(request);
    const refusal = refusalOf({
      method: request.method,
      contentType: request.headers["content-type"],
      // Whoever has read the body has decompressed it as well.
      contentEncoding: body === undefined ? request.headers["content-encoding"] : undefined,
    });
    if (refusal !== undefined) return refuse(refusal, { service, exchange });
    if (body !== undefined) return run(body, exchange);
    collectBody(request, response, {
      limits,
      done: (collected) => run(collected, exchange),
      refused: (error: WebhookError) => refuse({ error, headers: {} }, { service, exchange }),
    });
  };
}

interface Exchange {
  readonly request: ServerRequest;
  readonly response: ServerAnswer;
}

function refuse(
  refusal: Refusal,
  options: { readonly service: CallService; readonly exchange: Exchange },
): void {
  const { service, exchange } = options;
  service.metrics?.refuse(refusal.error.reason);
  service.reporter.failure(refusal.error, requestFacts(exchange.request));
  for (const [name, value] of Object.entries(refusal.headers))
    exchange.response.setHeader(name, value);
  sendError(exchange.response, refusal.error);
}

/** A request that has arrived whole. */
class HttpArrival implements Arrival {
  readonly door = "json";
  readonly #exchange: Exchange;
  #signal: AbortSignal | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  get method(): string {
    return this.#exchange.request.method ?? "";
  }

  get path(): string {
    return pathOf(this.#exchange.request);
  }

  get protocol(): string {
    return `HTTP/${this.#exchange.request.httpVersion}`;
  }

  get headers(): Readonly<Record<string, unknown>> {
    return this.#exchange.request.headers;
  }

  /** Made when somebody asks for it: most answers come before that, and listeners cost. */
  get signal(): AbortSignal {
    this.#signal ??= goneSignal(this.#exchange.response);
    return this.#signal;
  }
}
