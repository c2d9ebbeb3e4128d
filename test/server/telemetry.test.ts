import * as api from "@opentelemetry/api";
import { afterEach, describe, expect, it } from "vitest";
import { createRouter, reply } from "../../src/index.ts";
import { serve } from "../../src/server/index.ts";
import { cxBody, keepingLogger, post, serveTest, session } from "./fixture.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

/** A finished span, as a test looks at it. */
interface Finished {
  readonly name: string;
  readonly kind: number | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: number | undefined;
  readonly exceptions: readonly string[];
  readonly parent: string | undefined;
}

/** A tracer that keeps what it finished; on the API's own interfaces, so that it can be registered. */
class KeepingTracer implements api.Tracer {
  readonly finished: Finished[] = [];

  startSpan(
    first: string,
    options: api.SpanOptions = {},
    context = api.context.active(),
  ): api.Span {
    let name = first;
    let status: number | undefined;
    const attributes: Record<string, unknown> = {};
    const exceptions: string[] = [];
    const parent = api.trace.getSpanContext(context);
    const { finished } = this;
    const none = api.trace.wrapSpanContext({
      traceId: parent?.traceId ?? traceId,
      spanId: "b7ad6b7169203331",
      traceFlags: 1,
    });
    const span: api.Span = Object.assign(Object.create(none) as api.Span, {
      setAttribute(key: string, value: unknown) {
        attributes[key] = value;
        return span;
      },
      setStatus(given: api.SpanStatus) {
        status = given.code;
        return span;
      },
      updateName(given: string) {
        name = given;
        return span;
      },
      recordException(thrown: Error) {
        exceptions.push(thrown.message);
      },
      end() {
        finished.push({
          name,
          kind: options.kind,
          attributes,
          status,
          exceptions,
          parent: parent?.spanId,
        });
      },
    });
    return span;
  }

  startActiveSpan(): never {
    throw new Error("The server starts its spans itself.");
  }
}

/** Reads traceparent, as the SDK's propagator does. */
const propagator: api.TextMapPropagator = {
  inject() {},
  fields: () => ["traceparent"],
  extract(context, carrier, getter) {
    const [, trace, span] = String(getter.get(carrier, "traceparent") ?? "").split("-");
    if (trace === undefined || span === undefined) return context;
    return api.trace.setSpanContext(context, {
      traceId: trace,
      spanId: span,
      traceFlags: 1,
      isRemote: true,
    });
  },
};

/** Registers a tracer as an SDK would. */
function register(): KeepingTracer {
  const tracer = new KeepingTracer();
  api.trace.setGlobalTracerProvider({ getTracer: () => tracer });
  api.propagation.setGlobalPropagator(propagator);
  return tracer;
}

afterEach(() => {
  api.trace.disable();
  api.propagation.disable();
});

describe("spans", () => {
  it("are made for each call once a tracer is registered, below the caller's span", async () => {
    const tracer = register();
    await using server = await serveTest();
    await post(server, { headers: { "content-type": "application/json", traceparent } });
    expect(tracer.finished).toEqual([
      {
        name: 'webhook tag "hello"',
        kind: api.SpanKind.SERVER,
        attributes: {
          "dialogflow.wire_format": "cx/v3",
          "dialogflow.tag": "hello",
          "session.id": session,
        },
        status: undefined,
        exceptions: [],
        parent: "00f067aa0ba902b7",
      },
    ]);
  });

  it("carry the error of a failed call, and the log names the span", async () => {
    const tracer = register();
    const logger = keepingLogger();
    await using server = await serveTest({ logger, telemetry: api });
    await post(server, {
      body: cxBody("fail"),
      headers: { "content-type": "application/json", traceparent },
    });
    expect(tracer.finished).toMatchObject([
      {
        status: api.SpanStatusCode.ERROR,
        exceptions: ["the database said 4711"],
        attributes: { "error.type": "INTERNAL" },
      },
    ]);
    expect(logger.lines[0]?.fields).toMatchObject({
      "logging.googleapis.com/trace": traceId,
      "logging.googleapis.com/spanId": "b7ad6b7169203331",
    });
  });

  it("are none if they are off, or nobody has registered a tracer", async () => {
    {
      await using server = await serveTest();
      expect((await post(server)).status).toBe(200);
    }
    const tracer = register();
    await using server = await serve(
      createRouter().fallback(() => reply()),
      {
        port: 0,
        host: "127.0.0.1",
        logger: false,
        telemetry: false,
      },
    );
    expect((await post(server)).status).toBe(200);
    expect(tracer.finished).toEqual([]);
  });
});
