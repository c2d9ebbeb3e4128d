/**
 * `fulfillkit/fetch`: a router as a handler for hosts that speak fetch's Request
 * and Response: Hono, Deno, Bun, Cloudflare Workers. Nothing here needs Node.
 */
import { WebhookError } from "../../errors.ts";
import type { Router } from "../../handler/router.ts";
import { answer } from "../call.ts";
import type { Answer, Arrival, CallService } from "../call.ts";
import { allowedMethods, bodyTooLarge, refusalOf } from "../json-request.ts";
import type { RequestFacts } from "../log.ts";
import { createAdapterService } from "./service.ts";
import type { AdapterOptions } from "./service.ts";

export type { AdapterOptions } from "./service.ts";

/** Takes a request, and answers it. Never rejects. */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * Makes the handler of a router.
 *
 * @example
 * const handle = toFetchHandler(router);
 * new Hono().post("/webhook", (context) => handle(context.req.raw));
 */
export function toFetchHandler(router: Router, options: AdapterOptions = {}): FetchHandler {
  const { service, limits } = createAdapterService(router, options);
  return async (request) => {
    if (request.method === "OPTIONS")
      return new Response(null, { status: 204, headers: { Allow: allowedMethods } });
    const arrival = new FetchArrival(request);
    const refusal = refusalOf({
      method: request.method,
      contentType: request.headers.get("content-type"),
      contentEncoding: request.headers.get("content-encoding"),
    });
    if (refusal !== undefined)
      return refuse(refusal.error, { service, arrival, headers: refusal.headers });
    try {
      const body = await readBody(request, limits.bodyBytes);
      return await new Promise((resolve) => {
        answer(service, body, { arrival, send: (result) => resolve(toResponse(result)) });
      });
    } catch (thrown) {
      return refuse(WebhookError.from(thrown), { service, arrival });
    }
  };
}

function toResponse(result: Answer): Response {
  const headers = {
    "Content-Type": "application/json",
    ...(result.requestId && { "X-Request-Id": result.requestId }),
  };
  return new Response(result.body, { status: result.status, headers });
}

function refuse(
  error: WebhookError,
  options: {
    readonly service: CallService;
    readonly arrival: FetchArrival;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Response {
  options.service.reporter.failure(error, options.arrival);
  return new Response(JSON.stringify(error), {
    status: error.httpStatus,
    headers: { "Content-Type": "application/json", ...options.headers },
  });
}

/**
 * The whole body, refused as soon as it is known to be too large.
 *
 * @throws WebhookError; CANCELLED if the body breaks off
 */
async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw bodyTooLarge(limit);
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(broken);
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw bodyTooLarge(limit);
    }
    chunks.push(value);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : join(chunks, size);
}

function broken(cause: unknown): never {
  throw new WebhookError("CANCELLED", { message: "The request broke off.", cause });
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** A fetch request as the handlers' part sees it. */
class FetchArrival implements Arrival, RequestFacts {
  readonly door = "json";
  readonly protocol = "HTTP";
  readonly #request: Request;
  #requestId: string | undefined;

  constructor(request: Request) {
    this.#request = request;
  }

  get method(): string {
    return this.#request.method;
  }

  get path(): string {
    return new URL(this.#request.url).pathname;
  }

  get headers(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#request.headers);
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }

  get requestId(): string {
    this.#requestId ??= crypto.randomUUID();
    return this.#requestId;
  }

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined;
  }
}
