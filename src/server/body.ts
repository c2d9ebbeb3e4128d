/**
 * Collects a request's body, within limits.
 */
import { WebhookError } from "../errors.ts";
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
  const { bodyBytes, discardBytes, requestMs } = receiver.limits;
  const { headers } = request;
  const announced = headers["content-length"];
  if (announced !== undefined && Number(announced) > bodyBytes && headers.expect !== undefined) {
    // Nothing of it is on its way, and on this connection nothing else can follow.
    if (request.httpVersionMajor === 1) response.setHeader("Connection", "close");
    receiver.refused(bodyTooLarge(bodyBytes));
    return;
  }
  if (headers.expect !== undefined) response.writeContinue();
  let first: Uint8Array = empty;
  let more: Uint8Array[] | undefined;
  let size = 0;
  let open = true;
  const refuse = (error: WebhookError): void => {
    open = false;
    first = empty;
    more = undefined;
    receiver.refused(error);
    // RFC 9113, section 8.1: a complete answer may be followed by a reset without an error.
    if ("stream" in request) response.once("finish", () => request.stream.close());
  };
  const timer =
    request.httpVersionMajor === 2
      ? guardStream(request, { requestMs, late: () => open && refuse(tooSlow(requestMs)) })
      : undefined;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (!open) {
      if (size > bodyBytes + discardBytes) request.destroy();
    } else if (size > bodyBytes) refuse(bodyTooLarge(bodyBytes));
    else if (size === chunk.length) first = chunk;
    else (more ??= [first]).push(chunk);
  });
  request.on("end", () => {
    clearTimeout(timer);
    if (!open) return;
    open = false;
    receiver.done(more === undefined ? first : Buffer.concat(more, size));
  });
  if (announced !== undefined && Number(announced) > bodyBytes) refuse(bodyTooLarge(bodyBytes));
}

/** HTTP/1.1 has its requestTimeout; a stream of HTTP/2 has nothing like it. */
function guardStream(
  request: ServerRequest,
  options: { readonly requestMs: number; late(): void },
): NodeJS.Timeout {
  const timer = setTimeout(() => options.late(), options.requestMs);
  request.once("close", () => clearTimeout(timer));
  return timer;
}

function tooSlow(limit: number): WebhookError {
  return new WebhookError("DEADLINE_EXCEEDED", {
    message: `The request did not arrive within ${limit} ms.`,
  });
}
