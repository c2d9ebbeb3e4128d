import { create, type DescMessage, type JsonObject, type MessageShape } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebhookService } from "../../../gen/es/fulfillkit/v1/webhook_pb.ts";
import { WebhookRequestSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Health, HealthCheckRequestSchema } from "../../../gen/es/grpc/health/v1/health_pb.ts";
import { fromConnectError } from "../../../src/server/rpc/index.ts";
import { openDoor, type OpenDoor } from "./fixture.ts";

/** JSON of so many levels; each becomes three of messages. */
function nested(levels: number): JsonObject {
  return levels === 0 ? {} : { a: nested(levels - 1) };
}

/** A message with a group that does not end, so that nobody can read it. */
function broken<Desc extends DescMessage>(schema: Desc): MessageShape<Desc> {
  const group = { no: 1000, wireType: WireType.StartGroup, data: new Uint8Array() };
  return Object.assign(create(schema), { $unknown: [group] });
}

const grpc = (baseUrl: string): Transport => createGrpcTransport({ baseUrl });

const ways: [string, (baseUrl: string) => Transport, fastPath?: boolean][] = [
  ["gRPC on the fast path", grpc, true],
  ["gRPC by Connect's handler", grpc],
  ["gRPC-Web over HTTP/1.1", (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1" })],
  ["gRPC-Web over HTTP/2", (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: "2" })],
  ["Connect over HTTP/1.1", (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "1.1" })],
  ["Connect over HTTP/2", (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "2" })],
];

describe.each(ways)("a binary message by %s", (_, transport, fastPath = false) => {
  let open: OpenDoor;
  let called = 0;
  beforeAll(async () => {
    open = await openDoor({
      fastPath,
      handleWebhook: async () => {
        called += 1;
        return {};
      },
    });
  });
  afterAll(() => open.close());
  const refusalOf = async (call: (transport: Transport) => Promise<unknown>) => {
    const reason: unknown = await call(transport(open.url)).catch((thrown: unknown) => thrown);
    if (!(reason instanceof ConnectError)) throw new Error("The call has succeeded.");
    const { code, reason: why, message } = fromConnectError(reason);
    return { code, reason: why, message };
  };

  it("is the caller's mistake where it nests too deep", async () => {
    const deep = { payload: nested(60) };
    expect(await refusalOf((by) => createClient(WebhookService, by).handleWebhook(deep))).toEqual({
      code: "INVALID_ARGUMENT",
      reason: "TOO_DEEP",
      message: "The google.cloud.dialogflow.cx.v3.WebhookRequest nests deeper than 100 levels.",
    });
    expect([called, open.faults]).toEqual([0, []]);
  });

  it("is the caller's mistake where it can't be read at all", async () => {
    const message = broken(WebhookRequestSchema);
    expect(
      await refusalOf((by) => createClient(WebhookService, by).handleWebhook(message)),
    ).toEqual({
      code: "INVALID_ARGUMENT",
      reason: "INVALID_REQUEST",
      message: "The body is no binary google.cloud.dialogflow.cx.v3.WebhookRequest.",
    });
  });

  it("is so in streaming methods too", async () => {
    const watch = async (by: Transport): Promise<void> => {
      const message = broken(HealthCheckRequestSchema);
      for await (const status of createClient(Health, by).watch(message)) void status;
    };
    expect(await refusalOf(watch)).toMatchObject({
      code: "INVALID_ARGUMENT",
      reason: "INVALID_REQUEST",
    });
  });

  it("is read where it nests as deep as is taken", async () => {
    const client = createClient(WebhookService, transport(open.url));
    await client.handleWebhook({ payload: nested(20) });
    expect(called).toBe(1);
  });

  it("leaves errors of the handlers as they are", async () => {
    const failing = await openDoor({
      fastPath,
      handleWebhook: () => Promise.reject(new ConnectError("parse me", Code.Internal)),
    });
    const answer = createClient(WebhookService, transport(failing.url)).handleWebhook({});
    await expect(answer).rejects.toMatchObject({ code: Code.Internal, rawMessage: "parse me" });
    failing.close();
  });
});
