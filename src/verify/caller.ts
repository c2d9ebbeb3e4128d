/**
 * Calls a webhook: requests go through the dispatcher, bodies that are no
 * request of the platform's by the same transport, with the same headers.
 */
import { create } from "@bufbuild/protobuf";
import {
  Webhook_GenericWebService_ServiceAgentAuth as ServiceAgentAuth,
  WebhookSchema,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { systemClock, type Clock } from "../clock.ts";
import { createDispatcher, type Dispatcher } from "../dispatch/dispatcher.ts";
import type { DispatcherOptions } from "../dispatch/dispatcher-options.ts";
import { DispatchFailure } from "../dispatch/failure.ts";
import {
  maskHeaders,
  mergeHeaders,
  platformHeaders,
  type HeaderList,
} from "../dispatch/headers.ts";
import { createTransport } from "../dispatch/transport/create-transport.ts";
import type { Transport } from "../dispatch/transport/transport.ts";
import { maxResponseBytes } from "../wire/encode.ts";
import { bodyText, type Composed } from "./compose.ts";
import { shownUrl, type Exchange, type Sent } from "./exchange.ts";

/** How a webhook is reached. */
export interface CallerOptions {
  readonly url: string;
  /** In milliseconds; of the whole call. */
  readonly timeoutMs: number;
  /** Which addresses may be called. Default: public ones, by https. */
  readonly addresses?: NonNullable<DispatcherOptions["transport"]>["addresses"];
  /** Certificates in DER that take the place of the default trust. */
  readonly ca?: readonly Uint8Array[];
  /** Shown to servers that ask for a certificate, in PEM. */
  readonly clientCertificate?: DispatcherOptions["clientCertificate"];
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** One call. */
export interface CallerCall {
  readonly method: string;
  readonly body: Composed;
  /** Those that authorize. */
  readonly headers: Readonly<Record<string, string>>;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/** Calls one webhook. */
export interface Caller extends AsyncDisposable {
  /** Never fails: what goes wrong is in the exchange. */
  call(call: CallerCall): Promise<Exchange>;
}

/**
 * Makes a caller. Its calls are tried once: what the platform would try again is
 * to be seen.
 *
 * @throws TypeError for addresses that are none
 */
export function createCaller(options: CallerOptions): Caller {
  const { addresses, clientCertificate, clock = systemClock } = options;
  const transport = { ...(addresses && { addresses }) };
  const parts: Parts = {
    options,
    clock,
    webhook: webhookOf(options),
    transport: createTransport({ ...transport, clock }),
    dispatcher: createDispatcher({
      transport,
      behaviours: { retryCount: 0 },
      clock,
      ...(clientCertificate && { clientCertificate }),
    }),
  };
  return {
    call: (call) =>
      call.body.kind === "request" && call.method === "POST"
        ? dispatch(parts, { ...call, request: call.body.request })
        : send(parts, call),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([parts.transport.close(), parts.dispatcher.close()]);
    },
  };
}

interface Parts {
  readonly options: CallerOptions;
  readonly clock: Clock;
  readonly webhook: Webhook;
  readonly transport: Transport;
  readonly dispatcher: Dispatcher;
}

function webhookOf({ url, timeoutMs, ca }: CallerOptions): Webhook {
  return create(WebhookSchema, {
    displayName: "fulfillkit verify",
    timeout: { seconds: BigInt(Math.floor(timeoutMs / 1000)), nanos: (timeoutMs % 1000) * 1e6 },
    webhook: {
      case: "genericWebService",
      value: {
        uri: url,
        serviceAgentAuth: ServiceAgentAuth.NONE,
        ...(ca && { allowedCaCerts: [...ca] }),
      },
    },
  });
}

type RequestBody = Extract<Composed, { readonly kind: "request" }>;

async function dispatch(
  { options, webhook, dispatcher }: Parts,
  { request, headers, signal }: CallerCall & Pick<RequestBody, "request">,
): Promise<Exchange> {
  const outcome = await dispatcher.call({
    webhook,
    request,
    headers,
    ...(signal && { signal }),
  });
  const [attempt] = outcome.attempts;
  const { kind, message } = outcome.failure ?? {};
  return {
    sent: sentOf(options.url, {
      method: "POST",
      headers: mergeHeaders([platformHeaders({ hasBody: true }), Object.entries(headers)]),
      secret: Object.keys(headers),
      body: bodyText({ kind: "request", request }),
    }),
    ...(attempt?.response && { received: attempt.response }),
    ...(kind !== undefined && message !== undefined && { failure: { kind, message } }),
    latencyMs: outcome.latencyMs,
    warnings: outcome.warnings,
  };
}

async function send(
  { options, clock, transport }: Parts,
  { method, body, headers, signal }: CallerCall,
): Promise<Exchange> {
  const { url, timeoutMs, ca, clientCertificate } = options;
  const text = bodyText(body);
  const hasBody = text !== "" && method !== "GET" && method !== "HEAD";
  const all = mergeHeaders([platformHeaders({ hasBody }), Object.entries(headers)]);
  const sent = sentOf(url, {
    method,
    headers: all,
    secret: Object.keys(headers),
    body: hasBody ? text : "",
  });
  const startedAt = clock.now();
  try {
    const received = await transport.send({
      method,
      url,
      headers: all,
      timeoutMs,
      maxResponseBytes,
      ...(hasBody && { body: text }),
      ...((ca ?? clientCertificate) !== undefined && {
        tls: { ...(ca && { ca }), ...(clientCertificate && { clientCertificate }) },
      }),
      ...(signal && { signal }),
    });
    return { sent, received, latencyMs: clock.now() - startedAt, warnings: [] };
  } catch (thrown) {
    if (!DispatchFailure.is(thrown)) throw thrown;
    const { kind, message } = thrown;
    return { sent, failure: { kind, message }, latencyMs: clock.now() - startedAt, warnings: [] };
  }
}

function sentOf(
  url: string,
  request: {
    readonly method: string;
    readonly headers: HeaderList;
    readonly secret: readonly string[];
    readonly body: string;
  },
): Sent {
  const { method, headers, secret, body } = request;
  const masked = maskHeaders(headers, new Set(secret.map((name) => name.toLowerCase())));
  return { method, url: shownUrl(url), headers: Object.fromEntries(masked), body };
}
