import type { UniversalHandlerFn, UniversalServerResponse } from "@connectrpc/connect/protocol";
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
} from "node:http";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { runUniversalHandler } from "../../../src/server/rpc/connect-adapter.ts";

const discardBytes = 100_000;
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** What the handler of the last request has seen, and how it ended. */
interface Seen {
  header?: Headers;
  failure?: unknown;
}

async function listen(server: Server | http2.Http2Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A server for both HTTP versions that answers every request by one handler. */
async function serveHandler(handler: UniversalHandlerFn, seen: Seen = {}) {
  const run = (
    request: IncomingMessage | http2.Http2ServerRequest,
    response: Parameters<typeof runUniversalHandler>[1]["response"],
  ): void => {
    const options = { request, response, maxTimeoutMs: 60_000, discardBytes };
    const spy: UniversalHandlerFn = async (universal) => {
      seen.header = universal.header;
      return handler(universal);
    };
    runUniversalHandler(spy, options).catch((thrown: unknown) => {
      seen.failure = thrown;
      response.destroy();
    });
  };
  return { http1: await listen(createServer(run)), http2: await listen(http2.createServer(run)) };
}

/** Reads a little, as Connect does before it knows that a message is too large. */
const refuse: UniversalHandlerFn = async ({ body }) => {
  await (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().next();
  return { status: 413, header: new Headers({ "x-a": "1" }) };
};

/** Sends a body over HTTP/1.1 and gives status and local port, which tells connections apart. */
async function post(port: number, options: { readonly agent: Agent; readonly bytes: number }) {
  const sent = httpRequest({ port, host: "127.0.0.1", method: "POST", agent: options.agent });
  const answer = new Promise<{ status: number | undefined; localPort: number | undefined }>(
    (resolve, reject) => {
      sent.once("error", reject);
      sent.once("response", (response: IncomingMessage) => {
        const { localPort } = response.socket;
        response.resume().once("end", () => resolve({ status: response.statusCode, localPort }));
      });
    },
  );
  sent.end(Buffer.alloc(options.bytes));
  return answer;
}

describe("runUniversalHandler", () => {
  it("passes on status, headers and body", async () => {
    const echo: UniversalHandlerFn = async ({ method, url, body }) => ({
      status: 201,
      header: new Headers({ "x-seen": `${method} ${new URL(url).pathname}` }),
      body: body as AsyncIterable<Uint8Array<ArrayBuffer>>,
    });
    const { http1 } = await serveHandler(echo);
    const response = await fetch(`http://127.0.0.1:${http1}/a/b?c`, {
      method: "POST",
      body: "hello",
    });
    expect([response.status, response.headers.get("x-seen"), await response.text()]).toEqual([
      201,
      "POST /a/b",
      "hello",
    ]);
  });

  it("shortens a deadline that is too long", async () => {
    const seen: Seen = {};
    const { http1 } = await serveHandler(refuse, seen);
    await fetch(`http://127.0.0.1:${http1}/`, { headers: { "connect-timeout-ms": "9999999999" } });
    expect(seen.header?.get("connect-timeout-ms")).toBe("60000");
  });

  it("keeps an HTTP/1.1 connection whose request was refused before its end", async () => {
    const { http1 } = await serveHandler(refuse);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await post(http1, { agent, bytes: discardBytes / 2 });
    const second = await post(http1, { agent, bytes: 10 });
    expect([first.status, second.status]).toEqual([413, 413]);
    expect(second.localPort).toBe(first.localPort);
    agent.destroy();
  });

  it("ends an HTTP/1.1 connection on which more comes than is dropped", async () => {
    const { http1 } = await serveHandler(refuse);
    const sent = httpRequest({ port: http1, host: "127.0.0.1", method: "POST" });
    sent.on("error", () => {});
    const ended = new Promise((resolve) => sent.once("close", resolve));
    sent.write(Buffer.alloc(100 * discardBytes));
    await ended;
    expect(sent.writableFinished).toBe(false);
  });

  it.each([
    ["small enough to be dropped", discardBytes / 2],
    ["larger than what is dropped", 100 * discardBytes],
  ])("answers on HTTP/2 before the end of a request that is %s, and goes on", async (_, bytes) => {
    const { http2: port } = await serveHandler(refuse);
    const session = http2.connect(`http://127.0.0.1:${port}`);
    for (const size of [bytes, 10]) {
      const stream = session.request({ ":method": "POST" });
      stream.on("error", () => {});
      const answer = new Promise((resolve) => stream.once("response", resolve));
      const closed = new Promise((resolve) => stream.once("close", resolve));
      stream.end(Buffer.alloc(size));
      expect(await answer).toMatchObject({ ":status": 413, "x-a": "1" });
      stream.resume();
      await closed;
    }
    session.destroy();
  });

  it("rejects if the handler throws", async () => {
    const seen: Seen = {};
    const fault = new Error("no");
    const { http1 } = await serveHandler(() => Promise.reject(fault), seen);
    await fetch(`http://127.0.0.1:${http1}/`).catch(() => {});
    expect(seen.failure).toBe(fault);
  });
});

describe("the status message", () => {
  const message = "a/b: 50%, ö";
  const written = "a/b: 50%25, %C3%B6";
  const trailersOf = async (answer: () => UniversalServerResponse) => {
    const { http2: port } = await serveHandler(async () => answer());
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ":path": "/" });
    const trailers = new Promise<http2.IncomingHttpHeaders>((resolve) =>
      stream.once("trailers", resolve),
    );
    const body = await text(stream);
    session.destroy();
    return { body, trailers: await trailers };
  };

  it("is written as gRPC has it, in trailers without a body", async () => {
    const { trailers } = await trailersOf(() => ({
      status: 200,
      trailer: new Headers({ "grpc-message": encodeURIComponent(message) }),
    }));
    expect(trailers["grpc-message"]).toBe(written);
  });

  it("is written so too if it is set only while the body is sent", async () => {
    const trailer = new Headers({ "grpc-status": "0" });
    async function* body() {
      yield new TextEncoder().encode("first");
      trailer.set("grpc-message", encodeURIComponent(message));
    }
    const answer = await trailersOf(() => ({ status: 200, body: body(), trailer }));
    expect(answer.body).toBe("first");
    expect(answer.trailers["grpc-message"]).toBe(written);
  });

  it("is written so in headers", async () => {
    const header = new Headers({ "grpc-message": encodeURIComponent(message) });
    const { http1 } = await serveHandler(async () => ({ status: 200, header }));
    const response = await fetch(`http://127.0.0.1:${http1}/`);
    expect(response.headers.get("grpc-message")).toBe(written);
  });
});
