import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebhookService } from "../../gen/es/fulfillkit/v1/webhook_pb.ts";
import { WebhookRequestSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Operations } from "../../gen/es/google/longrunning/operations_pb.ts";
import {
  Health,
  HealthCheckResponse_ServingStatus,
} from "../../gen/es/grpc/health/v1/health_pb.ts";
import type { Server } from "../../src/server/index.ts";
import { rpcServices } from "../../src/server/rpc-gate.ts";
import { createRpcDoor } from "../../src/server/rpc/index.ts";
import { createAuthority } from "./certificates.ts";
import { keepingLogger, post, serveTest, session } from "./fixture.ts";

const logger = keepingLogger();
let server: Server;
beforeAll(async () => {
  server = await serveTest({ logger });
});
afterAll(async () => server.close({ graceMs: 0 }));

const message = (tag: string) =>
  create(WebhookRequestSchema, { fulfillmentInfo: { tag }, sessionInfo: { session } });

describe("RPCs beside JSON on one port", () => {
  it.each([
    ["gRPC over HTTP/2", () => createGrpcTransport({ baseUrl: server.url })],
    [
      "gRPC-Web over HTTP/1.1",
      () => createGrpcWebTransport({ baseUrl: server.url, httpVersion: "1.1" }),
    ],
    [
      "gRPC-Web over HTTP/2",
      () => createGrpcWebTransport({ baseUrl: server.url, httpVersion: "2" }),
    ],
    [
      "Connect over HTTP/1.1",
      () => createConnectTransport({ baseUrl: server.url, httpVersion: "1.1" }),
    ],
    [
      "Connect over HTTP/2",
      () => createConnectTransport({ baseUrl: server.url, httpVersion: "2" }),
    ],
    [
      "Connect with JSON",
      () =>
        createConnectTransport({ baseUrl: server.url, httpVersion: "1.1", useBinaryFormat: false }),
    ],
  ])("%s reaches the same handlers", async (_, transport) => {
    const client = createClient(WebhookService, transport());
    const answer = await client.handleWebhook(message("hello"));
    const [first] = answer.fulfillmentResponse?.messages ?? [];
    expect(first?.message).toMatchObject({ case: "text", value: { text: ["Hello."] } });
    // The second call takes the path of streams that the loaded door has.
    expect(
      (await client.handleWebhook(message("hello"))).fulfillmentResponse?.messages,
    ).toHaveLength(1);
    expect((await post(server)).status).toBe(200);
  });

  it("gives an error its code on every protocol, and logs it with its protocol", async () => {
    const client = createClient(WebhookService, createGrpcTransport({ baseUrl: server.url }));
    const failure = await client.handleWebhook(message("fail")).then(
      () => undefined,
      (thrown: unknown) => ConnectError.from(thrown),
    );
    expect(failure?.code).toBe(Code.Internal);
    expect(failure?.message).not.toContain("4711");
    expect(logger.lines.at(-1)).toMatchObject({
      level: "error",
      fields: { event: "failed", tag: "fail", session, httpRequest: { protocol: "grpc" } },
    });
  });

  it("tells its health by grpc.health.v1", async () => {
    const client = createClient(Health, createGrpcTransport({ baseUrl: server.url }));
    const { status } = await client.check({ service: "fulfillkit.v1.WebhookService" });
    expect(status).toBe(HealthCheckResponse_ServingStatus.SERVING);
  });

  it("knows the health of every service that the door has", () => {
    const door = createRpcDoor({ health: server.health, handleWebhook: async () => ({}) });
    expect(door.services).toEqual(rpcServices.toSorted());
  });

  it("gives an unknown method UNIMPLEMENTED, not a page", async () => {
    const client = createClient(Operations, createGrpcTransport({ baseUrl: server.url }));
    const thrown: unknown = await client.getOperation({}).catch((error: unknown) => error);
    expect(ConnectError.from(thrown).code).toBe(Code.Unimplemented);
  });

  it("counts calls by door", async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    for (const door of ["grpc", "grpc-web", "connect", "json"])
      expect(text).toContain(`{door="${door}",format="cx/v3",handler="tag \\"hello\\""`);
  });

  it("ends an endless Watch when the server closes", async () => {
    const own = await serveTest();
    const client = createClient(Health, createGrpcTransport({ baseUrl: own.url }));
    const states: number[] = [];
    const watched = (async () => {
      for await (const { status } of client.watch({ service: "" })) {
        states.push(status);
        if (states.length === 1) void own.close({ idleMs: 0 });
      }
    })();
    await expect(watched).rejects.toThrow();
    expect(states[0]).toBe(HealthCheckResponse_ServingStatus.SERVING);
  });

  it("serves no RPC where they are off", async () => {
    await using own = await serveTest({ rpc: false });
    const response = await post(own, {
      path: "/fulfillkit.v1.WebhookService/HandleWebhook",
      body: "{}",
    });
    expect(response.status).toBe(404);
  });
});

describe("RPCs over TLS", () => {
  it("come by ALPN, and need the client certificate that the other paths need", async () => {
    await using authority = await createAuthority();
    const { cert, key } = await authority.issue("client");
    const own = { cert: await readFile(cert, "utf8"), key: await readFile(key, "utf8") };
    await using secure = await serveTest({
      tls: { ...(await authority.issue("server")), clientCa: authority.ca },
    });
    const call = async (tls: { readonly cert?: string; readonly key?: string }) => {
      const nodeOptions = { ca: authority.caText, ...tls };
      const client = createClient(
        WebhookService,
        createGrpcTransport({ baseUrl: secure.url, nodeOptions }),
      );
      return client.handleWebhook(message("hello")).then(
        () => "answered",
        (thrown: unknown) => Code[ConnectError.from(thrown).code],
      );
    };
    expect(await call(own)).toBe("answered");
    // Now the door is loaded: streams go the fast way, and are checked there, too.
    expect([await call({}), await call(own)]).toEqual(["Unauthenticated", "answered"]);
  });
});
