/**
 * Collects a request's body, within limits.
 */
import { WebhookError } from "../errors.ts";
import { Http1Request } from "./http1-request.ts";
import type { BodySink } from "./http1-request.ts";
import { bodyTooLarge } from "./json-request.ts";
import type { Limits } from "./limits.ts";
import type { ServerAnswer, ServerRequest } from "./listener.ts";

/** What happens with a body. Exactly one of the two is called, or none if the client goes away. */
export interface BodyReceiver {
  readonly limits: Limits;
  /** It is complete. */
  done(body: Uint8Array): void;
  /** It is too large or too slow. */
  refused(error: WebhookError): void;
}

const empty = new Uint8Array(0);

/**
 * Reads a body without copying it where it comes in one piece. A body that is
 * too large is refused as soon as that is known, and before it is invited by
 * `100 Continue`; the rest of it is dropped, so that the client gets to read
 * the answer.
 */
export function collectBody(
  request: ServerRequest,
  response: ServerAnswer,
  receiver: BodyReceiver,
): void {
  const { bodyBytes } = receiver.limits;
  const { headers } = request;
  const announced = headers["content-length"];
  const tooLarge = announced !== undefined && Number(announced) > bodyBytes;
  if (headers.expect !== undefined) {
    if (tooLarge) {
      // Nothing of it is on its way, and on this connection nothing else can follow.
      if (request.httpVersionMajor === 1) response.setHeader("Connection", "close");
      receiver.refused(bodyTooLarge(bodyBytes));
      return;
    }
    response.writeContinue();
  }
  const collector = new BodyCollector(request, response, receiver);
  if (!(request instanceof Http1Request && request.deliverTo(collector))) {
    request.on("data", (bytes: Buffer) => collector.chunk(bytes));
    request.on("end", () => collector.end());
  }
  if (tooLarge) collector.refuse(bodyTooLarge(bodyBytes));
}

/** The body of one request, as far as it has arrived. */
class BodyCollector implements BodySink {
  readonly #request: ServerRequest;
  readonly #response: ServerAnswer;
  readonly #receiver: BodyReceiver;
  readonly #timer: NodeJS.Timeout | undefined;
  #first: Uint8Array = empty;
  #more: Uint8Array[] | undefined;
  #size = 0;
  #open = true;

  constructor(request: ServerRequest, response: ServerAnswer, receiver: BodyReceiver) {
    this.#request = request;
    this.#response = response;
    this.#receiver = receiver;
    if (request.httpVersionMajor === 2) this.#timer = this.#guardStream();
  }

  chunk(bytes: Buffer): void {
    const { bodyBytes, discardBytes } = this.#receiver.limits;
    this.#size += bytes.length;
    if (!this.#open) {
      if (this.#size > bodyBytes + discardBytes) this.#request.destroy();
    } else if (this.#size > bodyBytes) this.refuse(bodyTooLarge(bodyBytes));
    else if (this.#size === bytes.length) this.#first = bytes;
    else (this.#more ??= [this.#first]).push(bytes);
  }

  end(): void {
    clearTimeout(this.#timer);
    if (!this.#open) return;
    this.#open = false;
    const body = this.#more === undefined ? this.#first : Buffer.concat(this.#more, this.#size);
    this.#forget();
    this.#receiver.done(body);
  }

  refuse(error: WebhookError): void {
    this.#open = false;
    this.#forget();
    this.#receiver.refused(error);
    // RFC 9113, section 8.1: a complete answer may be followed by a reset without an error.
    const request = this.#request;
    if ("stream" in request) this.#response.once("finish", () => request.stream.close());
  }

  /** What has arrived must not live as long as the request. */
  #forget(): void {
    this.#first = empty;
    this.#more = undefined;
  }

  /** HTTP/1.1 has its requestTimeout; a stream of HTTP/2 has nothing like it. */
  #guardStream(): NodeJS.Timeout {
    const { requestMs } = this.#receiver.limits;
    const timer = setTimeout(() => {
      if (this.#open) this.refuse(tooSlow(requestMs));
    }, requestMs);
    this.#request.once("close", () => clearTimeout(timer));
    return timer;
  }
}

function tooSlow(limit: number): WebhookError {
  return new WebhookError("DEADLINE_EXCEEDED", {
    message: `The request did not arrive within ${limit} ms.`,
  });
}
