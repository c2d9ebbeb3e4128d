import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { afterEach, describe, expect, it } from "vitest";
import { Webhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { ManagementServeOptions, Server } from "../../src/server/index.ts";
import { keepingLogger, serveTest } from "./fixture.ts";

const parent = "projects/p/locations/global/agents/a";
const name = `${parent}/webhooks/00000000-0000-4000-8000-000000000000`;
const getWebhook = "google.cloud.dialogflow.cx.v3.Webhooks/GetWebhook";

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close({ graceMs: 0 })));
});

async function open(management: ManagementServeOptions = {}) {
  const logger = keepingLogger();
  const server = await serveTest({ logger, management });
  servers.push(server);
  const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();
  return { server, lines: logger.lines, metrics };
}

describe("calls by REST", () => {
  it("have the labels that they have by RPC, but for the door", async () => {
    const { server, lines, metrics } = await open();
    await fetch(`${server.url}/v3/${name}`);
    const transports = [
      createGrpcTransport({ baseUrl: server.url }),
      createConnectTransport({ baseUrl: server.url, httpVersion: "1.1" }),
    ];
    for (const transport of transports)
      await expect(createClient(Webhooks, transport).getWebhook({ name })).rejects.toThrow(
        "not_found",
      );
    const text = await metrics();
    for (const door of ["rest", "grpc", "connect"])
      expect(text).toContain(
        `fulfillkit_call_duration_seconds_count{door="${door}",format="(none)",handler="${getWebhook}",outcome="failed",code="NOT_FOUND"} 1`,
      );
    const about = {
      level: "warn",
      fields: { event: "failed", handler: getWebhook, code: "NOT_FOUND" },
    };
    expect(lines).toMatchObject([about, about, about]);
    expect(lines.map(({ fields }) => fields["httpRequest"])).toMatchObject([
      { requestMethod: "GET", requestUrl: `/v3/${name}`, protocol: "rest" },
      { requestMethod: "POST", protocol: "grpc" },
      { requestMethod: "POST", protocol: "connect" },
    ]);
  });

  it("are counted when they succeed, too", async () => {
    const { server, metrics } = await open();
    expect((await fetch(`${server.url}/v3/${parent}/webhooks`)).status).toBe(200);
    expect(await metrics()).toContain(
      'door="rest",format="(none)",handler="google.cloud.dialogflow.cx.v3.Webhooks/ListWebhooks",outcome="handled",code="OK"',
    );
  });

  it.each([
    ["of another method than the path has", { method: "PUT" }, "METHOD_NOT_ALLOWED"],
    ["whose body can't be read", { method: "POST", body: "{" }, "NOT_JSON"],
  ])("are refused %s, and counted by the reason", async (_, init, reason) => {
    const { server, lines, metrics } = await open();
    await fetch(`${server.url}/v3/${parent}/webhooks`, {
      headers: { "content-type": "application/json" },
      ...init,
    });
    expect(await metrics()).toContain(`fulfillkit_refused_requests_total{reason="${reason}"} 1`);
    expect(lines).toMatchObject([{ fields: { event: "refused", reason } }]);
  });
});

describe("browsers of other origins", () => {
  const origin = "https://console.example.com";
  const path = `/v3/${parent}/webhooks`;

  it("may call, and read the document, where they are listed", async () => {
    const { server } = await open({ cors: { origins: [origin], exposeHeaders: ["etag"] } });
    const preflight = await fetch(server.url + path, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
    for (const one of [path, "/openapi.json"]) {
      const { headers } = await fetch(server.url + one, { headers: { origin } });
      expect(headers.get("access-control-allow-origin")).toBe(origin);
      expect(headers.get("access-control-expose-headers")).toBe("etag");
      expect(headers.get("vary")).toContain("Origin");
    }
  });

  it("may not, unless they are listed", async () => {
    const { server } = await open();
    for (const one of [path, "/openapi.json"]) {
      const { headers } = await fetch(server.url + one, { headers: { origin } });
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("can't be allowed all at once with cookies", async () => {
    await expect(open({ cors: { origins: "*", credentials: true } })).rejects.toThrow(
      /^CORS: credentials need a list of origins/,
    );
  });
});
