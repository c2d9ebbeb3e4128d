/**
 * One call of a method, from the request's headers to the response.
 */
import type { Message } from "@bufbuild/protobuf";
import { Code, ConnectError, createHandlerContext, type HandlerContext } from "@connectrpc/connect";
import { invokeUnaryImplementation } from "@connectrpc/connect/protocol";
import { WebhookError } from "../errors.ts";
import type { HttpBinding } from "./binding.ts";
import { decompress } from "./content-coding.ts";
import { grantedMs } from "./deadline.ts";
import type { RequestTarget, TranscodingRequest, TranscodingResponse } from "./exchange.ts";
import { fullName } from "./http-rule.ts";
import { checkMediaType, isFormOverride } from "./media-type.ts";
import { collectBody } from "./message-body.ts";
import type { ResolvedOptions } from "./options.ts";
import { authority, header, webHeaders } from "./request-headers.ts";
import { readRequestMessage } from "./request-message.ts";
import { writeResponseMessage } from "./response-message.ts";
import { errorResponse, headerRecord } from "./response.ts";
import { parseResponseMask } from "./response-mask.ts";
import type { ServiceMethod } from "./service-methods.ts";
import { defaultStyle, type ResponseStyle } from "./system-parameters.ts";

/** What is called, and how. */
export interface CallOptions {
  readonly value: HttpBinding;
  /** Raw segments of the path, without the verb. */
  readonly segments: readonly string[];
  readonly method: ServiceMethod;
  readonly target: RequestTarget;
  readonly options: ResolvedOptions;
}

/** Why a call's signal aborts when the call has ended, as Connect has it. One for all: nobody reads it. */
const ended = new ConnectError("The call has ended.", Code.Canceled);

/** Calls the method; whatever fails becomes a response, too. */
export async function callMethod(
  request: TranscodingRequest,
  call: CallOptions,
): Promise<TranscodingResponse> {
  const { options, value: binding } = call;
  const style = defaultStyle();
  const rpc = binding.method;
  let context: ReturnType<typeof createHandlerContext> | undefined;
  try {
    context = makeContext(request, call);
    const output = await beforeAbort(run(request, { call, context, style }), { context, request });
    const { contentType, data } = writeResponseMessage(output, { binding, style, ...options });
    return {
      status: 200,
      headers: { ...ownHeaders(context), "content-type": contentType },
      body: data,
      rpc,
    };
  } catch (thrown) {
    if (!(thrown instanceof ConnectError) && !WebhookError.is(thrown))
      options.onFault(thrown, fullName(rpc));
    return errorResponse(thrown, {
      registry: options.registry,
      rpc,
      pretty: style.pretty,
      ...(context && { headers: ownHeaders(context) }),
    });
  } finally {
    context?.abort(ended);
  }
}

function makeContext(
  request: TranscodingRequest,
  { value: { method }, target, options }: CallOptions,
): ReturnType<typeof createHandlerContext> {
  const timeoutMs = grantedMs(request.headers, options.maxTimeoutMs) ?? options.defaultTimeoutMs;
  return createHandlerContext({
    service: method.parent,
    method,
    protocolName: "rest",
    requestMethod: target.method,
    url: absoluteUrl(request),
    requestHeader: webHeaders(request.headers),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(request.signal && { requestSignal: request.signal }),
    ...(request.contextValues && { contextValues: request.contextValues }),
  });
}

/** What interceptors see, as with RPC; the scheme is not known here. */
function absoluteUrl({ url, headers }: TranscodingRequest): string {
  return url.startsWith("/") ? `http://${authority(headers) ?? "localhost"}${url}` : url;
}

interface Run {
  readonly call: CallOptions;
  readonly context: HandlerContext;
  readonly style: ResponseStyle;
}

async function run(request: TranscodingRequest, { call, context, style }: Run): Promise<Message> {
  const { method, target, options, value: binding, segments } = call;
  const { headers } = request;
  const { spec, interceptors, requestGate } = method;
  if (spec.kind !== "unary") throw streaming(binding);
  const mask = header(headers, "x-goog-fieldmask");
  if (mask !== undefined) style.mask = parseResponseMask(mask);
  const contentType = header(headers, "content-type") ?? "";
  const form = isFormOverride(contentType, target);
  // Where there is no body, HTTP libraries of some languages fill in a type of their own.
  if (!form && header(headers, "content-length") !== "0") checkMediaType(contentType, binding);
  if (requestGate !== undefined) await requestGate(context);
  const body = await decompress(await collectBody(request.body, options.maxBodyBytes), {
    coding: header(headers, "content-encoding") ?? "",
    maxBytes: options.maxBodyBytes,
  });
  const message = readRequestMessage({
    binding,
    segments,
    query: form ? `${target.query}&${new TextDecoder().decode(body)}` : target.query,
    body: form ? new Uint8Array() : body,
    contentType,
    style,
    ...options,
  });
  return invokeUnaryImplementation(spec, context, message, interceptors);
}

function streaming({ method }: HttpBinding): WebhookError {
  return new WebhookError("UNIMPLEMENTED", {
    message: `${fullName(method)} streams. Call it by gRPC, gRPC-Web or Connect: REST serves unary methods.`,
  });
}

/** The work's result, unless the deadline passes or the caller goes first. */
function beforeAbort<T>(
  work: Promise<T>,
  { context, request }: { context: HandlerContext; request: TranscodingRequest },
): Promise<T> {
  const { signal } = context;
  return new Promise((resolve, reject) => {
    const onAbort = (): void =>
      reject(
        new WebhookError(request.signal?.aborted === true ? "CANCELLED" : "DEADLINE_EXCEEDED", {
          message:
            request.signal?.aborted === true ? "The caller went away." : "The deadline has passed.",
        }),
      );
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Headers and trailers of the implementation. HTTP/1.1 trailers get lost on the way, so they get Connect's prefix. */
function ownHeaders(context: HandlerContext): Record<string, string | string[]> {
  return {
    ...headerRecord(context.responseHeader),
    ...headerRecord(context.responseTrailer, "trailer-"),
  };
}
