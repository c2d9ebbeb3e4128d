import { serve as serveHono } from "@hono/node-server";
import { Hono } from "hono";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import * as api from "@opentelemetry/api";
import { toFetchHandler } from "../../../src/server/adapters/fetch.ts";
import { filesUnder, loadedWith } from "../../project/modules.ts";
import { cxBody, Gate, keepingLogger, testRouter, textOf } from "../fixture.ts";

const handle = toFetchHandler(testRouter(), { logger: false, limits: { bodyBytes: 5_000 } });
const url = "https://example.test/webhook?key=secret";
const request = (init: RequestInit = {}): Request =>
  new Request(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: cxBody("hello"),
    ...init,
  });

/** A body of unknown length. */
const streamOf = (chunks: readonly string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

describe("toFetchHandler", () => {
  it("answers a call", async () => {
    const response = await handle(request());
    expect([
      response.status,
      response.headers.get("content-type"),
      textOf(await response.text()),
    ]).toEqual([200, "application/json", "Hello."]);
  });

  it("answers a call whose body comes in pieces", async () => {
    const body = cxBody("hello");
    const response = await handle(
      new Request(url, {
        method: "POST",
        body: streamOf([body.slice(0, 7), body.slice(7)]),
        duplex: "half",
      }),
    );
    expect([response.status, textOf(await response.text())]).toEqual([200, "Hello."]);
  });

  it.each<[string, Request, number, string]>([
    ["GET", request({ method: "GET", body: null }), 405, "METHOD_NOT_ALLOWED"],
    [
      "a wrong type",
      request({ headers: { "content-type": "text/plain" } }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "a compressed body",
      request({ headers: { "content-encoding": "br" } }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["no body", request({ body: null }), 400, "NOT_JSON"],
    [
      "a body that is too large by its length",
      request({ headers: { "content-type": "application/json", "content-length": "6000" } }),
      413,
      "BODY_TOO_LARGE",
    ],
    ["a body that is too large", request({ body: "x".repeat(6_000) }), 413, "BODY_TOO_LARGE"],
    ["an unknown tag", request({ body: cxBody("nobody") }), 404, "NO_HANDLER"],
    [
      "an answer that is too large",
      request({ body: cxBody("too-large") }),
      500,
      "RESPONSE_TOO_LARGE",
    ],
  ])("refuses %s", async (_, wrong, status, reason) => {
    const response = await handle(wrong);
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty("error.details.0.reason", reason);
  });

  it("stops reading a body when it is too large", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1_000));
      },
    });
    const response = await handle(
      new Request(url, { method: "POST", body: endless, duplex: "half" }),
    );
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(10);
  });

  it("answers a body that breaks off without falling over", async () => {
    const broken = new ReadableStream({
      start: (controller) => controller.error(new Error("reset")),
    });
    expect(
      (await handle(new Request(url, { method: "POST", body: broken, duplex: "half" }))).status,
    ).toBe(499);
  });

  it("answers OPTIONS", async () => {
    const response = await handle(request({ method: "OPTIONS", body: null }));
    expect([response.status, response.headers.get("allow")]).toEqual([204, "POST, OPTIONS"]);
  });

  it("logs failures with the path, without the query", async () => {
    const logger = keepingLogger();
    await toFetchHandler(testRouter(), { logger })(request({ body: cxBody("fail") }));
    expect(logger.lines).toMatchObject([
      { level: "error", fields: { tag: "fail", httpRequest: { requestUrl: "/webhook" } } },
    ]);
  });

  it("takes the OpenTelemetry API", async () => {
    const response = await toFetchHandler(testRouter(), { logger: false, telemetry: api })(
      request(),
    );
    expect(response.status).toBe(200);
  });

  it("ends a call when the request is aborted", async () => {
    const gate = new Gate();
    const abort = new AbortController();
    const answer = toFetchHandler(testRouter(gate), { logger: false })(
      request({ body: cxBody("wait"), signal: abort.signal }),
    );
    await gate.entered;
    abort.abort();
    expect((await answer).status).toBe(499);
    gate.open();
  });

  it("serves Hono, with and without a socket", async () => {
    const app = new Hono().post("/webhook", async (context) =>
      toFetchHandler(testRouter(), { logger: false })(context.req.raw),
    );
    const direct = await app.request("/webhook", {
      method: "POST",
      body: cxBody("hello"),
      headers: { "content-type": "application/json" },
    });
    expect(textOf(await direct.text())).toBe("Hello.");
    const server = await new Promise<ReturnType<typeof serveHono>>((resolve) => {
      const started = serveHono({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () =>
        resolve(started),
      );
    });
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/webhook`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: cxBody("hello"),
    });
    expect(textOf(await response.text())).toBe("Hello.");
    await new Promise((resolve) => server.close(resolve));
  });

  it("loads no module of Node, so that any fetch runtime can run it", () => {
    expect(filesUnder("src/server")).toContain("src/server/adapters/fetch.ts");
    const loaded = [...loadedWith("src/server/adapters/fetch.ts").keys()];
    expect(loaded.length).toBeGreaterThan(5);
    expect(loaded.filter((target) => target.startsWith("node:"))).toEqual([]);
  });
});
