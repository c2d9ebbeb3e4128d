/** One call under way: a request that waits for a connection, then for its answer. */
import { Buffer } from "node:buffer";
import type { Dispatcher } from "undici";
import type { Clock } from "../../clock.ts";
import type { Connection } from "./connection.ts";
import { DispatchFailure } from "../failure.ts";
import { classifyError } from "./classify-error.ts";
import { connectionHeaders, isHeaderName } from "./header-names.ts";
import { decodeContent, oversize } from "./content-coding.ts";
import type { Target } from "./target.ts";
import type { TransportRequest, TransportResponse } from "./transport.ts";
import type { Writable } from "../writable.ts";

/** Headers of an answer, as undici and node:http2 give them. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What an exchange needs of whoever sends it. */
type Controller = Pick<Dispatcher.DispatchController, "abort">;

/** A request in undici's words, with headers and body as they are made here. */
interface DispatchOptions extends Dispatcher.DispatchOptions {
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string | Uint8Array | null;
}

/** Whoever counts a call while it is under way. */
export interface Holder {
  /** The call is over; a connection it had is free, or closing. */
  release(exchange: Exchange): void;
}

/** What an exchange is made of. */
export interface ExchangeOptions {
  readonly request: TransportRequest;
  readonly target: Target;
  readonly clock: Clock;
}

/** What the content codings may add to a body that does not compress. */
const codingOverhead = 1024;

/** A call. Hands itself to undici as the handler, so that a call takes few objects and one timer. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<TransportResponse>;
  readonly options: DispatchOptions;
  /** The address at the other end; set by the connection. */
  address: string | undefined;
  /** Which connection has it; set by the pool. */
  connection: Connection | undefined;
  readonly #request: TransportRequest;
  readonly #host: string;
  readonly #clock: Clock;
  readonly #resolve: (response: TransportResponse) => void;
  readonly #reject: (failure: DispatchFailure) => void;
  #holder: Holder | undefined;
  #timer: unknown;
  #controller: Controller | undefined;
  #settled = false;
  #statusCode = 0;
  #headers: Readonly<Record<string, string>> = {};
  #maxWireBytes = 0;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor({ request, target, clock }: ExchangeOptions) {
    this.#request = request;
    this.#host = target.host;
    this.#clock = clock;
    this.options = {
      path: target.path,
      method: request.method,
      headers: sentHeaders(request.headers),
      body: request.body ?? null,
      // With nothing pipelined there is nothing to block, and undici saves itself the work.
      blocking: false,
    };
    const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Whether it has ended. */
  get over(): boolean {
    return this.#settled;
  }

  /** Starts the time; from now on the holder is told when the call is over. */
  begin(holder: Holder): void {
    const { signal, timeoutMs } = this.#request;
    this.#holder = holder;
    if (signal?.aborted === true) {
      this.fail(givenUp());
      return;
    }
    signal?.addEventListener("abort", this, { once: true });
    this.#timer = this.#clock.setTimeout(() => {
      this.fail(this.#late());
    }, timeoutMs);
  }

  /** The signal's listener. */
  handleEvent(): void {
    this.fail(givenUp());
  }

  /** Ends the call, whatever it waits for. Does nothing once it is over. */
  fail(failure: DispatchFailure): void {
    if (this.#settled) return;
    this.#settle();
    this.#reject(failure);
    this.#controller?.abort(failure);
    this.#holder?.release(this);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    // The time ran out between a connection's last call and this one.
    if (this.#settled) controller.abort(givenUp());
  }

  onResponseStart(_controller: unknown, statusCode: number, headers: Headers): void {
    // 103 Early Hints and their kind come before the answer.
    if (this.#settled || statusCode < 200) return;
    this.#statusCode = statusCode;
    this.#headers = receivedHeaders(headers);
    const { maxResponseBytes, method } = this.#request;
    const coded = this.#headers["content-encoding"] !== undefined;
    this.#maxWireBytes = maxResponseBytes + (coded ? codingOverhead : 0);
    const length = Number(this.#headers["content-length"] ?? 0);
    if (length > this.#maxWireBytes && method !== "HEAD" && this.#counts())
      this.fail(this.#withStatus(oversize(maxResponseBytes)));
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    if (this.#settled) return;
    const room = this.#maxWireBytes - this.#size;
    this.#size += chunk.length;
    if (chunk.length <= room) this.#chunks.push(chunk);
    else if (this.#counts()) this.fail(this.#withStatus(oversize(this.#request.maxResponseBytes)));
    else this.#cutOff(chunk.subarray(0, room));
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    try {
      this.#succeed(this.#body());
    } catch (error) {
      this.fail(this.#withStatus(classifyError(error, { host: this.#host, connecting: false })));
    }
  }

  onResponseError(_controller: unknown, error: unknown): void {
    if (this.#settled) return;
    // A status that tells all, but for a body that is cut off, or that 304 only tells the length of.
    if (!this.#counts()) {
      this.#succeed(this.#body());
      return;
    }
    const failure = classifyError(error, { host: this.#host, connecting: false });
    this.fail(this.#withStatus(failure));
  }

  /** Whether the body decides what the call comes to: the status alone does so otherwise. */
  #counts(): boolean {
    return this.#statusCode < 300;
  }

  #body(): Uint8Array {
    const [first = empty, ...more] = this.#chunks;
    const body = more.length === 0 ? first : Buffer.concat(this.#chunks, this.#size);
    const encoding = this.#headers["content-encoding"];
    if (encoding === undefined) return body;
    try {
      return decodeContent(body, { encoding, maxBytes: this.#request.maxResponseBytes });
    } catch (error) {
      if (this.#counts()) throw error;
      return empty;
    }
  }

  /** Ends a call whose body is longer than it is read, and does not count. */
  #cutOff(rest: Buffer): void {
    this.#chunks.push(rest);
    this.#size = this.#maxWireBytes;
    this.#succeed(this.#body());
    this.#controller?.abort(givenUp());
  }

  #succeed(body: Uint8Array): void {
    this.#settle();
    const response: Writable<TransportResponse> = {
      statusCode: this.#statusCode,
      headers: this.#headers,
      body,
    };
    if (this.address !== undefined) response.address = this.address;
    this.#resolve(response);
    this.#holder?.release(this);
  }

  #settle(): void {
    this.#settled = true;
    this.#clock.clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener("abort", this);
    this.#chunks = [];
  }

  #late(): DispatchFailure {
    const what = this.#statusCode === 0 ? "answer" : "whole answer";
    return this.#withStatus(
      new DispatchFailure(
        "timeout",
        `${this.#host} gave no ${what} within ${Math.round(this.#request.timeoutMs)} ms.`,
      ),
    );
  }

  #withStatus(failure: DispatchFailure): DispatchFailure {
    if (this.#statusCode === 0 || failure.statusCode !== undefined) return failure;
    return new DispatchFailure(failure.kind, failure.message, { statusCode: this.#statusCode });
  }
}

const empty = Buffer.alloc(0);

function givenUp(): DispatchFailure {
  return new DispatchFailure("cancelled", "The call was given up.");
}

/**
 * Names and values in turn, as undici writes them.
 *
 * @throws DispatchFailure `plan` for what is no header field (RFC 9110, section 5);
 *   the message does not quote the value
 */
function sentHeaders(headers: TransportRequest["headers"]): string[] {
  const flat: string[] = [];
  for (const [name, value] of headers) {
    if (connectionHeaders.has(name.toLowerCase())) continue;
    if (!isHeaderName(name))
      throw new DispatchFailure("plan", `${JSON.stringify(name)} is no name of a header.`);
    if (!fieldValue.test(value))
      throw new DispatchFailure(
        "plan",
        `The value of the header ${name} holds a line break or another character that headers can't carry.`,
      );
    flat.push(name, trimmed(value));
  }
  return flat;
}

/** A value without the blanks around it, which are no part of it, and for which HTTP/2 leaves the header out. */
function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start += 1;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Joins what came several times (RFC 9110, section 5.3), and leaves out HTTP/2's `:status`. */
function receivedHeaders(headers: Headers): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined && !name.startsWith(":"))
      joined[name] = typeof value === "string" ? value : value.join(", ");
  }
  return joined;
}
