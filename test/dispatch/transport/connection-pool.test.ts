import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { failureOf, listenHttp, openTransport, requestTo, textOf } from "./fixture.ts";

describe("a pool", () => {
  it("keeps a connection for the next call", async () => {
    await using server = await listenHttp((_, response) => response.end("{}"));
    await using transport = openTransport();
    const request = requestTo(`http://127.0.0.1:${server.port}/`);
    for (let call = 0; call < 5; call += 1) await transport.send(request);
    expect(server.connections).toBe(1);
  });

  it("connects again where the server ended the connection", async () => {
    await using server = await listenHttp((_, response) =>
      response.setHeader("connection", "close").end("{}"),
    );
    await using transport = openTransport();
    const request = requestTo(`http://127.0.0.1:${server.port}/`);
    for (let call = 0; call < 3; call += 1)
      await expect(transport.send(request)).resolves.toMatchObject({ statusCode: 200 });
    expect(server.connections).toBe(3);
  });

  it("has no more connections than it may, and lets calls wait in their order", async () => {
    const held: ServerResponse[] = [];
    let atOnce = 0;
    const order: string[] = [];
    await using server = await listenHttp((request, response) => {
      order.push(String(request.url));
      atOnce = Math.max(atOnce, held.push(response));
      if (held.length === 2) setImmediate(() => held.splice(0).forEach((one) => one.end("{}")));
    });
    await using transport = openTransport({ limits: { maxConnections: 2 } });
    const urls = Array.from({ length: 20 }, (_, index) => `/${index}`);
    await Promise.all(
      urls.map(async (url) => transport.send(requestTo(`http://127.0.0.1:${server.port}${url}`))),
    );
    expect(atOnce).toBe(2);
    expect(server.connections).toBe(2);
    expect(order.toSorted()).toEqual(urls.toSorted());
    expect(order.slice(0, 2).toSorted()).toEqual(["/0", "/1"]);
  });

  it("gives up a call that waits, without harm to the one that it waits for", async () => {
    const first = Promise.withResolvers<ServerResponse>();
    await using server = await listenHttp((_, response) => {
      first.resolve(response);
    });
    await using transport = openTransport({ limits: { maxConnections: 1 } });
    const url = `http://127.0.0.1:${server.port}/`;
    const served = transport.send(requestTo(url));
    const response = await first.promise;
    const late = await failureOf(transport.send(requestTo(url, { timeoutMs: 50 })));
    expect(late).toMatchObject({ kind: "timeout" });
    response.end("served");
    expect(textOf(await served)).toBe("served");
    expect(server.connections).toBe(1);
  });

  it("serves those who wait when the connection before them fails", async () => {
    let calls = 0;
    await using server = await listenHttp((request, response) => {
      calls += 1;
      if (calls === 1) request.socket.destroy();
      else response.end("{}");
    });
    await using transport = openTransport({ limits: { maxConnections: 1 } });
    const request = requestTo(`http://127.0.0.1:${server.port}/`);
    const results = await Promise.allSettled([1, 2, 3].map(async () => transport.send(request)));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  });

  it("lets idle connections go in time", async () => {
    await using server = await listenHttp((_, response) => {
      response.shouldKeepAlive = true;
      response.end("{}");
    });
    await using transport = openTransport({ limits: { maxIdleTimeoutMs: 40 } });
    await transport.send(requestTo(`http://127.0.0.1:${server.port}/`));
    const [socket] = server.sockets;
    await new Promise<void>((resolve) => {
      if (socket === undefined || socket.closed) resolve();
      else
        socket.once("close", () => {
          resolve();
        });
    });
    expect(server.sockets.size).toBe(0);
  });
});
