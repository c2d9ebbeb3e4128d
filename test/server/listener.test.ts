import { execFile } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { request as httpsRequest } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority } from "./certificates.ts";
import type { TestAuthority } from "./certificates.ts";
import {
  cxBody,
  http2Client,
  http2Request,
  post,
  rawConnection,
  serveTest,
  textOf,
} from "./fixture.ts";
import type { Server } from "../../src/server/index.ts";

const run = promisify(execFile);
const body = cxBody("hello");
const call = `POST /webhook HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** The number of open connections, as the server counts them. */
async function connectionsOf(server: Server): Promise<number> {
  const text = await (
    await fetch(`${server.url}/metrics`, { headers: { connection: "close" } })
  ).text();
  return Number(/^fulfillkit_connections (\d+)$/m.exec(text)?.[1]);
}

/** Asks until the answer is right; the test's own timeout is the end. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

/** Calls by curl, and returns the status and the version of HTTP. */
async function curl(server: Server, version: string): Promise<string> {
  const options = [
    "-sS",
    version,
    "-o",
    "/dev/null",
    "-w",
    "%{http_code} %{http_version}",
    "-d",
    body,
  ];
  const { stdout } = await run("curl", [
    ...options,
    "-H",
    "content-type: application/json",
    `${server.url}/webhook`,
  ]);
  return stdout;
}

describe("clear text on one port", () => {
  it("serves HTTP/1.1 and HTTP/2 clients side by side", async () => {
    await using server = await serveTest();
    const client = http2Client(server.url);
    const answers = await Promise.all([
      post(server),
      http2Request(client),
      post(server),
      http2Request(client),
    ]);
    expect(
      answers.map((answer) => ("status" in answer ? answer.status : answer.headers[":status"])),
    ).toEqual([200, 200, 200, 200]);
    client.close();
  });

  it("serves a client that sends one byte at a time", async () => {
    await using server = await serveTest();
    const raw = await rawConnection(server.port);
    for (const byte of call)
      await new Promise<void>((resolve) => raw.socket.write(byte, () => resolve()));
    expect(textOf((await raw.all).split("\r\n\r\n")[1] ?? "")).toBe("Hello.");
  });

  it("tells a request that begins like the preface from HTTP/2", async () => {
    await using server = await serveTest();
    const raw = await rawConnection(server.port);
    raw.write("PRIX / HTTP/1.1\r\n\r\n");
    expect(await raw.all).toContain("HTTP/1.1 400");
  });

  it("serves curl's upgrade to h2c as HTTP/1.1", async () => {
    await using server = await serveTest();
    expect(await curl(server, "--http2")).toBe("200 1.1");
  });

  it("serves curl with prior knowledge as HTTP/2", async () => {
    await using server = await serveTest();
    expect(await curl(server, "--http2-prior-knowledge")).toBe("200 2");
  });
});

describe("connections that hold on", () => {
  it("closes one that says nothing", async () => {
    await using server = await serveTest({ limits: { firstBytesMs: 20 } });
    const raw = await rawConnection(server.port);
    expect(await raw.all).toBe("");
  });

  it("closes one that stops within the preface", async () => {
    await using server = await serveTest({ limits: { firstBytesMs: 20 } });
    const raw = await rawConnection(server.port);
    raw.write("PRI * HT");
    expect(await raw.all).toBe("");
  });

  it("gives one that drips its headers a 408", async () => {
    await using server = await serveTest({ limits: { headersMs: 40 } });
    const raw = await rawConnection(server.port);
    raw.write("POST / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    const drip = setInterval(() => raw.write("x"), 5);
    expect(await raw.all).toContain("HTTP/1.1 408");
    clearInterval(drip);
  });

  it("gives one that drips its body a 408", async () => {
    await using server = await serveTest({ limits: { headersMs: 40, requestMs: 40 } });
    const raw = await rawConnection(server.port);
    raw.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
    const drip = setInterval(() => raw.write(" "), 5);
    expect(await raw.all).toContain("HTTP/1.1 408");
    clearInterval(drip);
  });

  it("closes one that is idle after a request", async () => {
    await using server = await serveTest({ limits: { keepAliveMs: 20 } });
    const raw = await rawConnection(server.port);
    raw.write(call.replace("Connection: close\r\n", ""));
    expect(await raw.all).toContain("Hello.");
  });

  it("says goodbye to an HTTP/2 client that is idle", async () => {
    await using server = await serveTest({ limits: { keepAliveMs: 20 } });
    const client = http2Client(server.url);
    await http2Request(client);
    await new Promise<void>((resolve) => client.once("goaway", () => resolve()));
    await new Promise<void>((resolve) =>
      client.destroyed ? resolve() : client.once("close", () => resolve()),
    );
  });

  it("closes the oldest of too many that wait", async () => {
    await using server = await serveTest({ limits: { waitingConnections: 2 } });
    const [oldest, ...rest] = [
      await rawConnection(server.port),
      await rawConnection(server.port),
      await rawConnection(server.port),
    ];
    expect(await oldest?.all).toBe("");
    for (const raw of rest) {
      raw.write(call);
      expect(await raw.all).toContain("HTTP/1.1 200");
    }
  });

  it("closes a connection beyond the limit at once", async () => {
    await using server = await serveTest({ limits: { connections: 1 } });
    const first = await rawConnection(server.port);
    const second = await rawConnection(server.port);
    expect(await second.all).toBe("");
    first.write(call);
    expect(await first.all).toContain("HTTP/1.1 200");
  });

  it("keeps nothing of HTTP/2 clients that go away without a word", async () => {
    await using server = await serveTest();
    for (let round = 0; round < 20; round += 1) {
      const clients = Array.from({ length: 10 }, () => http2Client(server.url));
      await Promise.all(clients.map(async (client) => http2Request(client)));
      for (const client of clients) client.socket.destroy();
    }
    await until(async () => (await connectionsOf(server)) === 1);
  });

  it("keeps nothing of HTTP/2 clients that only half close", async () => {
    await using server = await serveTest();
    const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    const settings = "\0\0\0\x04\0\0\0\0\0";
    for (let round = 0; round < 50; round += 1) {
      const raw = await rawConnection(server.port);
      raw.write(preface + settings);
      raw.socket.end();
    }
    await until(async () => (await connectionsOf(server)) === 1);
  });
});

describe("a client that does not close its half", () => {
  it("is cut when the server has ended the other half", async () => {
    await using server = await serveTest({ limits: { keepAliveMs: 20 } });
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => {}).resume();
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
    await once(socket, "end");
    await until(async () => (await connectionsOf(server)) === 1);
    socket.destroy();
  });
});

describe("the headers of a request", () => {
  it("refuses too many bytes with 431", async () => {
    await using server = await serveTest({ limits: { headerBytes: 2_000 } });
    expect((await post(server, { headers: { "x-large": "x".repeat(3_000) } })).status).toBe(431);
  });

  it("refuses too many with 431, and drops none in silence", async () => {
    await using server = await serveTest({ limits: { headerCount: 20 } });
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`x-${index}`, "1"]));
    expect((await post(server, { headers: many })).status).toBe(431);
  });
});

describe("HTTP/2 clients that misbehave", () => {
  it("tells them how many streams it takes", async () => {
    await using server = await serveTest({ limits: { streams: 2 } });
    const client = http2Client(server.url);
    await new Promise<void>((resolve) => client.once("remoteSettings", () => resolve()));
    expect(client.remoteSettings.maxConcurrentStreams).toBe(2);
    client.destroy();
  });

  it("closes the connection of one that resets streams rapidly", async () => {
    await using server = await serveTest({ limits: { resetBurst: 10, resetsPerSecond: 1 } });
    const client = http2Client(server.url);
    const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
    const reset = (): void => {
      if (client.destroyed || client.closed) return;
      const stream = client.request({ ":method": "POST", ":path": "/webhook" });
      stream.on("error", () => {});
      stream.close(8, () => setImmediate(reset));
    };
    reset();
    await closed;
  });
});

describe("TLS", () => {
  let authority: TestAuthority;
  let files: { readonly cert: string; readonly key: string };
  beforeAll(async () => {
    authority = await createAuthority();
    files = await authority.issue("server");
  });
  afterAll(async () => authority[Symbol.asyncDispose]());

  /** The status of a call by HTTP/1.1 over TLS. */
  const callTls = async (
    server: Server,
    options: { readonly path?: string; readonly cert?: string; readonly key?: string } = {},
  ) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { path = "/webhook", ...tls } = options;
      const probe = path !== "/webhook";
      const request = httpsRequest(
        server.url + path,
        {
          method: probe ? "GET" : "POST",
          ca: authority.caText,
          agent: false,
          headers: { "content-type": "application/json" },
          ...tls,
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      request.on("error", reject).end(probe ? undefined : body);
    });

  it("serves HTTP/2 and HTTP/1.1 by ALPN", async () => {
    await using server = await serveTest({ tls: files });
    expect(server.url).toMatch(/^https:/);
    expect(await callTls(server)).toBe(200);
    const client = http2Client(server.url, { ca: authority.caText });
    const { headers, body: answer } = await http2Request(client);
    expect([headers[":status"], client.alpnProtocol, textOf(answer)]).toEqual([
      200,
      "h2",
      "Hello.",
    ]);
    client.close();
  });

  it("closes a connection whose handshake does not come", async () => {
    await using server = await serveTest({ tls: files, limits: { firstBytesMs: 20 } });
    const raw = await rawConnection(server.port);
    expect(await raw.all).toBe("");
  });

  it("outlives what is no handshake, and no HTTP", async () => {
    await using server = await serveTest({ tls: files });
    const raw = await rawConnection(server.port);
    raw.write(call);
    await raw.all;
    const answer = await new Promise<string>((resolve) => {
      const socket = connectTls(
        { port: server.port, host: "127.0.0.1", ca: authority.caText },
        () => socket.write("nonsense\r\n\r\n"),
      );
      socket
        .setEncoding("latin1")
        .on("error", () => {})
        .once("data", resolve);
    });
    expect(answer).toContain("HTTP/1.1 400");
    expect(await callTls(server)).toBe(200);
  });

  it("closes a connection that is idle after a request", async () => {
    await using server = await serveTest({ tls: files, limits: { keepAliveMs: 20 } });
    const answer = await new Promise<string>((resolve) => {
      let received = "";
      const socket = connectTls(
        { port: server.port, host: "127.0.0.1", ca: authority.caText },
        () => socket.write(call.replace("Connection: close\r\n", "")),
      );
      socket.setEncoding("latin1").on("data", (chunk: string) => {
        received += chunk;
      });
      socket.once("close", () => resolve(received));
    });
    expect(answer).toContain("Hello.");
  });

  it("refuses TLS 1.1", async () => {
    await using server = await serveTest({ tls: files });
    const failure = await new Promise<string | undefined>((resolve) => {
      connectTls({
        port: server.port,
        host: "127.0.0.1",
        ca: authority.caText,
        minVersion: "TLSv1",
        maxVersion: "TLSv1.1",
        ciphers: "DEFAULT@SECLEVEL=0",
      })
        .once("secureConnect", () => resolve(undefined))
        .once("error", (error: Error) => resolve(error.message));
    });
    expect(failure).toMatch(/protocol version/);
  });

  it("demands a client certificate, except of probes", async () => {
    await using server = await serveTest({ tls: { ...files, clientCa: authority.ca } });
    const paths = await authority.issue("client");
    const own = {
      cert: await readFile(paths.cert, "utf8"),
      key: await readFile(paths.key, "utf8"),
    };
    expect(await callTls(server)).toBe(401);
    expect(await callTls(server, own)).toBe(200);
    const client = http2Client(server.url, { ca: authority.caText, ...own });
    expect((await http2Request(client)).headers[":status"]).toBe(200);
    client.close();
    expect(await callTls(server, { path: "/livez" })).toBe(200);
    expect(await callTls(server, { path: "/metrics" })).toBe(401);
  });

  it("refuses a client certificate of another CA, on both protocols", async () => {
    await using other = await createAuthority();
    const paths = await other.issue("stranger");
    const strange = {
      cert: await readFile(paths.cert, "utf8"),
      key: await readFile(paths.key, "utf8"),
    };
    await using server = await serveTest({ tls: { ...files, clientCa: authority.ca } });
    expect(await callTls(server, strange)).toBe(401);
    const client = http2Client(server.url, { ca: authority.caText, ...strange });
    expect((await http2Request(client)).headers[":status"]).toBe(401);
    client.close();
  });
});
