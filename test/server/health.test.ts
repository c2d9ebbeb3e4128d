import { describe, expect, it } from "vitest";
import { createHealth } from "../../src/server/health.ts";
import type { ReadinessCheck } from "../../src/server/health.ts";
import { serveTest } from "./fixture.ts";

const health = (checks: Readonly<Record<string, ReadinessCheck>> = {}) =>
  createHealth({ services: ["acme.Service"], checks, timeoutMs: 20 });

describe("health", () => {
  it("serves until it drains", () => {
    const one = health();
    expect([one.status(""), one.status("acme.Service"), one.status("acme.Other")]).toEqual([
      "SERVING",
      "SERVING",
      "UNKNOWN",
    ]);
    one.drain();
    expect([one.status(""), one.status("acme.Service"), one.draining]).toEqual([
      "NOT_SERVING",
      "NOT_SERVING",
      true,
    ]);
  });

  it.each<[string, ReadinessCheck, readonly string[]]>([
    ["returns nothing", () => undefined, []],
    ["returns true", async () => true, []],
    ["returns false", () => false, ["store: not ready"]],
    [
      "throws",
      () => {
        throw new Error("password=4711");
      },
      ["store: failed"],
    ],
    ["rejects", async () => Promise.reject(new Error("password=4711")), ["store: failed"]],
    ["never answers", async () => new Promise(() => {}), ["store: no answer within 20 ms"]],
  ])("a check that %s", async (_, check, reasons) => {
    expect(await health({ store: check }).check()).toEqual({
      ready: reasons.length === 0,
      reasons,
    });
  });

  it("aborts the signal of a check that is late", async () => {
    let signal: AbortSignal | undefined;
    await health({
      store: async (given) => {
        signal = given;
        return new Promise(() => {});
      },
    }).check();
    expect(signal?.aborted).toBe(true);
  });

  it("tells its listeners of changes only, and only while they listen", async () => {
    let ready = false;
    const one = health({ store: () => ready });
    let told = 0;
    const end = one.onChange(() => {
      told += 1;
    });
    await one.check();
    await one.check();
    expect([told, one.status("")]).toEqual([1, "NOT_SERVING"]);
    ready = true;
    await one.check();
    expect([told, one.status("")]).toEqual([2, "SERVING"]);
    end();
    one.drain();
    expect(told).toBe(2);
  });
});

describe("the probes", () => {
  it("/readyz runs the checks and names those that fail", async () => {
    await using server = await serveTest({ readiness: { store: () => false, cache: () => true } });
    const response = await fetch(`${server.url}/readyz`);
    expect([response.status, await response.text()]).toEqual([503, "store: not ready\n"]);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  });

  it("answer HEAD without a body, and nothing else", async () => {
    await using server = await serveTest();
    const head = await fetch(`${server.url}/livez`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const post = await fetch(`${server.url}/livez`, { method: "POST", body: "x" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("/metrics can be left out", async () => {
    await using server = await serveTest({ metrics: false });
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  });
});
