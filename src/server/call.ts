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
  const call = new Call(service, arrival);
  const deliver = (result: Answer): void => {
    try {
      send(result);
    } catch (cause) {
      // Nobody is above a handler's promise to catch it: it would end the process.
      service.reporter.notice("error", { message: "An answer could not be sent.", cause });
    }
  };
  let request: WebhookRequest;
  try {
    request =
      typeof body === "string" || body instanceof Uint8Array
        ? decodeRequest(body, service.decode)
        : readRequest(body.json, service.decode);
  } catch (thrown) {
    return deliver(call.fail(thrown));
  }
  call.run(request, {
    finish: encodeResponse,
    done: (text) => deliver({ status: 200, body: text }),
    failed: (error) => deliver(call.fail(error)),
  });
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
    new Call(service, arrival).run(request, { finish, done, failed });
  });
}

/** What becomes of a call that runs; one of the last two is called, once, and does not throw. */
interface CallEnds<T> {
  /** Makes the result of the response. What it throws is a failure of the response. */
  finish(response: WebhookResponse): T;
  done(result: T): void;
  failed(error: WebhookError): void;
}

const requestIdPattern = /^[\w.:/+=@-]{1,128}$/;

/** The context of one call, which also is what its log lines say of the request. */
class Call implements InvokeContext, RequestFacts {
  readonly timeoutMs?: number;
  readonly budget?: Budget;
  readonly #service: CallService;
  readonly #arrival: Arrival;
  #requestId: string | undefined;
  #span: TelemetrySpan | undefined;
  #success: (HandlerEvent & { readonly event: "handled" | "recovered" }) | undefined;
  #reported = false;

  constructor(service: CallService, arrival: Arrival) {
    this.#service = service;
    this.#arrival = arrival;
    if (arrival.timeoutMs !== undefined) this.timeoutMs = arrival.timeoutMs;
    if (service.budget !== undefined) this.budget = service.budget;
  }

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
  readonly log = (event: HandlerEvent): void => {
    if (event.event === "handled" || event.event === "recovered") this.#success = event;
    else this.#report(event);
  };

  /** Runs the handler. */
  run<T>(request: WebhookRequest, ends: CallEnds<T>): void {
    const { metrics, telemetry } = this.#service;
    metrics?.begin();
    if (telemetry === undefined) return this.#invoke(request, ends);
    let begun = false;
    const traced = telemetry.trace(this.#arrival.headers, async (span) => {
      begun = true;
      this.#span = span;
      return this.#invokeInSpan(request, ends);
    });
    traced.catch((cause: unknown) => {
      this.#service.reporter.notice("warn", { message: "A call could not be traced.", cause });
      if (!begun) this.#invoke(request, ends);
    });
  }

  /** The promise is the span's end. */
  async #invokeInSpan<T>(request: WebhookRequest, ends: CallEnds<T>): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#invoke(request, {
        finish: (response) => ends.finish(response),
        done: (result: T) => {
          ends.done(result);
          resolve();
        },
        failed: (error) => {
          ends.failed(error);
          resolve();
        },
      });
    });
  }

  #invoke<T>(request: WebhookRequest, ends: CallEnds<T>): void {
    const { metrics, router } = this.#service;
    startInvocation({
      router,
      request,
      context: this,
      resolve: (response) => {
        metrics?.end();
        this.#finish(response, ends);
      },
      reject: (error) => {
        metrics?.end();
        ends.failed(error);
      },
    });
  }

  #finish<T>(response: WebhookResponse, ends: CallEnds<T>): void {
    let result: T;
    try {
      result = ends.finish(response);
    } catch (thrown) {
      const error = WebhookError.from(thrown);
      if (this.#success !== undefined)
        this.#report({ ...this.#success, event: "response-refused", error });
      return ends.failed(error);
    }
    if (this.#success !== undefined) this.#report(this.#success);
    ends.done(result);
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

  /** The answer to a failure; it is logged here unless the handler's part has done so. */
  fail(thrown: unknown): Answer {
    const error = WebhookError.from(thrown);
    if (!this.#reported) {
      this.#service.metrics?.refuse(error.reason);
      this.#service.reporter.failure(error, this);
    }
    return { ...this.#write(error), requestId: this.requestId };
  }

  #write(error: WebhookError): Answer {
    try {
      const body: unknown = JSON.stringify(error);
      if (typeof body === "string") return { status: error.httpStatus, body };
      throw new TypeError("The error's toJSON() gives nothing.");
    } catch (cause) {
      // Metadata that JSON does not have, such as a bigint, where no type checker was asked.
      const unwritable = new WebhookError("INTERNAL", { cause });
      this.#service.reporter.failure(unwritable, this);
      return { status: unwritable.httpStatus, body: JSON.stringify(unwritable) };
    }
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
