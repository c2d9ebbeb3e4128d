/** A webhook that answers by rules, on a socket of its own. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { JsonValue } from "@bufbuild/protobuf";
import { systemClock, type Clock } from "../clock.ts";
import { sendAnswer } from "./answer.ts";
import { createRuleBook, type BookedRequest, type Decision } from "./book.ts";
import { readRules } from "./read-rules.ts";
import type { MockRule } from "./rules.ts";

/** A request that came, and what was decided about it. */
export interface MockRequest extends BookedRequest, Decision {
  /** From 1. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** In their order, with their names as they were written. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** How a mock webhook is run. */
export interface MockOptions {
  /** Default: 0, any that is free. */
  readonly port?: number;
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** With it, TLS. All of it PEM; with `clientCa` callers must have a certificate. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  /** Told of each request before it is answered. */
  readonly onRequest?: (request: MockRequest) => void;
  /** How many requests are kept, the newest. Default: 10,000. */
  readonly keptRequests?: number;
  /** The longest request; a longer one loses its connection. Default: 16 MiB. */
  readonly maxRequestBytes?: number;
  /** What latencies wait by. Default: the machine's time. */
  readonly clock?: Clock;
}

/** A mock webhook that listens. */
export interface MockWebhook extends AsyncDisposable {
  /** Without a path: `http://127.0.0.1:49152`. */
  readonly url: string;
  readonly port: number;
  /** What came so far. */
  readonly requests: readonly MockRequest[];
  /** How often each rule was called, by its name, or else its conditions. */
  readonly counts: ReadonlyMap<string, number>;
  /** Stops listening, and cuts all connections. */
  close(): Promise<void>;
}

/**
 * Starts a webhook for tests of what calls webhooks: it answers by rules, and
 * as wrongly as they say.
 *
 * @param rules tried in their order; what none is for gets a 404 with a sentence
 * @throws MockRulesError for rules that can't be; what Node throws where it can't listen
 */
export async function createMockWebhook(
  rules: readonly MockRule[],
  options: MockOptions = {},
): Promise<MockWebhook> {
  const { port = 0, host = "127.0.0.1", keptRequests = 10_000, tls } = options;
  const book = createRuleBook(readRules(rules));
  const requests: MockRequest[] = [];
  const listener = createListener({
    ...options,
    decide: (request) => book.decide(request),
    keep(request) {
      requests.push(request);
      if (requests.length > keptRequests) requests.shift();
      options.onRequest?.(request);
    },
  });
  const server = tls
    ? createTlsServer(
        {
          cert: tls.cert,
          key: tls.key,
          ...(tls.clientCa !== undefined && { ca: tls.clientCa, requestCert: true }),
        },
        listener,
      )
    : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `${tls ? "https" : "http"}://${nameOf(host)}:${bound}`,
    port: bound,
    requests,
    get counts() {
      return book.counts();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function nameOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

interface ListenerOptions extends MockOptions {
  readonly decide: (request: BookedRequest) => Decision;
  readonly keep: (request: MockRequest) => void;
}

function createListener(
  options: ListenerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { clock = systemClock, maxRequestBytes = 16 * 1024 * 1024, decide, keep } = options;
  let number = 0;
  return (request, response) => {
    // What a mock webhook does to its connections is seen by the caller.
    response.on("error", () => undefined);
    void readText(request, maxRequestBytes).then((body) => {
      if (body === undefined) {
        request.socket.destroy();
        return undefined;
      }
      const booked = describeCall(request, body);
      const decision = decide(booked);
      const headers = pairsOf(request.rawHeaders);
      number += 1;
      keep({ ...booked, ...decision, number, receivedAt: clock.now(), headers, body });
      return sendAnswer(decision.answer, { request, response, clock });
    });
  };
}

/** A request's body; undefined where it is too long, or does not come whole. */
function readText(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) resolve(undefined);
      else chunks.push(chunk);
    });
    request.once("end", () => resolve(Buffer.concat(chunks).toString()));
    request.once("error", () => resolve(undefined));
    request.once("close", () => resolve(undefined));
  });
}

function describeCall({ method = "", url = "/" }: IncomingMessage, body: string): BookedRequest {
  const json = parsed(body);
  const tag = textAt(json, ["fulfillmentInfo", "tag"]);
  const action = textAt(json, ["queryResult", "action"]);
  const responseId = textAt(json, ["detectIntentResponseId"]) ?? textAt(json, ["responseId"]);
  return {
    method,
    path: url,
    ...(json !== undefined && { json }),
    ...(tag !== undefined && { tag }),
    ...(action !== undefined && { action }),
    ...(responseId !== undefined && { responseId }),
  };
}

function parsed(body: string): JsonValue | undefined {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return undefined;
  }
}

function textAt(json: JsonValue | undefined, path: readonly string[]): string | undefined {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return typeof value === "string" ? value : undefined;
}

function pairsOf(raw: readonly string[]): readonly (readonly [string, string])[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    raw[2 * index] ?? "",
    raw[2 * index + 1] ?? "",
  ]);
}
