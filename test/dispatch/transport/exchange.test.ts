import type { IncomingMessage, RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type {
  TransportRequest,
  TransportResponse,
} from "../../../src/dispatch/transport/transport.ts";
import { failureOf, listenHttp, listenRaw, openTransport, requestTo, textOf } from "./fixture.ts";
import type { Listening } from "./fixture.ts";

/** Calls a server once. */
async function call(
  server: Listening,
  more: Partial<TransportRequest> = {},
): Promise<TransportResponse> {
  await using transport = openTransport();
  return await transport.send(requestTo(`http://127.0.0.1:${server.port}/hook?a=b`, more));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

describe("what is sent", () => {
  it("is the request as it is given, with the transport's own Host and Content-Length", async () => {
    await using server = await listenHttp((request, response) => {
      void bodyOf(request).then((body) => {
        const { method, url, rawHeaders } = request;
        response.end(JSON.stringify({ method, url, body, rawHeaders }));
      });
    });
    const answer = await call(server, {
      method: "PUT",
      headers: [
        ["User-Agent", "Google-Dialogflow"],
        ["Host", "elsewhere.example"],
        ["Content-Length", "1"],
        ["X-Second", "yes"],
      ],
      body: "äö",
    });
    expect(JSON.parse(textOf(answer))).toEqual({
      method: "PUT",
      url: "/hook?a=b",
      body: "äö",
      rawHeaders: [
        ["host", `127.0.0.1:${server.port}`],
        ["connection", "keep-alive"],
        ["User-Agent", "Google-Dialogflow"],
        ["X-Second", "yes"],
        ["content-length", "4"],
      ].flat(),
    });
    expect(answer.address).toBe(`127.0.0.1:${server.port}`);
  });

  it.each([
    ["a line break in a value", "X-Key", "secret\r\nX-Evil: 1"],
    ["a character beyond Latin-1", "X-Key", "secret😀"],
    ["a space in a name", "X Key", "secret"],
    ["no name", "", "secret"],
  ])("refuses a header with %s, and does not quote the value", async (_, name, value) => {
    await using server = await listenHttp((_request, response) => response.end());
    const failure = await failureOf(call(server, { headers: [[name, value]] }));
    expect(failure.kind).toBe("plan");
    expect(failure.message).not.toContain("secret");
    expect(server.connections).toBe(0);
  });
});

describe("what is answered", () => {
  it.each([200, 204, 304, 400, 401, 404, 500, 503])(
    "is an answer with status %d",
    async (status) => {
      await using server = await listenHttp((_, response) => response.writeHead(status).end());
      await expect(call(server)).resolves.toMatchObject({ statusCode: status });
    },
  );

  it("is a redirect as it is: it is not followed, least of all to a private address", async () => {
    const location = "http://169.254.169.254/computeMetadata/v1/";
    await using server = await listenHttp((_, response) =>
      response.writeHead(307, { location }).end(),
    );
    const answer = await call(server);
    expect(answer).toMatchObject({ statusCode: 307, headers: { location } });
    expect(server.connections).toBe(1);
  });

  it("comes after informational answers", async () => {
    await using server = await listenRaw((socket) => {
      socket.end(
        `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${head}Content-Length: 2\r\n\r\n{}`,
      );
    });
    const answer = await call(server);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).not.toHaveProperty("link");
  });

  it("has headers in lower case, several of one name joined", async () => {
    await using server = await listenHttp((_, response) =>
      response.writeHead(200, ["X-One", "a", "x-one", "b", "Retry-After", "3"]).end("{}"),
    );
    const { headers } = await call(server);
    expect(headers).toMatchObject({ "x-one": "a, b", "retry-after": "3" });
  });

  it("has no body for HEAD, whatever its Content-Length says", async () => {
    await using server = await listenHttp((_, response) =>
      response.writeHead(200, { "content-length": 1_000_000 }).end(),
    );
    const { body } = await call(server, { method: "HEAD", body: "" });
    expect(body.byteLength).toBe(0);
  });

  it("is decompressed", async () => {
    await using server = await listenHttp((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync('{"a":1}')),
    );
    expect(textOf(await call(server))).toBe('{"a":1}');
  });
});

describe("how long an answer may be", () => {
  const long = Buffer.alloc(70_000, 0x20);
  const kinds: readonly (readonly [string, RequestListener])[] = [
    [
      "with Content-Length",
      (_, response) => response.setHeader("content-length", 70_000).end(long),
    ],
    [
      "in chunks",
      (_, response) => {
        response.write(long.subarray(0, 40_000));
        response.end(long.subarray(40_000));
      },
    ],
    [
      "until the end of the connection",
      (_, response) => {
        response.setHeader("connection", "close").removeHeader("transfer-encoding");
        response.end(long);
      },
    ],
    [
      "as a gzip bomb",
      (_, response) =>
        response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(20_000_000))),
    ],
  ];

  it.each(kinds)("is limited %s", async (_, listener) => {
    await using server = await listenHttp(listener);
    const failure = await failureOf(call(server));
    expect(failure).toMatchObject({ kind: "oversize", statusCode: 200 });
  });

  it("does not count for a status that tells all", async () => {
    await using server = await listenHttp((_, response) => response.writeHead(500).end(long));
    const { statusCode, body } = await call(server);
    expect(statusCode).toBe(500);
    expect(body.byteLength).toBe(65_536);
  });

  it("takes a body of exactly the limit", async () => {
    await using server = await listenHttp((_, response) => response.end(long.subarray(0, 65_536)));
    const { body } = await call(server);
    expect(body.byteLength).toBe(65_536);
  });
});

describe("what ends a call", () => {
  it.each<readonly [string, RequestListener, number | undefined]>([
    ["the headers", () => undefined, undefined],
    ["the body", (_, response) => response.write("{"), 200],
  ])("is the time, while it waits for %s", async (_, listener, statusCode) => {
    await using server = await listenHttp(listener);
    const failure = await failureOf(call(server, { timeoutMs: 99.927_978_515_625 }));
    expect(failure).toMatchObject({ kind: "timeout", statusCode });
    expect(failure).toHaveProperty("message", expect.stringContaining(" within 100 ms."));
  });

  it("is the time, however often a byte comes", async () => {
    await using server = await listenHttp((_, response) => {
      const timer = setInterval(() => response.write(" "), 10);
      response.once("close", () => {
        clearInterval(timer);
      });
    });
    expect(await failureOf(call(server, { timeoutMs: 150 }))).toMatchObject({ kind: "timeout" });
  });

  it("is the signal, at any time", async () => {
    const controller = new AbortController();
    await using server = await listenHttp(() => {
      controller.abort();
    });
    const { signal } = controller;
    expect(await failureOf(call(server, { signal }))).toMatchObject({ kind: "cancelled" });
    expect(await failureOf(call(server, { signal }))).toMatchObject({ kind: "cancelled" });
    expect(server.connections).toBe(1);
  });

  it.each([
    ["a reset before the headers", "", "reset"],
    ["a reset after the headers", `${head}Content-Length: 2\r\n\r\n`, "reset"],
    ["half of what Content-Length says", `${head}Content-Length: 10\r\n\r\n{"a"`, "reset"],
    ["a chunk that is cut", `${head}Transfer-Encoding: chunked\r\n\r\na\r\n{"a`, "reset"],
    [
      "chunks without the last one",
      `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`,
      "reset",
    ],
    ["what is no HTTP", "220 mail.example ESMTP\r\n", "protocol"],
    ["a chunk that has no length", `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, "protocol"],
    ["two lengths", `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, "reset"],
    ["headers beyond the limit", `${head}X: ${"x".repeat(20_000)}\r\n\r\n`, "protocol"],
    ["bad gzip", `${head}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`, "protocol"],
    [
      "a coding that nobody asked for",
      `${head}Content-Encoding: zstd\r\nContent-Length: 2\r\n\r\n{}`,
      "protocol",
    ],
  ] as const)("is %s", async (reason, bytes, kind) => {
    await using server = await listenRaw((socket) => {
      if (reason.startsWith("a reset")) socket.write(bytes, () => socket.resetAndDestroy());
      else socket.end(bytes);
    });
    const failure = await failureOf(call(server));
    expect(failure).toMatchObject({ kind });
    expect(failure.cause).toBeUndefined();
  });
});
