import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { servePages, type PageServer } from "../../src/server/page-server.ts";

let server: PageServer;
let url: string;
beforeEach(async () => {
  server = await servePages({
    port: 0,
    host: "127.0.0.1",
    find: (path) =>
      path.startsWith("/page")
        ? { status: 200, headers: { "content-type": "text/x-page" }, body: `é of ${path}` }
        : undefined,
  });
  url = `http://127.0.0.1:${server.port}`;
});
afterEach(() => server.close());

describe("a server of pages", () => {
  it("answers GET with the page of the path and its query", async () => {
    const response = await fetch(`${url}/page?x=1`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/x-page");
    expect(response.headers.get("content-length")).toBe("15");
    expect(await response.text()).toBe("é of /page?x=1");
  });

  it("answers HEAD without the body", async () => {
    const response = await fetch(`${url}/page`, { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("11");
    expect(await response.text()).toBe("");
  });

  it.each([
    ["another path", "/other", {}, 404],
    ["another method", "/page", { method: "POST", body: "x" }, 405],
  ])("refuses %s", async (_, path, init, status) => {
    expect((await fetch(url + path, init)).status).toBe(status);
  });

  it("says which port is taken", async () => {
    const again = servePages({ port: server.port, host: "127.0.0.1", find: () => undefined });
    await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("closes at once, whoever is connected", async () => {
    const socket = connect(server.port, "127.0.0.1");
    const gone = new Promise((resolve) => {
      socket.once("close", resolve);
      socket.once("error", () => undefined);
    });
    await new Promise((resolve) => {
      socket.once("connect", resolve);
    });
    await fetch(`${url}/page`);
    await server.close();
    await gone;
    await expect(fetch(`${url}/page`)).rejects.toThrow();
    server = await servePages({ port: 0, host: "127.0.0.1", find: () => undefined });
  });
});
