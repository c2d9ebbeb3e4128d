/**
 * connectrpc.conformance.v1.ConformanceService: does what each request says, and
 * tells what it has seen.
 */
import {
  create,
  type DescMethodBiDiStreaming,
  type DescMethodClientStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import { anyPack, type Any } from "@bufbuild/protobuf/wkt";
import {
  Code,
  ConnectError,
  type ConnectRouter,
  type HandlerContext,
  type MethodImpl,
} from "@connectrpc/connect";
import { setTimeout as delay } from "node:timers/promises";
import type {
  ConformanceSchema,
  ErrorDefinition,
  Header,
  Request,
  StreamDefinition,
  UnaryDefinition,
} from "./schema.ts";

type Answer = MessageInitShape<ReturnType<ConformanceSchema["message"]>>;

/** Registers the service. */
export function registerConformance(router: ConnectRouter, schema: ConformanceSchema): void {
  const conformance = new Conformance(schema);
  const unary: MethodImpl<DescMethodUnary> = async (request, context) =>
    conformance.unary([request], context);
  const { method } = schema.service;
  router
    .rpc(method["unary"] as DescMethodUnary, unary)
    .rpc(method["idempotentUnary"] as DescMethodUnary, unary)
    .rpc(method["clientStream"] as DescMethodClientStreaming, async (requests, context) => {
      const all: Request<UnaryDefinition>[] = [];
      for await (const request of requests) all.push(request);
      return conformance.unary(all, context);
    })
    .rpc(method["serverStream"] as DescMethodServerStreaming, (request, context) =>
      conformance.stream([request], { context, sent: 0 }),
    )
    .rpc(method["bidiStream"] as DescMethodBiDiStreaming, (requests, context) =>
      conformance.bidi(requests, context),
    )
    .rpc(method["unimplemented"] as DescMethodUnary, () => {
      throw new ConnectError(
        "This method is not implemented, as the suite wants it.",
        Code.Unimplemented,
      );
    });
}

/** Where a stream stands. */
interface StreamOptions {
  readonly context: HandlerContext;
  /** Answers that are already on their way. */
  readonly sent: number;
}

class Conformance {
  readonly #schema: ConformanceSchema;

  constructor(schema: ConformanceSchema) {
    this.#schema = schema;
  }

  async unary(
    requests: readonly Request<UnaryDefinition>[],
    context: HandlerContext,
  ): Promise<Answer> {
    const definition = requests[0]?.responseDefinition;
    const requestInfo = this.#requestInfo(requests, context);
    if (definition === undefined) return { payload: { requestInfo } };
    setAll(context.responseHeader, definition.responseHeaders);
    setAll(context.responseTrailer, definition.responseTrailers);
    await pause(definition.responseDelayMs, context);
    if (definition.response.case === "error")
      throw this.#error(definition.response.value, requestInfo);
    return {
      payload: {
        requestInfo,
        ...(definition.response.case && { data: definition.response.value }),
      },
    };
  }

  async *stream(
    requests: readonly Request<StreamDefinition>[],
    options: StreamOptions,
  ): AsyncGenerator<Answer> {
    const { context, sent } = options;
    const definition = requests[0]?.responseDefinition;
    if (definition === undefined) return;
    if (sent === 0) setMetadata(context, definition);
    const requestInfo = this.#requestInfo(requests, context);
    for (const [index, data] of definition.responseData.entries()) {
      if (index < sent) continue;
      await pause(definition.responseDelayMs, context);
      yield { payload: { data, ...(index === 0 && { requestInfo }) } };
    }
    if (definition.error)
      throw this.#error(
        definition.error,
        definition.responseData.length === 0 ? requestInfo : undefined,
      );
  }

  async *bidi(
    requests: AsyncIterable<Request<StreamDefinition>>,
    context: HandlerContext,
  ): AsyncGenerator<Answer> {
    const all: Request<StreamDefinition>[] = [];
    let sent = 0;
    for await (const request of requests) {
      all.push(request);
      const definition = all[0]?.responseDefinition;
      if (!all[0]?.fullDuplex || definition === undefined) continue;
      if (sent === 0) setMetadata(context, definition);
      const data = definition.responseData[sent];
      if (data === undefined) break;
      const info =
        sent === 0 ? this.#requestInfo([request], context) : { requests: [this.#pack(request)] };
      await pause(definition.responseDelayMs, context);
      yield { payload: { data, requestInfo: info } };
      sent += 1;
    }
    yield* this.stream(all, { context, sent });
  }

  #requestInfo(
    requests: readonly Request<unknown>[],
    context: HandlerContext,
  ): Record<string, unknown> {
    const timeoutMs = context.timeoutMs();
    const query = [...new URL(context.url).searchParams].map(([name, value]) => ({
      name,
      value: [value],
    }));
    return {
      requestHeaders: [...context.requestHeader].map(([name, value]) => ({
        name,
        value: value.split(", "),
      })),
      requests: requests.map((request) => this.#pack(request)),
      ...(timeoutMs !== undefined && { timeoutMs: BigInt(Math.round(timeoutMs)) }),
      ...(context.requestMethod === "GET" && { connectGetInfo: { queryParams: query } }),
    };
  }

  #pack(request: Request<unknown>): Any {
    return anyPack(
      this.#schema.message(request.$typeName.slice(request.$typeName.lastIndexOf(".") + 1)),
      request,
    );
  }

  #error(
    definition: ErrorDefinition,
    requestInfo: Record<string, unknown> | undefined,
  ): ConnectError {
    const error = new ConnectError(definition.message ?? "", definition.code);
    error.details = definition.details.map(({ typeUrl, value }) => ({
      type: typeUrl.slice(typeUrl.lastIndexOf("/") + 1),
      value,
    }));
    if (requestInfo !== undefined) {
      const desc = this.#schema.message("ConformancePayload.RequestInfo");
      error.details.push({ desc, value: create(desc, requestInfo) });
    }
    return error;
  }
}

function setMetadata(context: HandlerContext, definition: StreamDefinition): void {
  setAll(context.responseHeader, definition.responseHeaders);
  setAll(context.responseTrailer, definition.responseTrailers);
}

/** Sets headers to all their values; setting them again changes nothing. */
function setAll(target: Headers, headers: readonly Header[]): void {
  for (const { name, value } of headers) {
    target.delete(name);
    for (const one of value) target.append(name, one);
  }
}

/** Waits as long as a request wants; a call that is over throws the reason at once. */
async function pause(ms: number, context: HandlerContext): Promise<void> {
  if (ms === 0) return;
  await delay(ms, undefined, { signal: context.signal }).catch(() => {
    throw context.signal.reason;
  });
}
