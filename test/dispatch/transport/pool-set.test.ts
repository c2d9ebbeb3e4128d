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
