/**
 * The JSON door on Node's HTTP: a POST with a JSON body in, a JSON answer out,
 * over HTTP/1.1 and HTTP/2. This is the hot path: what one request does not
 * need, it does not do.
 */
import type { WebhookError } from "../errors.ts";
import { collectBody } from "./body.ts";
import type { BodyReceiver } from "./body.ts";
import { answer } from "./call.ts";
import type { Answer, Arrival, CallService, ParsedBody } from "./call.ts";
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
  return (request, response) => {
    if (request.method === "OPTIONS") return sendEmpty(response, 204, { Allow: allowedMethods });
    new Exchange(options, request, response).begin();
  };
}

/** One request at the door, and its answer. One object in all these parts: there is one for each call. */
class Exchange implements Arrival, BodyReceiver {
  readonly door = "json";
  readonly #options: JsonDoorOptions;
  readonly #request: ServerRequest;
  readonly #response: ServerAnswer;
  #signal: AbortSignal | undefined;

  constructor(options: JsonDoorOptions, request: ServerRequest, response: ServerAnswer) {
    this.#options = options;
    this.#request = request;
    this.#response = response;
  }

  get limits(): Limits {
    return this.#options.limits;
  }

  get method(): string {
    return this.#request.method ?? "";
  }

  get path(): string {
    return pathOf(this.#request);
  }

  get protocol(): string {
    return `HTTP/${this.#request.httpVersion}`;
  }

  get headers(): Readonly<Record<string, unknown>> {
    return this.#request.headers;
  }

  /** Made when somebody asks for it: most answers come before that, and listeners cost. */
  get signal(): AbortSignal {
    this.#signal ??= goneSignal(this.#response);
    return this.#signal;
  }

  begin(): void {
    const request = this.#request;
    const body = this.#options.bodyOf?.(request);
    const refusal = refusalOf({
      method: request.method,
      contentType: request.headers["content-type"],
      // Whoever has read the body has decompressed it as well.
      contentEncoding: body === undefined ? request.headers["content-encoding"] : undefined,
    });
    if (refusal !== undefined) this.#refuse(refusal);
    else if (body !== undefined) this.done(body);
    else collectBody(request, this.#response, this);
  }

  done(body: Uint8Array | string | ParsedBody): void {
    answer(this.#options.service, body, { arrival: this, send: (result) => this.#send(result) });
  }

  refused(error: WebhookError): void {
    this.#refuse({ error, headers: {} });
  }

  #send(result: Answer): void {
    try {
      sendJson(this.#response, result);
    } catch (thrown) {
      // A client that gets no answer should know it, and not wait.
      this.#response.destroy();
      throw thrown;
    }
  }

  #refuse({ error, headers }: Refusal): void {
    const { metrics, reporter } = this.#options.service;
    metrics?.refuse(error.reason);
    reporter.failure(error, requestFacts(this.#request));
    for (const [name, value] of Object.entries(headers)) this.#response.setHeader(name, value);
    sendError(this.#response, error);
  }
}
