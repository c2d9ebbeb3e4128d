/**
 * One webhook call without its transport: bytes in, status and text out. Every
 * JSON door (the server's, the adapters') is a thin layer over it; the RPC door
 * enters at `runCall`.
 */
import type { JsonValue } from "@bufbuild/protobuf";
import { WebhookError } from "../errors.ts";
import type { Budget } from "../handler/budget.ts";
import type { HandlerEvent } from "../handler/events.ts";
import { startInvocation } from "../handler/invocation.ts";
import type { Caller } from "../handler/invocation.ts";
import type { InvokeContext } from "../handler/invoke.ts";
import type { Router } from "../handler/router.ts";
import { decodeRequest, readRequest } from "../wire/decode.ts";
import type { DecodeOptions } from "../wire/decode.ts";
import { encodeResponse } from "../wire/encode.ts";
import type { WebhookRequest, WebhookResponse } from "../wire/format.ts";
import type { Reporter, RequestFacts } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { failSpan } from "./telemetry.ts";
import type { Telemetry, TelemetrySpan } from "./telemetry.ts";

/** What answers the calls of one router. */
export interface CallService {
  readonly router: Router;
  readonly decode: DecodeOptions;
  /** If the router has none of its own. Default: the handler part's. */
  readonly budget?: Budget | undefined;
  readonly reporter: Reporter;
  readonly metrics?: Metrics | undefined;
  readonly telemetry?: Telemetry | undefined;
}

/** One arrived request, as its door knows it. Everything here is read only when needed. */
export interface Arrival {
  /** `json`, `grpc`, `grpc-web`, `connect`. */
  readonly door: string;
  readonly method: string;
  readonly path: string;
  readonly protocol: string;
  /** With lower-case names. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** Aborted when the client goes away before it has its answer. */
  readonly signal: AbortSignal;
  /** Milliseconds that the client granted. */
  readonly timeoutMs?: number | undefined;
}

/** What goes back. */
export interface Answer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** Of this request, where the client should be told: with failures. */
  readonly requestId?: string;
}

/** A body that somebody else has parsed. */
export interface ParsedBody {
  readonly json: JsonValue;
}

/**
 * Answers one call: at once where its handler answers at once, otherwise later.
 * Never throws; a failure is a status and a google.rpc.Status.
 *
 * @param body as it arrived, or as a host's own parser has left it
 * @param send takes the answer, exactly once; what it throws is logged
 */
export function answer(
  service: CallService,
  body: Uint8Array | string | ParsedBody,
  { arrival, send }: { readonly arrival: Arrival; readonly send: (answer: Answer) => void },
): void {
  const call = new JsonCall(service, arrival, send);
  let request: WebhookRequest;
  try {
    request =
      typeof body === "string" || body instanceof Uint8Array
        ? decodeRequest(body, service.decode)
        : readRequest(body.json, service.decode);
  } catch (thrown) {
    return call.failed(WebhookError.from(thrown));
  }
  call.run(request);
}

/** A call that somebody else has decoded. */
export interface DecodedCall<T> {
  readonly request: WebhookRequest;
  readonly arrival: Arrival;
  /** Makes the result of the response. What it throws is a failure of the response. */
  readonly finish: (response: WebhookResponse) => T;
}

/**
 * Runs a decoded call: the way of every RPC protocol into the handlers.
 *
 * @returns a promise that rejects with WebhookErrors only
 */
export function runCall<T>(
  service: CallService,
  { request, arrival, finish }: DecodedCall<T>,
): Promise<T> {
  return new Promise((done, failed) => {
    new PromisedCall(service, arrival, { finish, done, failed }).run(request);
  });
}

const requestIdPattern = /^[\w.:/+=@-]{1,128}$/;

/**
 * One call: the context that its handler runs in, what its log lines say of the
 * request, and who waits for the handler's answer, in one object.
 */
abstract class Call<T> implements InvokeContext, RequestFacts, Caller {
  readonly timeoutMs?: number;
  readonly budget?: Budget;
  readonly #service: CallService;
  readonly #arrival: Arrival;
  #requestId: string | undefined;
  #span: TelemetrySpan | undefined;
  #success: (HandlerEvent & { readonly event: "handled" | "recovered" }) | undefined;
  #reported = false;
  #endSpan: (() => void) | undefined;

  constructor(service: CallService, arrival: Arrival) {
    this.#service = service;
    this.#arrival = arrival;
    if (arrival.timeoutMs !== undefined) this.timeoutMs = arrival.timeoutMs;
    if (service.budget !== undefined) this.budget = service.budget;
  }

  /** Makes the result of the response. What it throws is a failure of the response. */
  abstract finish(response: WebhookResponse): T;
  /** Takes the result; this or the next is called, once, and does not throw. */
  abstract done(result: T): void;
  abstract failed(error: WebhookError): void;

  get signal(): AbortSignal {
    return this.#arrival.signal;
  }

  /** The client's own, if it is harmless in a log; otherwise a new one. */
  get requestId(): string {
    const given = this.header("x-request-id");
    this.#requestId ??=
      given !== undefined && requestIdPattern.test(given) ? given : crypto.randomUUID();
    return this.#requestId;
  }

  get method(): string {
    return this.#arrival.method;
  }

  get path(): string {
    return this.#arrival.path;
  }

  get protocol(): string {
    return this.#arrival.protocol;
  }

  get span(): { readonly traceId: string; readonly spanId: string } | undefined {
    return this.#span?.spanContext();
  }

  header(name: string): string | undefined {
    const value = this.#arrival.headers[name];
    return typeof value === "string" ? value : undefined;
  }

  /** Takes the events of `invoke`. Success is reported only when the answer could be encoded, too. */
  log(event: HandlerEvent): void {
    if (event.event === "handled" || event.event === "recovered") this.#success = event;
    else this.#report(event);
  }

  /** Runs the handler. */
  run(request: WebhookRequest): void {
    const { metrics, telemetry } = this.#service;
    metrics?.begin();
    if (telemetry === undefined) return this.#invoke(request);
    let begun = false;
    const traced = telemetry.trace(this.#arrival.headers, (span) => {
      begun = true;
      this.#span = span;
      return new Promise<void>((resolve) => {
        this.#endSpan = resolve;
        this.#invoke(request);
      });
    });
    traced.catch((cause: unknown) => {
      this.#service.reporter.notice("warn", { message: "A call could not be traced.", cause });
      if (!begun) this.#invoke(request);
    });
  }

  #invoke(request: WebhookRequest): void {
    startInvocation({ router: this.#service.router, request, context: this, caller: this });
  }

  resolve(response: WebhookResponse): void {
    this.#service.metrics?.end();
    let result: T;
    try {
      result = this.finish(response);
    } catch (thrown) {
      const error = WebhookError.from(thrown);
      if (this.#success !== undefined)
        this.#report({ ...this.#success, event: "response-refused", error });
      this.failed(error);
      return this.#endSpan?.();
    }
    if (this.#success !== undefined) this.#report(this.#success);
    this.done(result);
    this.#endSpan?.();
  }

  reject(error: WebhookError): void {
    this.#service.metrics?.end();
    this.failed(error);
    this.#endSpan?.();
  }

  #report(event: HandlerEvent): void {
    const { metrics, reporter } = this.#service;
    if (event.event === "failed" || event.event === "response-refused") this.#reported = true;
    if (event.event === "late") metrics?.late();
    else if (event.event !== "message" && event.event !== "on-error-failed") {
      metrics?.record({
        door: this.#arrival.door,
        format: event.format,
        handler: event.handler,
        outcome: event.event,
        code: event.event === "handled" ? "OK" : event.error.code,
        durationMs: event.durationMs,
      });
      if (this.#span !== undefined) describeSpan(this.#span, event);
    }
    if (event.event !== "handled" || reporter.verbose) reporter.handler(event, this);
  }

  /** Logs a failure, unless the handler's part has done so. */
  protected reportFailure(error: WebhookError): void {
    if (this.#reported) return;
    this.#service.metrics?.refuse(error.reason);
    this.#service.reporter.failure(error, this);
  }

  protected get reporter(): Reporter {
    return this.#service.reporter;
  }
}

/** A call that came as JSON, and whose answer is a status and a text. */
class JsonCall extends Call<string> {
  readonly #send: (answer: Answer) => void;

  constructor(service: CallService, arrival: Arrival, send: (answer: Answer) => void) {
    super(service, arrival);
    this.#send = send;
  }

  finish(response: WebhookResponse): string {
    return encodeResponse(response);
  }

  done(text: string): void {
    this.#deliver({ status: 200, body: text });
  }

  failed(error: WebhookError): void {
    this.reportFailure(error);
    this.#deliver({ ...this.#write(error), requestId: this.requestId });
  }

  #deliver(result: Answer): void {
    try {
      this.#send(result);
    } catch (cause) {
      // Nobody is above a handler's promise to catch it: it would end the process.
      this.reporter.notice("error", { message: "An answer could not be sent.", cause });
    }
  }

  #write(error: WebhookError): Answer {
    try {
      const body: unknown = JSON.stringify(error);
      if (typeof body === "string") return { status: error.httpStatus, body };
      throw new TypeError("The error's toJSON() gives nothing.");
    } catch (cause) {
      // Metadata that JSON does not have, such as a bigint, where no type checker was asked.
      const unwritable = new WebhookError("INTERNAL", { cause });
      this.reporter.failure(unwritable, this);
      return { status: unwritable.httpStatus, body: JSON.stringify(unwritable) };
    }
  }
}

/** What becomes of a call that came by RPC. */
interface Ends<T> {
  finish(response: WebhookResponse): T;
  done(result: T): void;
  failed(error: WebhookError): void;
}

/** A call whose protocol somebody else speaks. */
class PromisedCall<T> extends Call<T> {
  readonly #ends: Ends<T>;

  constructor(service: CallService, arrival: Arrival, ends: Ends<T>) {
    super(service, arrival);
    this.#ends = ends;
  }

  finish(response: WebhookResponse): T {
    return this.#ends.finish(response);
  }

  done(result: T): void {
    this.#ends.done(result);
  }

  failed(error: WebhookError): void {
    this.#ends.failed(error);
  }
}

function describeSpan(span: TelemetrySpan, event: HandlerEvent): void {
  try {
    span.updateName(`webhook ${event.handler}`);
    span.setAttribute("dialogflow.wire_format", event.format);
    span.setAttribute("session.id", event.session);
    if (event.tag !== undefined) span.setAttribute("dialogflow.tag", event.tag);
    if ("error" in event && event.event !== "recovered") failSpan(span, event.error);
  } catch {
    // A tracer that fails must not change what becomes of the call.
  }
}
