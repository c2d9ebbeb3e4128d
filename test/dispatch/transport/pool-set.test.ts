import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import type { TransportRequest } from "../../../src/dispatch/transport/transport.ts";
import { failureOf, listenHttp, openTransport, requestTo } from "./fixture.ts";

describe("which calls share connections", () => {
  it.each<readonly [string, number, Partial<TransportRequest>]>([
    ["of the same caller", 1, {}],
    ["of another caller", 2, { identity: "projects/p/agents/a" }],
    ["that are not checked", 2, { checkAddress: false }],
    ["with other CAs", 2, { tls: { ca: [] } }],
    ["with the default trust, written out", 2, { tls: {} }],
  ])("those %s: %d", async (_, connections, more) => {
    await using server = await listenHttp((_request, response) => response.end("{}"));
    await using transport = openTransport();
    const url = `http://127.0.0.1:${server.port}/`;
    await transport.send(requestTo(url));
    await transport.send(requestTo(url, more));
    expect(server.connections).toBe(connections);
  });

  it("those with the same endpoints", async () => {
    await using server = await listenHttp((_, response) => response.end("{}"));
    await using transport = openTransport();
    const endpoints = [{ address: "127.0.0.1", port: server.port }];
    for (const host of ["a.example", "a.example", "b.example"])
      await transport.send(requestTo(`http://${host}/`, { endpoints }));
    expect(server.connections).toBe(2);
  });

  it("none where a service has no endpoints, though the host of the URL has a connection", async () => {
    await using server = await listenHttp((_, response) => response.end("{}"));
    await using transport = openTransport();
    const url = `http://127.0.0.1:${server.port}/`;
    await transport.send(requestTo(url));
    const failure = await failureOf(transport.send(requestTo(url, { endpoints: [] })));
    expect(failure).toMatchObject({ kind: "dns" });
    expect(server.connections).toBe(1);
  });
});

describe("how many connections all pools have", () => {
  it("is bounded, but for the first of each", async () => {
    const held: ServerResponse[] = [];
    let most = 0;
    await using server = await listenHttp((_, response) => {
      most = Math.max(most, server.sockets.size);
      held.push(response);
      // All wait for the four of the first caller, and for one of each of the others.
      if (most === 6) for (const one of held.splice(0)) one.end("{}");
    });
    await using transport = openTransport({
      limits: { maxConnections: 4, maxTotalConnections: 4 },
    });
    const url = `http://127.0.0.1:${server.port}/`;
    const calls = ["a", "b", "c"].flatMap((identity) =>
      Array.from({ length: 6 }, async () => transport.send(requestTo(url, { identity }))),
    );
    for (const { statusCode } of await Promise.all(calls)) expect(statusCode).toBe(200);
    expect(most).toBe(6);
  });

  it("counts those that are there, and not those that were", async () => {
    await using server = await listenHttp((_, response) =>
      response.setHeader("connection", "close").end("{}"),
    );
    await using transport = openTransport({
      limits: { maxConnections: 2, maxTotalConnections: 2 },
    });
    const request = requestTo(`http://127.0.0.1:${server.port}/`);
    for (let call = 0; call < 5; call += 1) await transport.send(request);
    const both = Promise.withResolvers<void>();
    const held: ServerResponse[] = [];
    await using slow = await listenHttp((_, response) => {
      if (held.push(response) === 2) both.resolve();
    });
    const url = `http://127.0.0.1:${slow.port}/`;
    const calls = [1, 2].map(async () => transport.send(requestTo(url)));
    await both.promise;
    for (const response of held) response.end("{}");
    await Promise.all(calls);
    expect(slow.connections).toBe(2);
  });
});

describe("how many pools there are", () => {
  it("is bounded: the one that is idle the longest goes for a new one", async () => {
    await using server = await listenHttp((_, response) => response.end("{}"));
    await using transport = openTransport({ limits: { maxPools: 2 } });
    const url = `http://127.0.0.1:${server.port}/`;
    const callAs = async (identity: string): Promise<unknown> =>
      transport.send(requestTo(url, { identity }));
    for (const identity of ["a", "b", "a", "c", "a"]) await callAs(identity);
    expect(server.connections).toBe(3);
    await callAs("b");
    expect(server.connections).toBe(4);
    expect(server.sockets.size).toBeLessThanOrEqual(3);
  });

  it("is bounded: with calls in all of them, one more fails", async () => {
    const held = Promise.withResolvers<ServerResponse>();
    await using server = await listenHttp((_, response) => {
      held.resolve(response);
    });
    await using transport = openTransport({ limits: { maxPools: 1 } });
    const url = `http://127.0.0.1:${server.port}/`;
    const first = transport.send(requestTo(url, { identity: "a" }));
    const response = await held.promise;
    const refused = await failureOf(transport.send(requestTo(url, { identity: "b" })));
    expect(refused).toMatchObject({ kind: "connect" });
    response.end("{}");
    await expect(first).resolves.toMatchObject({ statusCode: 200 });
  });
});
