/**
 * Calls of the services beside the webhook's, measured and logged: with the same
 * labels whatever protocol they come by. Loaded with the API.
 */
import {
  Code,
  ConnectError,
  createContextKey,
  createMethodImplSpec,
  createServiceImplSpec,
  type ConnectRouter,
  type HandlerContext,
  type MethodImplSpec,
} from "@connectrpc/connect";
import { WebhookError } from "../errors.ts";
import type { Api } from "./api.ts";
import type { Reporter, RequestFacts } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { targetPath } from "./request-facts.ts";
import { fromConnectError } from "./rpc/error.ts";

/** Whether a call has reached its method, so that what becomes of it is told from there. */
export const callBegun = createContextKey(false);

/** Where it is told. */
export interface ApiObserver {
  readonly reporter: Reporter;
  readonly metrics: Metrics;
}

/**
 * The same API, with its calls observed: each counts as a call of the
 * handler `package.Service/Method`, by the door `rest`, `grpc`, `grpc-web` or
 * `connect`. A call that streams its answers lasts until the last of them. Whatever a method throws that is neither a WebhookError nor a
 * ConnectError becomes a WebhookError INTERNAL here, for it has been logged then.
 */
export function observeApi(api: Api, observer: ApiObserver): Api {
  return { ...api, register: (router) => api.register(observedRouter(router, observer)) };
}

function observedRouter(router: ConnectRouter, observer: ApiObserver): ConnectRouter {
  const self: ConnectRouter = {
    handlers: router.handlers,
    service(service, implementation, own) {
      const { methods } = createServiceImplSpec(service, implementation);
      const observed = Object.entries(methods).map(([name, spec]) => [
        name,
        observe(spec, observer),
      ]);
      router.service(service, Object.fromEntries(observed) as typeof implementation, own);
      return self;
    },
    rpc(method, implementation, own) {
      const spec = createMethodImplSpec(method, implementation);
      router.rpc(method, observe(spec, observer) as typeof implementation, own);
      return self;
    },
  };
  return self;
}

function observe(spec: MethodImplSpec, observer: ApiObserver): MethodImplSpec["impl"] {
  if (spec.kind === "server_streaming") return observeStream(spec, observer);
  if (spec.kind !== "unary") return spec.impl;
  const observed: typeof spec.impl = async (input, context) => {
    const call = new ObservedCall(context, observer);
    try {
      const output = await spec.impl(input, context);
      call.end(undefined);
      return output;
    } catch (thrown) {
      const error = errorOf(thrown);
      call.end(error);
      throw thrown instanceof ConnectError ? thrown : error;
    }
  };
  return observed;
}

function observeStream(
  spec: Extract<MethodImplSpec, { readonly kind: "server_streaming" }>,
  observer: ApiObserver,
): typeof spec.impl {
  return async function* (input, context) {
    const call = new ObservedCall(context, observer);
    // A consumer that stops asking has gone.
    let error: WebhookError | undefined = new WebhookError("CANCELLED");
    try {
      yield* spec.impl(input, context);
      error = undefined;
    } catch (thrown) {
      error = errorOf(thrown);
      throw thrown instanceof ConnectError ? thrown : error;
    } finally {
      call.end(error);
    }
  };
}

/** One call, until it has ended or nobody waits for it any more. */
class ObservedCall {
  readonly #context: HandlerContext;
  readonly #observer: ApiObserver;
  readonly #startedAt = performance.now();
  readonly #onAbort = (): void => this.#settle(stopped(this.#context.signal));
  #settled = false;

  constructor(context: HandlerContext, observer: ApiObserver) {
    this.#context = context;
    this.#observer = observer;
    context.values.set(callBegun, true);
    observer.metrics.begin();
    context.signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** The method has ended; undefined for success. */
  end(error: WebhookError | undefined): void {
    if (this.#settled) return this.#observer.metrics.late();
    this.#context.signal.removeEventListener("abort", this.#onAbort);
    this.#settle(error);
  }

  #settle(error: WebhookError | undefined): void {
    this.#settled = true;
    const { service, method, protocolName } = this.#context;
    const { metrics, reporter } = this.#observer;
    const handler = `${service.typeName}/${method.name}`;
    const durationMs = performance.now() - this.#startedAt;
    const outcome = error === undefined ? "handled" : "failed";
    const code = error?.code ?? "OK";
    metrics.end();
    metrics.record({ door: protocolName, format: "(none)", handler, outcome, code, durationMs });
    if (error !== undefined)
      reporter.handler({ event: "failed", handler, durationMs, error }, factsOf(this.#context));
    else if (reporter.verbose)
      reporter.handler({ event: "handled", handler, durationMs }, factsOf(this.#context));
  }
}

/** Why nobody waits any more. */
function stopped({ reason }: AbortSignal): WebhookError {
  const late = reason instanceof ConnectError && reason.code === Code.DeadlineExceeded;
  return new WebhookError(late ? "DEADLINE_EXCEEDED" : "CANCELLED");
}

function errorOf(thrown: unknown): WebhookError {
  return thrown instanceof ConnectError ? fromConnectError(thrown) : WebhookError.from(thrown);
}

function factsOf(context: HandlerContext): RequestFacts {
  return {
    requestId: crypto.randomUUID(),
    method: context.requestMethod,
    path: targetPath(context.url),
    protocol: context.protocolName,
    header: (name) => context.requestHeader.get(name) ?? undefined,
  };
}
