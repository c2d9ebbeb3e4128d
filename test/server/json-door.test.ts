import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRouter, reply } from "../../src/index.ts";
import { serve } from "../../src/server/index.ts";
import type { Server } from "../../src/server/index.ts";
import {
  cxBody,
  Gate,
  http2Client,
  http2Request,
  keepingLogger,
  post,
  rawConnection,
  serveTest,
  session,
  textOf,
} from "./fixture.ts";

let server: Server;
beforeAll(async () => {
  server = await serveTest({ limits: { bodyBytes: 10_000, discardBytes: 20_000 } });
});
afterAll(async () => server.close({ graceMs: 0 }));

describe("the JSON door", () => {
  it.each(["/", "/webhook", "/webhook?key=1"])("answers a CX call at %s", async (path) => {
    const response = await post(server, { path });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(textOf(await response.text())).toBe("Hello.");
  });

  it("answers an ES call on the same path", async () => {
    const body = JSON.stringify({
      responseId: "r",
      session: "projects/p/agent/sessions/s",
      queryResult: { queryText: "hi", action: "hello", languageCode: "en" },
    });
    const response = await post(server, { body });
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveProperty("fulfillmentMessages");
  });

  it("says the length of its answer, so that the client need not wait for the end", async () => {
    const response = await post(server);
    const length = Number(response.headers.get("content-length"));
    expect(length).toBe((await response.arrayBuffer()).byteLength);
  });

  it.each([
    ["application/json", 200, "what the platform sends"],
    ["application/json; charset=utf-8", 200, "many clients add it"],
    ['Application/JSON;charset="UTF-8"', 200, "types and charsets have no case"],
    ["application/vnd.example+json", 200, "JSON by its suffix"],
    ["application/json; charset=latin1", 415, "JSON is UTF-8"],
    ["text/plain", 415, "no JSON"],
    ["application/jsonp", 415, "only begins like JSON"],
    ["application/x-www-form-urlencoded", 415, "curl's default"],
  ])("answers content type %s with %i: %s", async (type, status) => {
    expect((await post(server, { headers: { "content-type": type } })).status).toBe(status);
  });

  it("takes a body without a content type", async () => {
    const raw = await rawConnection(server.port);
    const body = cxBody("hello");
    raw.write(
      `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(await raw.all).toContain("HTTP/1.1 200 OK");
  });

  it("takes a request target that is a whole URL, as proxies send it", async () => {
    const raw = await rawConnection(server.port);
    const body = cxBody("hello");
    raw.write(
      `POST http://a/webhook?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(await raw.all).toContain("HTTP/1.1 200 OK");
  });

  it.each(["GET", "PUT", "DELETE", "PATCH", "HEAD"])(
    "refuses %s and says what is allowed",
    async (method) => {
      const response = await post(server, { method, body: null });
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("POST, OPTIONS");
      const body = await response.text();
      if (method !== "HEAD")
        expect(JSON.parse(body)).toMatchObject({
          error: { code: 405, details: [{ reason: "METHOD_NOT_ALLOWED" }] },
        });
    },
  );

  it("answers OPTIONS", async () => {
    const response = await post(server, { method: "OPTIONS", body: null });
    expect(response.status).toBe(204);
    expect(response.headers.get("allow")).toBe("POST, OPTIONS");
  });

  it.each(["gzip", "deflate", "br"])(
    "refuses a body in %s and says what it takes",
    async (encoding) => {
      const response = await post(server, {
        headers: { "content-type": "application/json", "content-encoding": encoding },
      });
      expect(response.status).toBe(415);
      expect(response.headers.get("accept-encoding")).toBe("identity");
    },
  );

  it.each([
    ["", "NOT_JSON"],
    ["{", "NOT_JSON"],
    ["[]", "NOT_A_WEBHOOK_REQUEST"],
    ["null", "NOT_A_WEBHOOK_REQUEST"],
  ])("refuses the body %j with reason %s", async (body, reason) => {
    const response = await post(server, { body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { status: "INVALID_ARGUMENT", details: [{ reason }] },
    });
  });

  it("gives an unknown tag 404", async () => {
    const response = await post(server, { body: cxBody("nobody") });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { status: "NOT_FOUND", details: [{ reason: "NO_HANDLER" }] },
    });
  });

  it("reveals nothing of a failure, and names the request for the log", async () => {
    const response = await post(server, {
      body: cxBody("fail"),
      headers: { "content-type": "application/json", "x-request-id": "req-7" },
    });
    expect(response.status).toBe(500);
    expect(response.headers.get("x-request-id")).toBe("req-7");
    expect(await response.text()).not.toContain("4711");
  });

  it("gives the request an id of its own if the client's could break a log", async () => {
    const response = await post(server, {
      body: cxBody("fail"),
      headers: { "content-type": "application/json", "x-request-id": "a b{}" },
    });
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("refuses an answer that the platform would refuse", async () => {
    const response = await post(server, { body: cxBody("too-large") });
    expect(response.status).toBe(500);
    expect(await response.json()).toHaveProperty("error.details.0.reason", "RESPONSE_TOO_LARGE");
  });
});

describe("the limit of the body", () => {
  const big = JSON.stringify({ payload: "x".repeat(15_000) });

  it("refuses a body whose announced length is too large", async () => {
    const response = await post(server, { body: big });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      error: { code: 413, details: [{ reason: "BODY_TOO_LARGE" }] },
    });
  });

  it("refuses a body without a length while it streams, before its end", async () => {
    const raw = await rawConnection(server.port);
    raw.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    raw.write(`3000\r\n${"x".repeat(0x3000)}\r\n`);
    expect(await raw.until("BODY_TOO_LARGE")).toContain("HTTP/1.1 413");
    raw.socket.destroy();
  });

  it("cuts off a client that goes on sending", async () => {
    const raw = await rawConnection(server.port);
    raw.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    const more = (): void => {
      if (raw.socket.destroyed) return;
      raw.socket.write(`1000\r\n${"x".repeat(0x1000)}\r\n`, () => setImmediate(more));
    };
    more();
    expect(await raw.all).toContain("HTTP/1.1 413");
  });

  it("does not invite a body that it would refuse", async () => {
    const raw = await rawConnection(server.port);
    raw.write(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 15000\r\nExpect: 100-continue\r\n\r\n",
    );
    const all = await raw.all;
    expect(all).toContain("HTTP/1.1 413");
    expect(all).not.toContain("100 Continue");
  });

  it("invites a body that it would take", async () => {
    const raw = await rawConnection(server.port);
    const body = cxBody("hello");
    raw.write(
      `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    await raw.until("100 Continue");
    raw.write(body);
    expect(await raw.all).toContain("HTTP/1.1 200 OK");
  });

  it("reads a body that comes in pieces, and cuts characters in two", async () => {
    const logger = keepingLogger();
    await using own = await serve(
      createRouter().fallback(({ query }) =>
        reply().text(`You said ${query.kind === "text" ? query.text : "nothing"}.`),
      ),
      { port: 0, host: "127.0.0.1", logger },
    );
    const body = Buffer.from(
      JSON.stringify({ text: "Grüße 👋", sessionInfo: { session }, fulfillmentInfo: { tag: "x" } }),
    );
    const incoming = await new Promise<IncomingMessage>((resolve) => {
      const request = httpRequest(
        own.url,
        { method: "POST", headers: { "content-length": body.length } },
        resolve,
      );
      let offset = 0;
      const next = (): void => {
        if (offset < body.length)
          request.write(body.subarray(offset, ++offset), () => setImmediate(next));
        else request.end();
      };
      next();
    });
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    expect(textOf(Buffer.concat(chunks).toString())).toBe("You said Grüße 👋.");
  });
});

describe("the JSON door over HTTP/2", () => {
  it("answers with prior knowledge on the same port", async () => {
    const client = http2Client(server.url);
    const { headers, body } = await http2Request(client);
    expect(headers[":status"]).toBe(200);
    expect(textOf(body)).toBe("Hello.");
    client.close();
  });

  it("refuses a body that is too large, and keeps the connection", async () => {
    const client = http2Client(server.url);
    const refused = await http2Request(client, { body: Buffer.alloc(15_000, "x") });
    expect(refused.headers[":status"]).toBe(413);
    expect((await http2Request(client)).headers[":status"]).toBe(200);
    client.close();
  });

  it("gives up a stream whose body does not come", async () => {
    await using own = await serveTest({ limits: { requestMs: 50 } });
    const client = http2Client(own.url);
    const stream = client.request({
      ":method": "POST",
      ":path": "/webhook",
      "content-type": "application/json",
    });
    stream.write("{");
    const status = await new Promise((resolve) =>
      stream.once("response", (headers) => resolve(headers[":status"])),
    );
    expect(status).toBe(504);
    client.destroy();
  });
});

describe("a client that goes away", () => {
  it.each(["HTTP/1.1", "HTTP/2"])("aborts the handler's signal over %s", async (protocol) => {
    const gate = new Gate();
    const aborted = Promise.withResolvers<boolean>();
    const router = createRouter().tag("watch", async ({ signal }) => {
      signal.addEventListener("abort", () => aborted.resolve(true));
      await gate.pass();
      return reply();
    });
    await using own = await serve(router, { port: 0, host: "127.0.0.1", logger: false });
    if (protocol === "HTTP/2") {
      const client = http2Client(own.url);
      void http2Request(client, { body: cxBody("watch") }).catch(() => {});
      await gate.entered;
      client.destroy();
    } else {
      const raw = await rawConnection(own.port);
      const body = cxBody("watch");
      raw.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      await gate.entered;
      raw.socket.destroy();
    }
    expect(await aborted.promise).toBe(true);
    gate.open();
  });

  it("leaves nothing behind when it goes in the middle of its body", async () => {
    const own = await serveTest();
    const raw = await rawConnection(own.port);
    raw.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
    raw.socket.destroy();
    await raw.all;
    expect((await post(own)).status).toBe(200);
    await own.close({ idleMs: 0 });
  });
});

describe("keep-alive", () => {
  it("answers requests one after the other on one connection, also after a refusal", async () => {
    const raw = await rawConnection(server.port);
    const body = cxBody("hello");
    const call = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    raw.write(
      call +
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n" +
        call.replace("Host: a", "Host: a\r\nConnection: close"),
    );
    const all = await raw.all;
    expect(all.match(/HTTP\/1\.1 \d{3}/g)).toEqual([
      "HTTP/1.1 200",
      "HTTP/1.1 405",
      "HTTP/1.1 200",
    ]);
  });
});
