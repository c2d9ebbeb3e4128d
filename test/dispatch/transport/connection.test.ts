import { createSecureServer } from "node:http2";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { createAuthority } from "./certificates.ts";
import {
  failureOf,
  listen,
  listenHttp,
  listenRaw,
  openTransport,
  requestTo,
  textOf,
} from "./fixture.ts";

describe("a connection", () => {
  it("that is being made goes with the only call that wants it", async () => {
    const closed = Promise.withResolvers<void>();
    // Takes the connection and never answers the handshake.
    await using server = await listen(
      createServer((socket) => {
        socket.once("close", () => {
          closed.resolve();
        });
        socket.resume();
      }),
    );
    await using transport = openTransport();
    const request = requestTo(`https://127.0.0.1:${server.port}/`, { timeoutMs: 100 });
    expect(await failureOf(transport.send(request))).toMatchObject({ kind: "timeout" });
    await closed.promise;
    expect(server.connections).toBe(1);
  });

  it("goes with its call over HTTP/1.1, and the next call gets another", async () => {
    let calls = 0;
    await using server = await listenHttp((_, response) => {
      calls += 1;
      if (calls > 1) response.end("{}");
    });
    await using transport = openTransport();
    const url = `http://127.0.0.1:${server.port}/`;
    const late = await failureOf(transport.send(requestTo(url, { timeoutMs: 100 })));
    expect(late).toMatchObject({ kind: "timeout" });
    await expect(transport.send(requestTo(url))).resolves.toMatchObject({ statusCode: 200 });
    expect(server.connections).toBe(2);
  });

  it("gives way to another when the server turns from HTTP/1.1 to HTTP/2 under waiting calls", async () => {
    await using authority = await createAuthority();
    const issued = await authority.issue("turn");
    let handshakes = 0;
    const ALPNCallback = (): string => (handshakes++ === 0 ? "http/1.1" : "h2");
    const turning = createSecureServer({ ...issued, allowHTTP1: true, ALPNCallback });
    turning.on("request", ({ httpVersion }, response) => {
      // undici connects again by itself for the call that it has got meanwhile.
      if (httpVersion === "1.1") response.setHeader("Connection", "close");
      response.end(httpVersion);
    });
    await using server = await listen(turning);
    await using transport = openTransport({ limits: { maxConnections: 1 } });
    const request = requestTo(`https://localhost:${server.port}/`, {
      tls: { ca: [authority.der] },
    });
    const calls = [1, 2, 3].map(async () => transport.send(request).then(textOf, String));
    const [first, second, third] = await Promise.all(calls);
    expect(first).toBe("1.1");
    expect(second).toContain("The server changed from HTTP/1.1 to HTTP/2.");
    expect(third).toBe("2.0");
    expect(textOf(await transport.send(request))).toBe("2.0");
    expect(server.connections).toBe(3);
    expect(server.sockets.size).toBeLessThanOrEqual(2);
  });

  it("hands nobody what a server sends before it is asked", async () => {
    const answer = (body: string): string =>
      `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    await using server = await listenRaw((socket) => {
      socket.write(answer("asked") + answer("smuggled"));
    });
    await using transport = openTransport({ limits: { maxConnections: 1 } });
    const request = requestTo(`http://127.0.0.1:${server.port}/`);
    const calls = [1, 2, 3].map(async () => textOf(await transport.send(request)));
    expect(await Promise.all(calls)).toEqual(["asked", "asked", "asked"]);
    expect(server.connections).toBe(3);
  });
});
