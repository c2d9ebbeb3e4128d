/**
 * What an implementation sees of a call on the unary path.
 */
import type { DescMethodUnary } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  createContextValues,
  type ContextValues,
  type HandlerContext,
} from "@connectrpc/connect";
import type { IncomingHttpHeaders } from "node:http2";
import { deadlineExceeded } from "./error.ts";

/** What a call is made of. */
export interface UnaryContextInit {
  readonly method: DescMethodUnary;
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds that the client grants, if it says so. */
  readonly timeoutMs: number | undefined;
  /** Called when the deadline passes before `end`, unless the implementation minds the deadline itself. */
  readonly onDeadline: (error: ConnectError) => void;
}

/**
 * Connect's HandlerContext, with each part made when it is first asked for:
 * most calls want none of the headers and no signal.
 */
export class UnaryContext implements HandlerContext {
  readonly method: DescMethodUnary;
  readonly requestMethod = "POST";
  readonly protocolName = "grpc";
  readonly #headers: IncomingHttpHeaders;
  readonly #deadline: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #caller: AbortController | undefined;
  #all: AbortController | undefined;
  /** Why the call was over before its answer. */
  #over: ConnectError | undefined;
  #requestHeader: Headers | undefined;
  #responseHeader: Headers | undefined;
  #responseTrailer: Headers | undefined;
  #values: ContextValues | undefined;

  constructor(init: UnaryContextInit) {
    this.method = init.method;
    this.#headers = init.headers;
    if (init.timeoutMs === undefined) return;
    this.#deadline = Date.now() + init.timeoutMs;
    this.#timer = setTimeout(() => {
      this.#over = deadlineExceeded();
      this.#all?.abort(this.#over);
      init.onDeadline(this.#over);
    }, init.timeoutMs);
  }

  get service(): HandlerContext["service"] {
    return this.method.parent;
  }

  get url(): string {
    const scheme = this.#headers[":scheme"] ?? "http";
    const authority = this.#headers[":authority"] ?? this.#headers.host ?? "localhost";
    return `${scheme}://${authority}${this.#headers[":path"] ?? "/"}`;
  }

  /** Aborts when the caller goes away, when the deadline passes, and when the call has ended. */
  get signal(): AbortSignal {
    this.#all ??= controllerAfter(this.#over);
    return this.#all.signal;
  }

  /**
   * Aborts when the caller goes away, and for no other reason. Who asks for it
   * minds the deadline too: from then on the call is not ended from outside.
   */
  get callerSignal(): AbortSignal {
    clearTimeout(this.#timer);
    this.#caller ??= controllerAfter(this.#over);
    return this.#caller.signal;
  }

  timeoutMs(): number | undefined {
    return this.remainingMs;
  }

  /** Milliseconds until the client's deadline, if it has one. */
  get remainingMs(): number | undefined {
    return this.#deadline === undefined ? undefined : this.#deadline - Date.now();
  }

  get requestHeader(): Headers {
    this.#requestHeader ??= webHeaders(this.#headers);
    return this.#requestHeader;
  }

  get responseHeader(): Headers {
    this.#responseHeader ??= new Headers();
    return this.#responseHeader;
  }

  get responseTrailer(): Headers {
    this.#responseTrailer ??= new Headers();
    return this.#responseTrailer;
  }

  /** One request header, without the cost of `requestHeader`. */
  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  /** The response headers that the implementation has set, if any. */
  get ownHeader(): Headers | undefined {
    return this.#responseHeader;
  }

  /** The trailers that the implementation has set, if any. */
  get ownTrailer(): Headers | undefined {
    return this.#responseTrailer;
  }

  get values(): ContextValues {
    this.#values ??= createContextValues();
    return this.#values;
  }

  /** The caller went away: both signals abort. */
  callerLeft(): void {
    clearTimeout(this.#timer);
    this.#over ??= new ConnectError("The caller went away.", Code.Canceled);
    this.#caller?.abort(this.#over);
    this.#all?.abort(this.#over);
  }

  /** The call has been answered: the deadline is off, `signal` aborts. */
  end(): void {
    clearTimeout(this.#timer);
    this.#all?.abort();
  }
}

function controllerAfter(over: ConnectError | undefined): AbortController {
  const controller = new AbortController();
  if (over !== undefined) controller.abort(over);
  return controller;
}

function webHeaders(headers: IncomingHttpHeaders): Headers {
  const result = new Headers();
  for (const name in headers) {
    const value = headers[name];
    if (name.startsWith(":") || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) result.append(name, one);
  }
  return result;
}
