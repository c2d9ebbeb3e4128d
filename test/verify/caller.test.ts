import { readFile } from "node:fs/promises";
import { X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createCaller, type CallerOptions } from "../../src/verify/caller.ts";
import { compose } from "../../src/verify/compose.ts";
import { createAuthority } from "../server/certificates.ts";
import { listen, sound, type Call } from "./webhook.ts";

const addresses: CallerOptions["addresses"] = { allow: ["loopback"], http: "loopback" };
const facts = { id: "id-1", session: "s", tag: "hello", parameters: {} };
const request = compose(
  { body: { kind: "request", json: {}, layout: "platform" }, fill: {} },
  { format: "cx", facts },
);
const text = { kind: "text", text: "hello" } as const;

describe("a caller", () => {
  it("sends requests and other bodies with the platform's headers", async () => {
    const calls: Call[] = [];
    await using webhook = await listen(async (call) => {
      calls.push(call);
      return sound(call);
    });
    await using caller = createCaller({ url: webhook.url, timeoutMs: 1000, addresses });
    const headers = { Authorization: "Bearer t0k3n" };
    for (const body of [request, text]) await caller.call({ method: "POST", body, headers });
    await caller.call({ method: "GET", body: text, headers });
    for (const call of calls)
      expect(call.headers).toMatchObject({
        "user-agent": "Google-Dialogflow",
        accept: "*/*",
        "accept-encoding": "gzip, deflate, br",
        authorization: "Bearer t0k3n",
      });
    expect(
      calls.map(({ method, headers: { "content-type": type }, body }) => [
        method,
        type,
        body.length,
      ]),
    ).toEqual([
      ["POST", "application/json", expect.any(Number)],
      ["POST", "application/json", 5],
      ["GET", undefined, 0],
    ]);
    expect(calls[0]?.body).toContain('"tag": "hello"');
  });

  it("tells what was sent, without credentials", async () => {
    await using webhook = await listen(sound);
    await using caller = createCaller({
      url: `${webhook.url}?key=s3cret`,
      timeoutMs: 1000,
      addresses,
    });
    for (const body of [request, text]) {
      const exchange = await caller.call({ method: "POST", body, headers: { "X-Id": "s3cret" } });
      expect(JSON.stringify(exchange)).not.toContain("s3cret");
      expect(exchange.sent.headers).toMatchObject({ "X-Id": "********" });
      expect(exchange.sent.url).toBe(`${webhook.url}?key=…`);
    }
  });

  it("tells how a call failed, of both kinds of bodies", async () => {
    await using webhook = await listen(async () => undefined);
    await using caller = createCaller({ url: webhook.url, timeoutMs: 1000, addresses });
    for (const body of [request, text]) {
      const exchange = await caller.call({ method: "POST", body, headers: {} });
      expect(exchange).not.toHaveProperty("received");
      expect(exchange.failure?.kind).toBe("reset");
    }
  });

  it("tries once, and gives up when it is told to", async () => {
    let calls = 0;
    const stop = new AbortController();
    await using webhook = await listen(async () => {
      calls += 1;
      stop.abort();
      return new Promise<undefined>(() => undefined);
    });
    await using caller = createCaller({ url: webhook.url, timeoutMs: 1000, addresses });
    const exchange = await caller.call({
      method: "POST",
      body: request,
      headers: {},
      signal: stop.signal,
    });
    expect(exchange.failure?.kind).toBe("cancelled");
    expect(calls).toBe(1);
  });

  it("trusts the authorities that it is given alone, and shows its certificate", async () => {
    await using authority = await createAuthority();
    const own = await authority.issue("server");
    const client = await authority.issue("client");
    const read = (path: string): Promise<string> => readFile(path, "utf8");
    const server = createServer(
      {
        cert: await read(own.cert),
        key: await read(own.key),
        ca: authority.caText,
        requestCert: true,
        rejectUnauthorized: true,
      },
      (_, response) => response.setHeader("content-type", "application/json").end("{}"),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const ca = [new X509Certificate(authority.caText).raw];
    const clientCertificate = { cert: await read(client.cert), key: await read(client.key) };
    const base = { url, timeoutMs: 5000, addresses };
    const kinds = [];
    for (const options of [base, { ...base, ca }, { ...base, ca, clientCertificate }]) {
      await using caller = createCaller(options);
      for (const body of [request, text]) {
        const { received, failure } = await caller.call({ method: "POST", body, headers: {} });
        kinds.push(received?.statusCode ?? failure?.kind);
      }
    }
    server.close();
    server.closeAllConnections();
    expect(kinds.slice(0, 2)).toEqual(["tls", "tls"]);
    expect(kinds.slice(2, 4)).not.toContain(200);
    expect(kinds.slice(4)).toEqual([200, 200]);
  });
});
