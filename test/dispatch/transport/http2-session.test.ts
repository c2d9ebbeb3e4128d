import { createSecureServer } from "node:http2";
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransportRequest } from "../../../src/dispatch/transport/transport.ts";
import { createAuthority } from "./certificates.ts";
import type { Authority, Issued } from "./certificates.ts";
import { failureOf, listen, openTransport, requestTo, textOf } from "./fixture.ts";
import type { Listening } from "./fixture.ts";

let authority: Authority;
let issued: Issued;
beforeAll(async () => {
  authority = await createAuthority();
  issued = await authority.issue("h2");
});
afterAll(async () => authority[Symbol.asyncDispose]());

/** A server whose streams are answered by hand. */
async function listenHttp2(
  answer: (
    stream: ServerHttp2Stream,
    session: ServerHttp2Session,
    headers: IncomingHttpHeaders,
  ) => void,
): Promise<Listening & { readonly sessions: ServerHttp2Session[] }> {
  const sessions: ServerHttp2Session[] = [];
  const server = createSecureServer(issued)
    .on("session", (session) => {
      sessions.push(session.on("error", () => undefined));
      session.on("stream", (stream, headers) => {
        answer(
          stream.on("error", () => undefined),
          session,
          headers,
        );
      });
    })
    .on("sessionError", () => undefined);
  return Object.assign(await listen(server), { sessions });
}

function ok(stream: ServerHttp2Stream): void {
  stream.respond({ ":status": 200, "x-one": "a" });
  stream.end("{}");
}

function requestOf({ port }: Listening, more: Partial<TransportRequest> = {}): TransportRequest {
  return requestTo(`https://localhost:${port}/hook?a=b`, { tls: { ca: [authority.der] }, ...more });
}

describe("an HTTP/2 session", () => {
  it("carries many calls at once", async () => {
    await using server = await listenHttp2(ok);
    await using transport = openTransport();
    const calls = Array.from({ length: 200 }, async () => transport.send(requestOf(server)));
    for (const { statusCode } of await Promise.all(calls)) expect(statusCode).toBe(200);
    expect(server.connections).toBeLessThanOrEqual(4);
  });

  it("sends the request, and hands over the answer without pseudo-headers", async () => {
    const sent = Promise.withResolvers<IncomingHttpHeaders>();
    await using server = await listenHttp2((stream, _session, headers) => {
      sent.resolve(headers);
      stream.respond({ ":status": 200, "x-one": "a" });
      stream.pipe(stream);
    });
    await using transport = openTransport();
    const answer = await transport.send(
      requestOf(server, {
        headers: [
          ["X-Two", "a"],
          ["x-two", "b"],
          ["Connection", "close"],
        ],
        body: "ä",
      }),
    );
    expect(await sent.promise).toMatchObject({
      ":method": "POST",
      ":path": "/hook?a=b",
      ":authority": `localhost:${server.port}`,
      "x-two": "a, b",
    });
    expect(Object.keys(answer.headers).toSorted()).toEqual(["date", "x-one"]);
    expect(textOf(answer)).toBe("ä");
    expect(answer.address).toBe(`127.0.0.1:${server.port}`);
  });

  it("carries headers of any name, and values without the blanks around them", async () => {
    const sent = Promise.withResolvers<IncomingHttpHeaders>();
    await using server = await listenHttp2((stream, _session, headers) => {
      sent.resolve(headers);
      ok(stream);
    });
    await using transport = openTransport();
    const headers = [
      ["constructor", "a"],
      ["__proto__", "b"],
      ["x-blank", "\t c d  "],
      ["x-empty", " "],
    ] as const;
    await transport.send(requestOf(server, { headers }));
    const got = new Map(Object.entries(await sent.promise));
    expect(got.get("constructor")).toBe("a");
    expect(got.get("__proto__")).toBe("b");
    expect(got.get("x-blank")).toBe("c d");
    expect(got.get("x-empty")).toBe("");
  });

  it("limits the header section, whatever the server makes of the settings", async () => {
    await using server = await listenHttp2((stream) => {
      stream.respond({ ":status": 200, "x-long": "x".repeat(2_000) });
      stream.end("{}");
    });
    await using transport = openTransport({ limits: { maxHeaderBytes: 1_500 } });
    // The first answer is on its way before the server has read the settings.
    const failure = await failureOf(transport.send(requestOf(server)));
    expect(failure).toMatchObject({ kind: "protocol" });
    expect(failure.message).toContain("The header section of the answer of localhost");
  });

  it("that is cut off makes a reset", async () => {
    const asked = Promise.withResolvers<void>();
    await using server = await listenHttp2(() => {
      asked.resolve();
    });
    await using transport = openTransport();
    const call = failureOf(transport.send(requestOf(server)));
    await asked.promise;
    for (const socket of server.sockets) socket.destroy();
    expect(await call).toMatchObject({ kind: "reset" });
  });

  it.each<readonly [string, (stream: ServerHttp2Stream, session: ServerHttp2Session) => void]>([
    ["a stream that is reset before its headers", (stream) => stream.destroy(new Error("cut"))],
    ["a stream that is cancelled", (stream) => stream.close(8)],
    [
      "a stream that is reset within its body",
      (stream) => {
        stream.respond({ ":status": 200 });
        stream.write("{", () => stream.destroy(new Error("cut")));
      },
    ],
    [
      "less than Content-Length says",
      (stream) => {
        stream.respond({ ":status": 200, "content-length": "10" });
        stream.end("{");
      },
    ],
    [
      "a session that ends",
      (_, session) => {
        session.destroy();
      },
    ],
    [
      "a GOAWAY with an error",
      (_, session) => {
        session.goaway(2);
      },
    ],
  ])("makes a reset of %s", async (_, answer) => {
    await using server = await listenHttp2(answer);
    await using transport = openTransport();
    expect(await failureOf(transport.send(requestOf(server)))).toMatchObject({ kind: "reset" });
  });

  it.each<readonly [string, (session: ServerHttp2Session) => void]>([
    [
      "said goodbye",
      (session) => {
        session.goaway();
      },
    ],
    [
      "closed in good order",
      (session) => {
        session.close();
      },
    ],
    [
      "was cut",
      (session) => {
        session.destroy();
      },
    ],
  ])("gives way to another after it %s", async (_, end) => {
    await using server = await listenHttp2(ok);
    await using transport = openTransport();
    await transport.send(requestOf(server));
    const [session] = server.sessions;
    if (session) end(session);
    // Calls that cross the end on its way may fail; the next connection is made before long.
    let answer = await transport.send(requestOf(server)).catch(() => undefined);
    while (server.connections < 2 || answer === undefined)
      answer = await transport.send(requestOf(server)).catch(() => undefined);
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(server.connections).toBe(2);
  });

  it("limits the answer and the time, and stays for the next call", async () => {
    await using server = await listenHttp2((stream) => {
      stream.respond({ ":status": 200 });
      stream.write(Buffer.alloc(70_000));
    });
    await using transport = openTransport();
    for (let call = 0; call < 2; call++)
      expect(await failureOf(transport.send(requestOf(server)))).toMatchObject({
        kind: "oversize",
      });
    const slow = requestOf(server, { timeoutMs: 100, maxResponseBytes: 100_000 });
    expect(await failureOf(transport.send(slow))).toMatchObject({ kind: "timeout" });
    expect(server.connections).toBe(1);
  });

  it("that has gone dead holds up one call, and not those after it", async () => {
    await using server = await listenHttp2((stream, session) => {
      // The first connection stays open, and nothing comes through it any more.
      if (session === server.sessions[0]) for (const socket of server.sockets) socket.pause();
      else ok(stream);
    });
    await using transport = openTransport();
    const late = await failureOf(transport.send(requestOf(server, { timeoutMs: 100 })));
    expect(late).toMatchObject({ kind: "timeout" });
    await expect(transport.send(requestOf(server))).resolves.toMatchObject({ statusCode: 200 });
    expect(server.connections).toBe(2);
  });

  it("is used again once the server shows that it is there", async () => {
    const first = Promise.withResolvers<ServerHttp2Stream>();
    let calls = 0;
    await using server = await listenHttp2((stream) => {
      calls += 1;
      if (calls === 1) first.resolve(stream);
      else if (calls > 2) ok(stream);
    });
    await using transport = openTransport({ limits: { maxConnections: 1 } });
    const long = transport.send(requestOf(server));
    const stream = await first.promise;
    const late = await failureOf(transport.send(requestOf(server, { timeoutMs: 100 })));
    expect(late).toMatchObject({ kind: "timeout" });
    // There is no other connection: it waits for the one that is in doubt.
    await expect(transport.send(requestOf(server))).resolves.toMatchObject({ statusCode: 200 });
    ok(stream);
    await expect(long).resolves.toMatchObject({ statusCode: 200 });
    expect(server.connections).toBe(1);
  });

  it("goes when it is idle for long", async () => {
    await using server = await listenHttp2(ok);
    await using transport = openTransport({ limits: { maxIdleTimeoutMs: 40 } });
    await transport.send(requestOf(server));
    const [socket] = server.sockets;
    await new Promise<unknown>((resolve) => socket?.once("close", resolve));
    expect(server.sockets.size).toBe(0);
  });

  it("ends with the transport", async () => {
    const asked = Promise.withResolvers<void>();
    await using server = await listenHttp2(() => {
      asked.resolve();
    });
    const transport = openTransport();
    const call = failureOf(transport.send(requestOf(server)));
    await asked.promise;
    await transport.close();
    expect(await call).toMatchObject({ kind: "cancelled" });
  });
});
