import { spawn } from "node:child_process";
import { Agent, request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { once } from "node:events";
import { createConnection, createServer } from "node:net";
import type { AddressInfo, Server as NetServer } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Server } from "../../src/server/index.ts";
import { createAuthority } from "./certificates.ts";
import {
  cxBody,
  Gate,
  http2Client,
  http2Request,
  post,
  rawConnection,
  serveTest,
  textOf,
} from "./fixture.ts";

const body = cxBody("wait");
const waitCall = `POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe("closing", () => {
  it("answers what is in flight, on both protocols, and then ends", async () => {
    const gate = new Gate();
    const server = await serveTest({ gate });
    const first = post(server, { body });
    await gate.entered;
    const client = http2Client(server.url);
    const second = http2Request(client, { body });
    await http2Request(client);
    const closed = server.close({ idleMs: 0 });
    gate.open();
    expect(textOf(await (await first).text())).toBe("Waited.");
    expect(textOf((await second).body)).toBe("Waited.");
    await closed;
    await expect(post(server)).rejects.toThrow("fetch failed");
  });

  it("answers a request that comes on an open connection, and says that it is the last", async () => {
    const server = await serveTest();
    const raw = await rawConnection(server.port);
    const call = waitCall
      .replaceAll(body, cxBody("hello"))
      .replace(/Content-Length: \d+/, `Content-Length: ${cxBody("hello").length}`);
    raw.write(call);
    await raw.until("Hello.");
    const closed = server.close();
    raw.write(call);
    const all = await raw.all;
    expect(all.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(all).toContain("Connection: close");
    await closed;
  });

  it("tells the client of a request in flight that it was the last on its connection", async () => {
    const gate = new Gate();
    const server = await serveTest({ gate });
    const raw = await rawConnection(server.port);
    raw.write(waitCall);
    await gate.entered;
    const closed = server.close();
    gate.open();
    expect(await raw.all).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n/);
    await closed;
  });

  it("does the same over TLS", async () => {
    await using authority = await createAuthority();
    const gate = new Gate();
    const server = await serveTest({ gate, tls: await authority.issue("server") });
    const agent = new HttpsAgent({ keepAlive: true, ca: authority.caText });
    const headers = { "content-type": "application/json" };
    const answered = new Promise<IncomingMessage>((resolve) => {
      httpsRequest(`${server.url}/webhook`, { agent, method: "POST", headers }, resolve).end(body);
    });
    await gate.entered;
    const closed = server.close({ idleMs: 0 });
    gate.open();
    const { statusCode, headers: received } = await answered;
    expect([statusCode, received.connection]).toEqual([200, "close"]);
    agent.destroy();
    await closed;
  });

  it("tells HTTP/2 clients, and serves the stream that was on its way", async () => {
    const server = await serveTest();
    const client = http2Client(server.url);
    await http2Request(client);
    const told = once(client, "goaway");
    const closed = server.close();
    const crossing = http2Request(client);
    await told;
    expect((await crossing).headers[":status"]).toBe(200);
    await closed;
  });

  it("is not ready while it still accepts, so that load balancers leave first", async () => {
    const server = await serveTest();
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const closed = server.close({ delayMs: 200, idleMs: 0 });
    const probe = await fetch(`${server.url}/readyz`, { headers: { connection: "close" } });
    expect([probe.status, await probe.text()]).toEqual([503, "shutting down\n"]);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect((await post(server)).status).toBe(200);
    await closed;
  });

  it("cuts what takes longer than the grace", async () => {
    const gate = new Gate();
    const server = await serveTest({ gate });
    const raw = await rawConnection(server.port);
    raw.write(waitCall);
    await gate.entered;
    await server.close({ graceMs: 10 });
    expect(await raw.all).toBe("");
    gate.open();
  });

  it("is cut short by a second call without grace", async () => {
    const gate = new Gate();
    const server = await serveTest({ gate });
    const raw = await rawConnection(server.port);
    raw.write(waitCall);
    await gate.entered;
    const slow = server.close();
    await server.close({ graceMs: 0 });
    await slow;
    expect(await raw.all).toBe("");
    gate.open();
  });

  it("closes connections that have said nothing yet", async () => {
    const server = await serveTest();
    const raw = await rawConnection(server.port);
    await server.close({ idleMs: 0 });
    expect(await raw.all).toBe("");
  });
});

/** A stable port in front of servers, as a platform has one: each new connection goes to the newest. */
async function createFront(
  first: Server,
): Promise<{ readonly net: NetServer; readonly port: number; target: Server }> {
  const front = { target: first };
  const net = createServer((socket) => {
    const behind = createConnection({ port: front.target.port, host: "127.0.0.1" });
    socket.pipe(behind).pipe(socket);
    socket.on("error", () => behind.destroy());
    behind.on("error", () => socket.destroy());
  });
  net.listen(0, "127.0.0.1");
  await once(net, "listening");
  return Object.assign(front, { net, port: (net.address() as AddressInfo).port });
}

describe("restarting under load", () => {
  it("loses not one request of clients that keep their connections and never retry", async () => {
    const front = await createFront(await serveTest());
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const load = new AbortController();
    let sent = 0;
    const statuses: number[] = [];
    const failures: string[] = [];
    const callOnce = async (): Promise<void> =>
      new Promise((resolve) => {
        sent += 1;
        const request = httpRequest(
          {
            agent,
            port: front.port,
            host: "127.0.0.1",
            method: "POST",
            path: "/webhook",
            headers: { "content-type": "application/json" },
          },
          (response) => {
            statuses.push(response.statusCode ?? 0);
            response.resume().on("end", resolve);
          },
        );
        request.on("error", (error) => {
          failures.push(error.message);
          resolve();
        });
        request.end(cxBody("hello"));
      });
    const clients = Array.from({ length: 8 }, async () => {
      while (!load.signal.aborted) await callOnce();
    });
    for (let restart = 0; restart < 5; restart += 1) {
      const before = statuses.length;
      while (statuses.length < before + 200) await callOnce();
      const old = front.target;
      front.target = await serveTest();
      await old.close();
    }
    load.abort();
    await Promise.all(clients);
    agent.destroy();
    front.net.close();
    await front.target.close({ graceMs: 0 });
    expect(failures).toEqual([]);
    expect(statuses).toHaveLength(sent);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(sent).toBeGreaterThan(1_000);
  });
});

describe("signals", () => {
  const program = fileURLToPath(new URL("signal-program.ts", import.meta.url));

  it.each(["SIGTERM", "SIGINT"] as const)(
    "%s closes gracefully, and the process ends by itself",
    async (signal) => {
      const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
      const port = Number(String((await once(child.stdout, "data"))[0]));
      const raw = await rawConnection(port);
      raw.write(waitCall);
      await once(child.stdout, "data");
      child.kill(signal);
      const exit = once(child, "exit");
      expect(await raw.all).toContain("Waited.");
      expect(await exit).toEqual([0, null]);
    },
  );

  it("leaves signals alone by default", async () => {
    const before = process.listenerCount("SIGTERM");
    await using _ = await serveTest();
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });

  it("takes its listeners off when it has closed", async () => {
    const before = process.listenerCount("SIGTERM");
    const server = await serveTest({ signals: true });
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    await server.close({ graceMs: 0 });
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});
