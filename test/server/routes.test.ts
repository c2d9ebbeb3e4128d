import { describe, expect, it } from "vitest";
import { createRouter, reply } from "../../src/index.ts";
import { serve } from "../../src/server/index.ts";
import { targetPath } from "../../src/server/request-facts.ts";
import { cxBody, post, serveTest, textOf } from "./fixture.ts";

describe("the path of a request target", () => {
  it.each([
    ["/webhook", "/webhook", "the usual form"],
    ["/webhook?key=1?2", "/webhook", "the query begins at the first question mark"],
    ["/?", "/", "an empty query"],
    ["http://host/webhook?x", "/webhook", "the absolute form, as proxies send it"],
    ["http://host", "/", "the absolute form without a path"],
    ["*", "*", "OPTIONS of the server as a whole"],
    ["//host/webhook", "//host/webhook", "a path with an empty segment is no URL"],
  ])("%s is %s: %s", (target, path) => {
    expect(targetPath(target)).toBe(path);
  });
});

describe("routes", () => {
  it("lead to each router by its path, exactly", async () => {
    const say = (text: string) => createRouter().fallback(() => reply().text(text));
    await using server = await serve(
      { "/a": say("A"), "/b": say("B") },
      { port: 0, host: "127.0.0.1", logger: false },
    );
    expect(textOf(await (await post(server, { path: "/a", body: cxBody("x") })).text())).toBe("A");
    expect(textOf(await (await post(server, { path: "/b?x=1", body: cxBody("x") })).text())).toBe(
      "B",
    );
    for (const path of ["/", "/a/", "/A", "/a/b", "/webhook"])
      expect((await post(server, { path })).status).toBe(404);
  });

  it("list what is served when a path leads nowhere", async () => {
    await using server = await serveTest();
    const response = await post(server, { path: "/webhok" });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: {
        status: "NOT_FOUND",
        message: "Nothing is served at /webhok. There are: /, /webhook, /livez, /readyz, /metrics.",
        details: [{ reason: "NO_ROUTE" }],
      },
    });
  });

  it("take wire formats as the options say", async () => {
    await using server = await serveTest({ formats: ["es/v2"] });
    const response = await post(server);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { details: [{ reason: "WRONG_FORMAT" }] },
    });
  });
});
