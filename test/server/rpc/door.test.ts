import {
  Code,
  ConnectError,
  createClient,
  type ConnectRouter,
  type Transport,
} from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import * as grpc from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebhookService } from "../../../gen/es/fulfillkit/v1/webhook_pb.ts";
import { Operations } from "../../../gen/es/google/longrunning/operations_pb.ts";
import { WebhookError } from "../../../src/errors.ts";
import { createHealth } from "../../../src/server/health.ts";
import { createRpcDoor, fromConnectError } from "../../../src/server/rpc/index.ts";
import type { HandleWebhook } from "../../../src/server/rpc/index.ts";
import { openDoor, openSession, rawCall, type OpenDoor } from "./fixture.ts";

const refusal = new WebhookError("FAILED_PRECONDITION", {
  reason: "ACCOUNT_LOCKED",
  domain: "bank.example",
  message: "Gesperrt: 50% der Konten, a/b?c=d&e=ö #1 💶",
  metadata: { account: "4711" },
  violations: [{ field: "text", description: "too long" }],
});

const handleWebhook: HandleWebhook = async ({ fulfillmentInfo }, context) => {
  const { callerSignal: signal, protocolName: protocol, remainingMs: timeoutMs } = context;
  switch (fulfillmentInfo?.tag) {
    case "refuse":
      throw refusal;
    case "break":
      throw new Error("password is 4711");
    case "wait":
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    default:
      return {
        payload: {
          protocol,
          timed: timeoutMs !== undefined,
          header: context.header("x-sent") ?? "none",
        },
      };
  }
};

const request = (tag: string) => ({
  fulfillmentInfo: {
    $typeName: "google.cloud.dialogflow.cx.v3.WebhookRequest.FulfillmentInfo" as const,
    tag,
    lastMatchedIntent: "",
  },
});

/** Every way to call: the protocol, the transport, and whether the fast path takes it. */
const ways: [string, string, (baseUrl: string) => Transport, boolean][] = [
  ["gRPC", "grpc", (baseUrl) => createGrpcTransport({ baseUrl }), true],
  ["gRPC by Connect's handler", "grpc", (baseUrl) => createGrpcTransport({ baseUrl }), false],
  [
    "gRPC with JSON",
    "grpc",
    (baseUrl) => createGrpcTransport({ baseUrl, useBinaryFormat: false }),
    true,
  ],
  [
    "gRPC-Web over HTTP/1.1",
    "grpc-web",
    (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
    true,
  ],
  [
    "gRPC-Web over HTTP/2",
    "grpc-web",
    (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "2" }),
    true,
  ],
  [
    "Connect over HTTP/1.1",
    "connect",
    (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
    true,
  ],
  [
    "Connect over HTTP/2",
    "connect",
    (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "2" }),
    true,
  ],
  [
    "Connect with JSON",
    "connect",
    (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "1.1", useBinaryFormat: false }),
    true,
  ],
];

describe.each(ways)("HandleWebhook by %s", (_, protocol, transport, fastPath) => {
  let open: OpenDoor;
  let client: ReturnType<typeof createClient<typeof WebhookService>>;
  beforeAll(async () => {
    open = await openDoor({ handleWebhook, fastPath });
    client = createClient(WebhookService, transport(open.url));
  });
  afterAll(() => open.close());
  const failure = async (tag: string, timeoutMs = 10_000): Promise<ConnectError> => {
    const reason: unknown = await client
      .handleWebhook(request(tag), { timeoutMs })
      .catch((thrown: unknown) => thrown);
    if (!(reason instanceof ConnectError)) throw new Error("The call has succeeded.");
    return reason;
  };

  it("answers, and tells the handler protocol, deadline and headers", async () => {
    const answer = await client.handleWebhook(request(""), { headers: { "x-sent": "hello" } });
    expect(answer.payload).toEqual({ protocol, timed: false, header: "hello" });
    const timed = await client.handleWebhook(request(""), { timeoutMs: 10_000 });
    expect(timed.payload).toEqual({ protocol, timed: true, header: "none" });
  });

  it("keeps code, message, reason, metadata and wrong fields of an error", async () => {
    const { code, message, reason, domain, metadata, violations } = fromConnectError(
      await failure("refuse"),
    );
    expect({ code, message, reason, domain, metadata }).toEqual({
      code: refusal.code,
      message: refusal.message,
      reason: refusal.reason,
      domain: refusal.domain,
      metadata: refusal.metadata,
    });
    expect(violations).toMatchObject(refusal.violations);
  });

  it("reveals nothing of a fault, and reports it", async () => {
    const error = await failure("break");
    expect(error.code).toBe(Code.Internal);
    expect(error.message).not.toContain("4711");
    expect(open.faults.at(-1)).toMatchObject({
      thrown: { message: "password is 4711" },
      path: "/fulfillkit.v1.WebhookService/HandleWebhook",
    });
  });

  it("answers UNIMPLEMENTED where nothing is served", async () => {
    const other = createClient(Operations, transport(open.url));
    const reason: unknown = await other.getOperation({}).catch((thrown: unknown) => thrown);
    expect(ConnectError.from(reason).code).toBe(Code.Unimplemented);
  });
});

describe.each([
  ["the fast path", true],
  ["Connect's handler", false],
])("a grpc-js client of %s", (_, fastPath) => {
  const identity = (bytes: Buffer): Buffer => bytes;
  let open: OpenDoor;
  let client: grpc.Client;
  beforeAll(async () => {
    open = await openDoor({ handleWebhook, fastPath });
    client = new grpc.Client(open.address, grpc.credentials.createInsecure());
  });
  afterAll(() => {
    client.close();
    open.close();
  });
  const call = (path: string, bytes: Uint8Array): Promise<grpc.ServiceError | undefined> =>
    new Promise((resolve) => {
      const deadline = Date.now() + 10_000;
      client.makeUnaryRequest(path, identity, identity, Buffer.from(bytes), { deadline }, (error) =>
        resolve(error ?? undefined),
      );
    });
  /** A WebhookRequest whose fulfillment_info (6) has this tag (1). */
  const tagged = (tag: string): Buffer =>
    Buffer.concat([Buffer.from([0x32, tag.length + 2, 0x0a, tag.length]), Buffer.from(tag)]);

  it("is answered", async () => {
    expect(
      await call("/fulfillkit.v1.WebhookService/HandleWebhook", tagged("any")),
    ).toBeUndefined();
    expect(open.fast()).toBe(fastPath ? 1 : 0);
  });

  it("reads any message of an error as it was", async () => {
    const error = await call("/fulfillkit.v1.WebhookService/HandleWebhook", tagged("refuse"));
    expect(error?.code).toBe(grpc.status.FAILED_PRECONDITION);
    expect(error?.details).toBe(refusal.message);
    expect(error?.metadata.get("grpc-status-details-bin")).toHaveLength(1);
  });

  it("reads why a path is not served", async () => {
    const error = await call("/acme.v1.Thing/Do", Buffer.alloc(0));
    expect(error?.code).toBe(grpc.status.UNIMPLEMENTED);
    expect(error?.details).toBe("There is no method /acme.v1.Thing/Do here.");
  });
});

describe("the door", () => {
  const health = createHealth({ services: [], checks: {}, timeoutMs: 1000 });

  it("serves the webhook, health and reflection, and what is added", () => {
    const door = createRpcDoor({
      handleWebhook,
      health,
      services: [(router) => router.service(Operations, {})],
    });
    expect(door.services).toEqual([
      "fulfillkit.v1.WebhookService",
      "google.longrunning.Operations",
      "grpc.health.v1.Health",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection",
    ]);
    expect(door.has("/google.longrunning.Operations/GetOperation")).toBe(true);
    expect(door.has("/google.longrunning.Operations/getOperation")).toBe(false);
  });

  it("refuses a method that is registered twice, by its path", () => {
    const again = (router: ConnectRouter): unknown => router.service(WebhookService, {});
    expect(() => createRpcDoor({ handleWebhook, health, services: [again] })).toThrow(
      "/fulfillkit.v1.WebhookService/HandleWebhook is registered twice",
    );
  });

  it.each([
    ["a method that RPCs do not use", { method: "PUT" }, 405],
    ["a content type that no protocol has", { headers: { "content-type": "text/plain" } }, 415],
  ])("refuses %s as HTTP has it", async (_, init, status) => {
    const open = await openDoor();
    const url = `${open.url}/fulfillkit.v1.WebhookService/HandleWebhook`;
    expect((await fetch(url, { method: "POST", body: "{}", ...init })).status).toBe(status);
    open.close();
  });

  it("aborts the handler's signal when the caller goes away", async () => {
    const entered = Promise.withResolvers<AbortSignal>();
    const open = await openDoor({
      handleWebhook: (_, { callerSignal: signal }) => {
        entered.resolve(signal);
        return new Promise(() => {});
      },
    });
    const client = createClient(
      WebhookService,
      createConnectTransport({ baseUrl: open.url, httpVersion: "1.1" }),
    );
    const caller = new AbortController();
    const call = client
      .handleWebhook({}, { signal: caller.signal })
      .catch((thrown: unknown) => thrown);
    const signal = await entered.promise;
    const left = new Promise((resolve) => signal.addEventListener("abort", resolve));
    caller.abort();
    await left;
    expect(ConnectError.from(await call).code).toBe(Code.Canceled);
    open.close();
  });

  it.each([true, false])(
    "shortens deadlines that are too long, and refuses none (fast path: %s)",
    async (fastPath) => {
      const granted: (number | undefined)[] = [];
      const open = await openDoor({
        fastPath,
        maxTimeoutMs: 5000,
        handleWebhook: async (_, { remainingMs: timeoutMs }) => {
          granted.push(timeoutMs);
          return {};
        },
      });
      const session = await openSession(open.url);
      const { status } = await rawCall(session, {
        headers: { "grpc-timeout": "99999999H" },
        chunks: [Buffer.alloc(5)],
      });
      expect(status["grpc-status"]).toBe("0");
      expect(granted).toEqual([expect.closeTo(5000, -3)]);
      session.destroy();
      open.close();
    },
  );
});
