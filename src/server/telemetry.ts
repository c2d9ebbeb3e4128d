/**
 * Spans by the OpenTelemetry API, which is an optional peer: it enters by its
 * shape, and only a program that has set it up pays for it.
 */
import type { WebhookError } from "../errors.ts";

/** A value that a span may carry. */
export type AttributeValue = string | number | boolean;

/** An opaque context of OpenTelemetry. */
export interface TelemetryContext {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): TelemetryContext;
  deleteValue(key: symbol): TelemetryContext;
}

/** What is used of a span. */
export interface TelemetrySpan {
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
  setAttribute(key: string, value: AttributeValue): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  updateName(name: string): unknown;
  recordException(exception: Error): void;
  end(): void;
}

/** What is used of the `@opentelemetry/api` module; pass the module itself. */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracer(name: string): {
      startSpan(
        name: string,
        options?: { kind?: number; attributes?: Record<string, AttributeValue> },
        context?: TelemetryContext,
      ): TelemetrySpan;
    };
    setSpan(context: TelemetryContext, span: TelemetrySpan): TelemetryContext;
  };
  readonly context: {
    active(): TelemetryContext;
    with<R>(context: TelemetryContext, run: () => R): R;
  };
  readonly propagation: {
    extract(context: TelemetryContext, carrier: unknown): TelemetryContext;
  };
}

/** SpanKind.SERVER and SpanStatusCode.ERROR of the API. */
const server = 1;
const failed = 2;

/** Wraps calls in spans. */
export interface Telemetry {
  /**
   * Runs a call within a span whose parent the request's headers name.
   *
   * @param headers with lower-case names
   * @param run gets the span; its promise ends the span
   */
  trace<R>(
    headers: Readonly<Record<string, unknown>>,
    run: (span: TelemetrySpan) => Promise<R>,
  ): Promise<R>;
}

/** Telemetry over the OpenTelemetry API. */
export function createTelemetry(api: OpenTelemetryApi): Telemetry {
  const tracer = api.trace.getTracer("fulfillkit");
  return {
    async trace(headers, run) {
      const parent = api.propagation.extract(api.context.active(), headers);
      const span = tracer.startSpan("webhook", { kind: server }, parent);
      try {
        return await api.context.with(api.trace.setSpan(parent, span), async () => run(span));
      } finally {
        span.end();
      }
    },
  };
}

/** Marks a span as failed; the cause goes into it, as it goes into the log. */
export function failSpan(span: TelemetrySpan, error: WebhookError): void {
  span.setAttribute("error.type", error.reason);
  span.setStatus({ code: failed, message: error.message });
  span.recordException(error.cause instanceof Error ? error.cause : error);
}

/**
 * The API, if the program has registered a tracer or a propagator of its own
 * with it; only then is the module loaded, and it is loaded already.
 */
export async function registeredTelemetry(): Promise<OpenTelemetryApi | undefined> {
  const registry: unknown = Reflect.get(globalThis, Symbol.for("opentelemetry.js.api.1"));
  if (typeof registry !== "object" || registry === null || !("trace" in registry)) return undefined;
  try {
    return await import("@opentelemetry/api");
  } catch {
    // Registered by a copy that cannot be reached from here.
    return undefined;
  }
}
