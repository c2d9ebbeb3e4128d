import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createTransport } from "../../../src/dispatch/transport/create-transport.ts";
import { failureOf, listenHttp, listenRaw, openTransport, requestTo } from "./fixture.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

describe("createTransport", () => {
  it("calls nothing but public addresses by https, as it comes", async () => {
    await using server = await listenHttp((_, response) => response.end());
    const transport = createTransport();
    for (const url of [`http://127.0.0.1:${server.port}/`, `https://127.0.0.1:${server.port}/`])
      expect(await failureOf(transport.send(requestTo(url)))).toMatchObject({ kind: "address" });
    expect(server.connections).toBe(0);
    await transport.close();
  });

  it("rejects what is no URL", async () => {
    await using transport = openTransport();
    expect(await failureOf(transport.send(requestTo("nowhere")))).toMatchObject({ kind: "plan" });
  });

  it("refuses limits and ranges that are none", () => {
    expect(() => createTransport({ limits: { maxPools: 0 } })).toThrow("limits.maxPools is 0");
    expect(() => createTransport({ addresses: { allow: ["here"] } })).toThrow(
      '"here" is no address',
    );
  });

  it("takes thousands of calls at once", async () => {
    await using server = await listenHttp((_, response) => response.end("{}"));
    await using transport = openTransport();
    const request = requestTo(`http://127.0.0.1:${server.port}/`);
    const calls = Array.from({ length: 3_000 }, async () => transport.send(request));
    for (const { statusCode } of await Promise.all(calls)) expect(statusCode).toBe(200);
    expect(server.connections).toBeLessThanOrEqual(128);
  });
});

describe("close", () => {
  it("fails what is under way, waits or comes later, and closes every socket", async () => {
    const asked = Promise.withResolvers<void>();
    await using server = await listenHttp(() => {
      asked.resolve();
    });
    await using silent = await listenRaw(() => undefined);
    const transport = openTransport({ limits: { maxConnections: 1 } });
    const urls = [server, server, silent].map(({ port }) => `http://127.0.0.1:${port}/`);
    // A handshake that is never answered.
    urls.push(`https://127.0.0.1:${silent.port}/`);
    const calls = urls.map(async (url) => failureOf(transport.send(requestTo(url))));
    await asked.promise;
    await transport.close();
    for (const failure of await Promise.all(calls))
      expect(failure).toMatchObject({ kind: "cancelled" });
    const late = await failureOf(transport.send(requestTo(urls[0] ?? "")));
    expect(late).toMatchObject({ kind: "cancelled" });
    await transport.close();
  });

  it("leaves nothing open that would keep a process alive", async () => {
    await using server = await listenHttp((_, response) => response.end("{}"));
    const program = `
      import { createTransport } from "./src/dispatch/transport/create-transport.ts";
      const transport = createTransport({ addresses: { allow: ["loopback"], http: "loopback" } });
      const url = "http://127.0.0.1:${server.port}/";
      const request = { method: "POST", url, headers: [], body: "{}", timeoutMs: 5000, maxResponseBytes: 100 };
      await Promise.all([1, 2, 3].map(() => transport.send(request)));
      await transport.close();
      const open = process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout|GetAddrInfo/.test(name));
      process.stdout.write(JSON.stringify(open));
    `;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", program],
      { cwd: root },
    );
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
