import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Webhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { serve } from "../../src/server/index.ts";
import type { ManagementServeOptions, Server } from "../../src/server/index.ts";
import { testRouter } from "./fixture.ts";

const parent = "projects/p/locations/global/agents/a";
const webhook = (displayName: string): object => ({
  displayName,
  genericWebService: { uri: "https://example.com/hook", username: "u", password: "open sesame" },
});

let folder: string;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-management-"));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close({ graceMs: 0 })));
  await rm(folder, { recursive: true, force: true });
});

async function start(management: ManagementServeOptions = {}): Promise<Server> {
  const server = await serve(testRouter(), {
    port: 0,
    host: "127.0.0.1",
    logger: false,
    management,
  });
  servers.push(server);
  return server;
}

async function post(server: Server, path: string, body: object): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function names(server: Server): Promise<unknown> {
  const response = await fetch(`${server.url}/v3/${parent}/webhooks`);
  const { webhooks = [] } = (await response.json()) as { webhooks?: { displayName: string }[] };
  return webhooks.map(({ displayName }) => displayName);
}

describe("the management API", () => {
  it("is served as REST and as RPC, beside the webhook", async () => {
    const server = await start();
    const created = await post(server, `/v3/${parent}/webhooks`, webhook("one"));
    expect(created.status).toBe(200);
    const { name } = (await created.json()) as { name: string };
    const client = createClient(Webhooks, createGrpcTransport({ baseUrl: server.url }));
    expect(await client.getWebhook({ name })).toMatchObject({ name, displayName: "one" });
    const call = { fulfillmentInfo: { tag: "hello" } };
    expect((await post(server, "/webhook", call)).status).toBe(200);
  });

  it("serves both versions over the same resources", async () => {
    const server = await start();
    await post(server, `/v3beta1/${parent}/webhooks`, webhook("one"));
    expect(await names(server)).toEqual(["one"]);
  });

  it("answers a wrong resource with the fields that are wrong", async () => {
    const response = await post(await start(), `/v3/${parent}/webhooks`, { displayName: "one" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { status: "INVALID_ARGUMENT", code: 400, details: [{}, { fieldViolations: [{}] }] },
    });
  });

  it("leaves paths that it does not have to the server's own answer", async () => {
    const response = await fetch(`${(await start()).url}/v3/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { details: [{ reason: "NO_ROUTE" }] },
    });
  });

  it("says which methods a path has", async () => {
    const { url } = await start();
    const response = await fetch(`${url}/v3/${parent}/webhooks`, { method: "PUT" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
  });

  it("describes its REST surface in an OpenAPI document", async () => {
    const response = await fetch(`${(await start()).url}/openapi.json`);
    const document = (await response.json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe("3.1.1");
    expect(Object.keys(document.paths)).toContainEqual(
      expect.stringMatching(/^\/v3\/.*\/webhooks$/),
    );
  });

  it.each(["/v3/", "/v3beta1/"])("titles and describes every call under %s", async (prefix) => {
    interface Operation {
      readonly summary?: string;
      readonly description?: string;
    }
    const response = await fetch(`${(await start()).url}/openapi.json`);
    const { paths, components } = (await response.json()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
      readonly components: {
        readonly schemas: Readonly<Record<string, { readonly description?: string }>>;
      };
    };
    const operations = Object.entries(paths)
      .filter(([path]) => path.startsWith(prefix))
      .flatMap(([, item]) => Object.values(item));
    expect(operations.length).toBeGreaterThan(20);
    expect(operations.filter(({ summary, description }) => !summary || !description)).toEqual([]);
    expect(operations).toContainEqual(
      expect.objectContaining({
        summary: "Deletes an environment at once",
        description: "Deletes an environment at once.",
      }),
    );
    const version = prefix.slice(1, -1);
    const webhook = components.schemas[`google.cloud.dialogflow.cx.${version}.Webhook`];
    expect(webhook?.description).toBeTruthy();
  });

  it("is not there unless it is asked for", async () => {
    const server = await serve(testRouter(), { port: 0, host: "127.0.0.1", logger: false });
    servers.push(server);
    expect((await fetch(`${server.url}/v3/${parent}/webhooks`)).status).toBe(404);
    expect((await fetch(`${server.url}/openapi.json`)).status).toBe(404);
  });
});

describe("the store of the management API", () => {
  it("keeps resources in a file from one server to the next", async () => {
    const store = join(folder, "agents.db");
    const first = await start({ store });
    await post(first, `/v3/${parent}/webhooks`, webhook("one"));
    await first.close({ graceMs: 0 });
    expect(await names(await start({ store }))).toEqual(["one"]);
  });

  it("gets a key beside its file that only the owner can read, and holds no secret in the clear", async () => {
    const store = join(folder, "agents.db");
    const server = await start({ store });
    await post(server, `/v3/${parent}/webhooks`, webhook("one"));
    await server.close({ graceMs: 0 });
    expect((await stat(`${store}.keys`)).mode & 0o777).toBe(0o600);
    expect((await readFile(store)).includes("open sesame")).toBe(false);
  });

  it("takes its keys from the options as well", async () => {
    const keys = `k1 ${Buffer.alloc(32, 7).toString("base64")}`;
    const store = join(folder, "agents.db");
    const server = await start({ store, keys });
    expect((await post(server, `/v3/${parent}/webhooks`, webhook("one"))).status).toBe(200);
    await expect(stat(`${store}.keys`)).rejects.toThrow("ENOENT");
  });

  it.each([
    ["a store that no URL names", { store: "mysql://host/db" }, /is no store/],
    ["a key file that is missing", { keyFile: "missing.keys" }, /missing\.keys can't be read/],
    ["a database of several processes without keys", { store: "postgres://h/d" }, /need keys/],
    ["a number of things to keep that is none", { keptDeployments: 0 }, /^keptDeployments is 0,/],
    ["keys that are none", { keys: "k1 short" }, /Line 1 of the key ring/],
  ])("refuses %s before it listens", async (_, management, message) => {
    await expect(start(management)).rejects.toThrow(message);
  });
});
