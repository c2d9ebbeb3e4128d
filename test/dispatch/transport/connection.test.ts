import { describe, expect, it } from "vitest";
import { failureOf, listen, listenHttp, openTransport, requestTo } from "./fixture.ts";
import { createServer } from "node:net";

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
});
