import { describe, expect, it } from "vitest";
import { createRouter, reply } from "../../src/index.ts";
import { serve } from "../../src/server/index.ts";
import { post, serveTest } from "./fixture.ts";

describe("serve", () => {
  it.each([
    ["127.0.0.1", /^http:\/\/127\.0\.0\.1:\d+$/],
    ["0.0.0.0", /^http:\/\/localhost:\d+$/],
    ["::1", /^http:\/\/\[::1\]:\d+$/],
    ["localhost", /^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/],
  ])("on %s says where it can be reached", async (host, url) => {
    await using server = await serveTest({ host });
    expect(server.url).toMatch(url);
    expect(server.url).toContain(String(server.port));
    expect((await post(server)).status).toBe(200);
  });

  it("listens on all addresses if none is named", async () => {
    await using server = await serve(createRouter(), { port: 0, logger: false });
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  });

  it("gives routers that have no times of their own those of its options", async () => {
    const hang = async (): Promise<never> => new Promise(() => {});
    const times = { webhookTimeoutMs: 20, marginMs: 5 };
    const remaining = createRouter({ webhookTimeoutMs: 9_000, marginMs: 0 }).tag(
      "hello",
      ({ timeRemaining }) => reply().setParameters({ more: timeRemaining() > 5_000 }),
    );
    const routers = { "/bare": createRouter().tag("hello", hang), "/own": remaining };
    await using server = await serve(routers, { port: 0, logger: false, ...times });
    expect((await post(server, { path: "/bare" })).status).toBe(504);
    expect(await (await post(server, { path: "/own" })).json()).toEqual({
      sessionInfo: { parameters: { more: true } },
    });
  });

  it("rejects if the port is taken", async () => {
    await using server = await serveTest();
    await expect(serveTest({ port: server.port })).rejects.toThrow("EADDRINUSE");
  });

  it.runIf(process.platform === "linux")(
    "shares a port with others that share it, too",
    async () => {
      await using first = await serveTest({ reusePort: true });
      await using second = await serveTest({ reusePort: true, port: first.port });
      expect(second.port).toBe(first.port);
      await first.close({ idleMs: 0 });
      expect(
        (
          await post(second, {
            headers: { connection: "close", "content-type": "application/json" },
          })
        ).status,
      ).toBe(200);
    },
  );

  it("checks options before it listens", async () => {
    await expect(serveTest({ limits: { bodyBytes: -1 } })).rejects.toThrow(
      "limits.bodyBytes is -1",
    );
  });
});
