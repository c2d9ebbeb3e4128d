/**
 * The life of one call.
 *
 *   running ──result, error──────────────────────────▶ settled
 *      │  error, deadline ──▶ recovering (onError) ──▶ settled
 *      └──────────── the caller goes ────────────────▶ settled
 *
 * What a handler does after its caller has been told is late: it is logged, and
 * goes nowhere.
 */
import { WebhookError } from "../errors.ts";
import type { WebhookRequest, WebhookResponse } from "../wire/format.ts";
import { isPromise } from "./awaitable.ts";
import { type Budget, resolveBudget } from "./budget.ts";
import { plainParameters, WebhookCall } from "./call.ts";
import { type Clock, systemClock } from "../clock.ts";
import { CxView } from "./cx-view.ts";
import { EsView } from "./es-view.ts";
import type { CallEvent, CallFacts, LogLevel } from "./events.ts";
import type { InvokeContext } from "./invoke.ts";
import { renderResult } from "./render-result.ts";
import { type AnyErrorHandler, type Route, type RouteState, runRoute } from "./route.ts";
import { hintFor, noHandler, type RouteTable, selectRoute } from "./route-table.ts";
import { routerBrand, type RouterCore } from "./router-core.ts";
import type { RequestView } from "./view.ts";

const defaultBudget = resolveBudget();

/** The context before any interceptor has added to it. */
const noContext: object = Object.freeze({});

/** What an invocation is made of. */
export interface InvocationInit {
  readonly router: { readonly [routerBrand]: RouterCore };
  readonly request: WebhookRequest;
  readonly context: InvokeContext;
  readonly caller: Caller;
  /** Whether the caller has gone already. Default: not known, and then first looked at when a handler takes its time. */
  readonly gone?: boolean;
}

/** Who waits for the answer. One of the two is called, once. */
export interface Caller {
  resolve(response: WebhookResponse): void;
  reject(error: WebhookError): void;
}

/** Begins a call. The caller has its answer before this returns, where the handler answers at once. Each event comes before the answer that it is about. */
export function startInvocation(init: InvocationInit): void {
  new Invocation(init).run();
}

/** One call on its way: what handlers read of it, and what becomes of it. */
class Invocation implements RouteState {
  readonly request: WebhookRequest;
  readonly view: RequestView;
  readonly call: WebhookCall<never, never>;
  readonly deadline: number;
  params: unknown = plainParameters;
  context: object = noContext;

  readonly #init: InvocationInit;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #graceMs: number;
  readonly #table: RouteTable;
  #route: Route | undefined;
  #controller: AbortController | undefined;
  #timer: unknown;
  #onAbort: (() => void) | undefined;
  /** Why the handler was stopped: the deadline, or that the caller went. */
  #stopped: WebhookError | undefined;
  /** The error that error handlers are being asked about. */
  #recovering: WebhookError | undefined;
  #stoppedAt: number | undefined;
  #settledAt: number | undefined;

  constructor(init: InvocationInit) {
    const { router, request, context } = init;
    this.#init = init;
    this.request = request;
    this.view =
      request.format === "es/v2" ? new EsView(request.message) : new CxView(request.message);
    this.call = new WebhookCall<never, never>(this);
    this.#table = router[routerBrand].table;
    this.#clock = context.clock ?? systemClock;
    this.#startedAt = this.#clock.now();
    const { handlerMs, graceMs }: Budget =
      router[routerBrand].budget ?? context.budget ?? defaultBudget;
    const granted = context.timeoutMs ?? Infinity;
    // A client that set the deadline itself is gone when it has passed.
    const clientDecides = granted <= handlerMs;
    this.deadline = this.#startedAt + (clientDecides ? granted : handlerMs);
    this.#graceMs = clientDecides ? 0 : graceMs;
  }

  /** Answers the call, or begins to. To be called once. */
  run(): void {
    if (this.#init.gone === true) return this.#cancel();
    if (this.#startedAt >= this.deadline) return this.#expire();
    this.#route = selectRoute(this.#table, this.view);
    if (this.#route === undefined) return this.#fail(noHandler(this.view));
    let result: unknown;
    let promised: Promise<unknown> | undefined;
    try {
      result = runRoute(this.#route, this);
      // What has a `then` may throw when it is asked for it.
      if (isPromise(result)) promised = Promise.resolve(result);
    } catch (thrown) {
      return this.#fail(thrown);
    }
    if (promised === undefined) return this.#succeed(result);
    this.#watch();
    promised.then(
      (value) => this.#succeed(value),
      (thrown: unknown) => this.#fail(thrown),
    );
  }

  /** Why nothing more may begin; undefined while the call goes on. */
  get stopped(): WebhookError | undefined {
    return this.#isLate() ? this.#stopped : undefined;
  }

  now(): number {
    return this.#clock.now();
  }

  get requestId(): string | undefined {
    return this.#init.context.requestId;
  }

  get principal(): unknown {
    return this.#init.context.principal;
  }

  /** Made when a handler asks for it: most never do, and it costs more than the rest of an invocation. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#stopped !== undefined) this.#controller.abort(this.#stopped);
    }
    return this.#controller.signal;
  }

  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): void {
    this.#emit({ event: "message", level, message, fields });
  }

  /**
   * Once there is something to wait for: the deadline, and the caller's going
   * away. The caller's signal is first read here: making one costs more than most
   * handlers that answer at once.
   */
  #watch(): void {
    this.#expireIn(this.deadline - this.now());
    const { signal } = this.#init.context;
    if (signal === undefined) return;
    if (signal.aborted) return this.#cancel();
    this.#onAbort = () => this.#cancel();
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  #expireIn(delayMs: number): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    // A handler that blocked may have left less than nothing, of which Node would warn.
    this.#timer = this.#clock.setTimeout(() => this.#expire(), Math.max(0, delayMs));
  }

  #unwatch(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    if (this.#onAbort !== undefined)
      this.#init.context.signal?.removeEventListener("abort", this.#onAbort);
  }

  #succeed(result: unknown): void {
    if (this.#isLate()) return this.#reportLate();
    let response: WebhookResponse;
    try {
      response = renderResult(result, { request: this.request, route: this.#route });
    } catch (thrown) {
      return this.#fail(thrown);
    }
    this.#resolve(response, { event: "handled", durationMs: this.#duration() });
  }

  #fail(thrown: unknown): void {
    const error = WebhookError.from(thrown);
    if (this.#isLate()) return this.#reportLate(error);
    const handlers = this.#errorHandlers();
    if (handlers.length === 0) return this.#reject(error);
    this.#recovering = error;
    if (this.#timer === undefined) this.#watch();
    void this.#recover(error, handlers);
  }

  /** Whether the time is up for the handler. Whoever notices first stops the call: timers come late where a handler blocks. */
  #isLate(): boolean {
    if (
      this.#settledAt === undefined &&
      this.#stoppedAt === undefined &&
      this.now() >= this.deadline
    )
      this.#expire();
    return this.#stoppedAt !== undefined;
  }

  #expire(): void {
    if (this.#settledAt !== undefined) return;
    const error = this.#stop(new WebhookError("DEADLINE_EXCEEDED"));
    // An error that came before the deadline tells more than the deadline does.
    if (this.#recovering !== undefined) return this.#reject(this.#recovering);
    const handlers = this.#errorHandlers();
    if (handlers.length === 0 || this.#graceMs === 0) return this.#reject(error);
    this.#expireIn(this.#graceMs);
    this.#recovering = error;
    void this.#recover(error, handlers);
  }

  #cancel(): void {
    if (this.#settledAt !== undefined) return;
    this.#reject(
      this.#stop(new WebhookError("CANCELLED", { cause: this.#init.context.signal?.reason })),
    );
  }

  #stop(error: WebhookError): WebhookError {
    this.#stopped ??= error;
    this.#stoppedAt ??= this.now();
    this.#controller?.abort(this.#stopped);
    return error;
  }

  #errorHandlers(): readonly AnyErrorHandler[] {
    return this.#route === undefined ? this.#table.errorHandlers : this.#route.errorHandlers;
  }

  async #recover(error: WebhookError, handlers: readonly AnyErrorHandler[]): Promise<void> {
    for (const handler of handlers) {
      if (this.#settledAt !== undefined) return;
      try {
        const result: unknown = await handler(error, this.call);
        if (this.#settledAt !== undefined) return this.#reportLate();
        if (result === undefined) continue;
        const response = renderResult(result, { request: this.request, route: undefined });
        return this.#resolve(response, { event: "recovered", durationMs: this.#duration(), error });
      } catch (thrown) {
        this.#emit({
          event: "on-error-failed",
          durationMs: this.#duration(),
          error: WebhookError.from(thrown),
        });
      }
    }
    if (this.#settledAt === undefined) this.#reject(error);
  }

  #resolve(response: WebhookResponse, event: CallEvent & { readonly durationMs: number }): void {
    this.#settle(this.#startedAt + event.durationMs);
    this.#emit(event);
    this.#init.caller.resolve(response);
  }

  #reject(error: WebhookError): void {
    this.#settle(this.now());
    const hint = error.reason === "NO_HANDLER" ? hintFor(this.#table, this.view) : undefined;
    this.#emit({
      event: "failed",
      durationMs: this.#duration(),
      error,
      ...(hint !== undefined && { hint }),
    });
    this.#init.caller.reject(error);
  }

  #settle(at: number): void {
    this.#settledAt = at;
    this.#unwatch();
  }

  #reportLate(error?: WebhookError): void {
    const told = this.#stoppedAt ?? this.#settledAt ?? this.deadline;
    this.#emit({
      event: "late",
      durationMs: this.#duration(),
      lateMs: this.now() - told,
      ...(error !== undefined && { error }),
    });
  }

  #duration(): number {
    return this.now() - this.#startedAt;
  }

  #emit(event: CallEvent): void {
    try {
      this.#init.context.log({ ...this.#facts(), ...event });
    } catch {
      // A log that fails must not change what becomes of the call.
    }
  }

  /** Member by member: this runs for every call, and spreading what may be absent costs ten times as much. */
  #facts(): CallFacts {
    const { tag, action, intentDisplayName, sessionName, responseId } = this.view;
    const facts: { -readonly [Name in keyof CallFacts]: CallFacts[Name] } = {
      format: this.request.format,
      session: sessionName,
      responseId,
      handler: this.#route === undefined ? "none" : this.#route.label,
    };
    if (tag !== "") facts.tag = tag;
    if (intentDisplayName !== "") facts.intent = intentDisplayName;
    if (action !== "") facts.action = action;
    return facts;
  }
}
