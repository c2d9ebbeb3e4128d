import { getTestServer } from "@google-cloud/functions-framework/testing";
import { http } from "@google-cloud/functions-framework";
import express from "express";
import { fastify } from "fastify";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo, Server as NetServer } from "node:net";
import { describe, expect, it } from "vitest";
import { toNodeHandler } from "../../../src/server/index.ts";
import type { AdapterOptions } from "../../../src/server/index.ts";
import { cxBody, Gate, keepingLogger, testRouter, textOf } from "../fixture.ts";

const handlerWith = (options: AdapterOptions = {}) =>
  toNodeHandler(testRouter(), { logger: false, ...options });

/** Runs a host on a free port. */
async function withServer(server: NetServer, use: (url: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const call = async (
  url: string,
  body = cxBody("hello"),
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close", ...headers },
    body,
  });

/** What every host must do with the handler, whatever its parser has done to the body. */
async function behaves(url: string): Promise<void> {
  const good = await call(url);
  expect([good.status, textOf(await good.text())]).toEqual([200, "Hello."]);
  const unknown = await call(url, cxBody("nobody"));
  expect([unknown.status, await unknown.json()]).toMatchObject([
    404,
    { error: { details: [{ reason: "NO_HANDLER" }] } },
  ]);
  const failing = await call(url, cxBody("fail"));
  expect([failing.status, (await failing.text()).includes("4711")]).toEqual([500, false]);
  const array = await call(url, "[]");
  expect([array.status, await array.json()]).toMatchObject([
    400,
    { error: { details: [{ reason: "NOT_A_WEBHOOK_REQUEST" }] } },
  ]);
}

describe("toNodeHandler", () => {
  it("serves a plain http.Server", async () => {
    await withServer(createServer(handlerWith() as RequestListener), behaves);
  });

  it.each([
    ["without a parser", undefined],
    ["behind express.json()", express.json()],
    ["behind express.text()", express.text({ type: "*/*" })],
    ["behind express.raw()", express.raw({ type: "*/*" })],
    ["behind a parser that does not take JSON", express.urlencoded({ extended: false })],
  ])("serves Express %s", async (_, parser) => {
    const app = express();
    if (parser !== undefined) app.use(parser);
    app.post("/hooks/webhook", handlerWith());
    await withServer(createServer(app), async (url) => behaves(`${url}/hooks/webhook`));
  });

  it("logs the whole path where Express has cut off its mount point", async () => {
    const logger = keepingLogger();
    const app = express();
    app.use("/hooks", handlerWith({ logger }));
    await withServer(createServer(app), async (url) => {
      await call(`${url}/hooks/webhook?key=1`, cxBody("fail"));
    });
    expect(logger.lines).toMatchObject([
      { level: "error", fields: { httpRequest: { requestUrl: "/hooks/webhook" } } },
    ]);
  });

  it("leaves the answer to a host that has answered already", async () => {
    const logger = keepingLogger();
    const gate = new Gate();
    const handle = toNodeHandler(testRouter(gate), { logger });
    const app = express();
    app.post("/", (request, response) => {
      handle(request, response);
      void gate.entered.then(() => {
        response.status(503).end("too slow");
        gate.open();
      });
    });
    await withServer(createServer(app), async (url) => {
      const response = await call(url, cxBody("wait"));
      expect([response.status, await response.text()]).toEqual([503, "too slow"]);
    });
    expect(logger.lines.filter(({ level }) => level === "error")).toEqual([]);
    expect(logger.lines.map(({ fields }) => fields["event"])).not.toContain("failed");
  });

  it("serves Fastify, whose parser has read the body", async () => {
    const app = fastify();
    app.post("/webhook", handlerWith());
    await app.listen({ port: 0, host: "127.0.0.1" });
    try {
      await behaves(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/webhook`);
    } finally {
      await app.close();
    }
  });

  it("serves Google's Functions Framework", async () => {
    http("webhook", handlerWith());
    await withServer(getTestServer("webhook"), behaves);
  });

  it("keeps to the limits of the body", async () => {
    await withServer(
      createServer(handlerWith({ limits: { bodyBytes: 100 } }) as RequestListener),
      async (url) => {
        const response = await call(url);
        expect([response.status, await response.json()]).toMatchObject([
          413,
          { error: { details: [{ reason: "BODY_TOO_LARGE" }] } },
        ]);
      },
    );
  });

  it("takes a compressed body that the host has unpacked, and refuses one that it has not", async () => {
    const { gzipSync } = await import("node:zlib");
    const app = express();
    app.post("/plain", handlerWith());
    app.post("/parsed", express.json(), handlerWith());
    await withServer(createServer(app), async (url) => {
      const send = async (path: string): Promise<number> => {
        const body = gzipSync(cxBody("hello"));
        const headers = { "content-type": "application/json", "content-encoding": "gzip" };
        return (await fetch(url + path, { method: "POST", headers, body })).status;
      };
      expect([await send("/plain"), await send("/parsed")]).toEqual([415, 200]);
    });
  });

  it("refuses limits that can't be, when it is made", () => {
    expect(() => handlerWith({ limits: { bodyBytes: 0 } })).toThrow("limits.bodyBytes is 0");
  });
});
