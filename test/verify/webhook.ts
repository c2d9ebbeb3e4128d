/** A webhook as it should be, on a socket of its own, and ways to break it. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { readRequest } from "../../src/wire/decode.ts";
import { WebhookError } from "../../src/errors.ts";
import type { JsonValue } from "@bufbuild/protobuf";

/** A call, as the webhook gets it. */
export interface Call {
  readonly method: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Aborts when the caller goes away before the answer. */
  readonly gone: AbortSignal;
}

/** What it answers; undefined drops the connection. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A webhook without its socket. */
export type Handle = (call: Call) => Promise<Reply | undefined>;

/** The credentials that the sound webhook takes, where it asks for any. */
export const password = { user: "agent", password: "s3cret-s3cret" } as const;

/** An answer in JSON. */
export function json(value: JsonValue, status = 200): Reply {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
  };
}

/** An answer that says something. */
export function say(text: string): Reply {
  return json({ fulfillmentResponse: { messages: [{ text: { text: [text] } }] } });
}

/** Answers every webhook call with the same, and refuses everything else. */
export const sound: Handle = async ({ method, body }) => {
  if (method !== "POST") return { status: 405, headers: { allow: "POST" } };
  try {
    const { format } = readRequest(JSON.parse(body) as JsonValue);
    return format === "es/v2" ? json({ fulfillmentText: "Hello." }) : say("Hello.");
  } catch (error) {
    if (error instanceof SyntaxError || WebhookError.is(error)) return { status: 400 };
    throw error;
  }
};

/** The sound webhook behind a check of `Authorization`. */
export function guarded(isRight: (authorization: string) => boolean): Handle {
  return async (call) =>
    isRight(call.headers["authorization"] ?? "")
      ? sound(call)
      : { status: 401, headers: { "www-authenticate": "Basic" } };
}

/** A webhook that listens. */
export interface ListeningWebhook extends AsyncDisposable {
  readonly url: string;
}

async function answer(
  handle: Handle,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => {
    if (!response.writableEnded) gone.abort();
  });
  const reply = await handle(await callOf(request, gone.signal));
  if (reply === undefined) request.socket.destroy();
  else response.writeHead(reply.status, reply.headers).end(reply.body ?? "");
}

/** Gives a webhook a socket on this machine. */
export async function listen(handle: Handle): Promise<ListeningWebhook> {
  const server = createServer((request, response) => void answer(handle, { request, response }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function callOf(request: IncomingMessage, gone: AbortSignal): Promise<Call> {
  const body = (await buffer(request)).toString("utf8");
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
  );
  return { method: request.method ?? "", headers, body, gone };
}
