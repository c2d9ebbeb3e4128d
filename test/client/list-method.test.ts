import { describe, expect, it } from "vitest";
import { createCaller } from "../../src/client/caller.ts";
import { listMethod } from "../../src/client/list-method.ts";
import { resolveOptions } from "../../src/client/options.ts";
import { agent, Backend, collect, serveBackend } from "./fixture.ts";

describe("listMethod", () => {
  it("reads pages from where it is told, with the rest of the request on each", async () => {
    const backend = new Backend();
    await using server = await serveBackend(backend, { protocol: "rest" });
    const caller = createCaller(resolveOptions({ endpoint: server.url, protocol: "rest" }));
    const list = listMethod(caller, {
      method: ({ webhook }) => webhook.Webhooks.method.listWebhooks,
      items: ({ webhooks }) => webhooks.map(({ displayName }) => displayName),
    });
    const request = { parent: agent, pageSize: 2 };
    const all = await collect(list(request));
    const pages = await collect(list(request).pages());
    expect(pages.length).toBeGreaterThan(1);
    const [{ nextPageToken: pageToken } = { nextPageToken: "" }] = pages;
    expect(await collect(list({ ...request, pageToken }))).toEqual(all.slice(2));
    await caller.close();
  });
});
