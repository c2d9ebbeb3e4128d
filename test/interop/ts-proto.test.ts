/** gen/ts-proto with grpc-js on one side, the library's own messages and protocols on the other. */
import { create, fromBinary, fromJson, toBinary, toJson } from "@bufbuild/protobuf";
import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import * as grpc from "@grpc/grpc-js";
import fc from "fast-check";
import { createRouter, reply, WebhookError } from "fulfillkit";
import { serve, type Server } from "fulfillkit/server";
import * as rpc from "fulfillkit/ts-proto/fulfillkit/v1/webhook.js";
import * as cx from "fulfillkit/ts-proto/google/cloud/dialogflow/cx/v3/webhook.js";
import * as es from "fulfillkit/ts-proto/google/cloud/dialogflow/v2/webhook.js";
import { ErrorInfo } from "fulfillkit/ts-proto/google/rpc/error_details.js";
import { Status } from "fulfillkit/ts-proto/google/rpc/status.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebhookService } from "../../gen/es/fulfillkit/v1/webhook_pb.ts";
import * as cxEs from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as esEs from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { ErrorInfoSchema } from "../../gen/es/google/rpc/error_details_pb.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";

const session = "projects/p/locations/global/agents/a/sessions/s";

describe("a ts-proto client of the server", () => {
  const aborted = Promise.withResolvers<unknown>();
  const router = createRouter()
    .tag("echo", ({ query, session, params }) =>
      reply()
        .text(`${query?.kind} from ${session.id}`)
        .setParameters({ ...params, gone: null }),
    )
    .tag("refuse", () => {
      throw new WebhookError("FAILED_PRECONDITION", {
        reason: "ACCOUNT_LOCKED",
        message: "The account is locked: call 100 %, or /help.",
      });
    })
    .tag("wait", async ({ signal }) => {
      signal.addEventListener("abort", () => aborted.resolve(signal.reason), { once: true });
      await aborted.promise;
    });
  let server: Server;
  let client: rpc.WebhookServiceClient;

  beforeAll(async () => {
    server = await serve(router, { port: 0, host: "127.0.0.1", logger: false });
    client = new rpc.WebhookServiceClient(
      `127.0.0.1:${server.port}`,
      grpc.credentials.createInsecure(),
    );
  });

  afterAll(async () => {
    client.close();
    await server.close();
  });

  /** Calls the handler of a tag; the result is the answer or what went wrong. */
  function call(
    request: Parameters<typeof cx.WebhookRequest.fromPartial>[0],
    options: grpc.CallOptions = {},
  ): Promise<cx.WebhookResponse | grpc.ServiceError> {
    const message = cx.WebhookRequest.fromPartial(request);
    return new Promise((resolve) => {
      client.handleWebhook(message, new grpc.Metadata(), options, (error, response) =>
        resolve(error ?? response),
      );
    });
  }

  it("gets the handler's answer, with parameters of every JSON type", async () => {
    const parameters = {
      text: "é\u2028",
      number: 12.5,
      flag: false,
      list: [1, "two", { three: [] }],
      object: { constructor: "data" },
    };
    const response = await call({
      query: { $case: "transcript", value: "hello" },
      fulfillmentInfo: { tag: "echo" },
      sessionInfo: { session, parameters },
    });
    expect(response).toMatchObject({
      fulfillmentResponse: {
        messages: [{ message: { $case: "text", value: { text: ["transcript from s"] } } }],
      },
      sessionInfo: { parameters: { ...parameters, gone: null } },
    });
  });

  it("gets the code, the message and the details of an error", async () => {
    const error = await call({ fulfillmentInfo: { tag: "refuse" }, sessionInfo: { session } });
    if (!(error instanceof Error)) throw new Error("The call succeeded");
    expect(error.code).toBe(grpc.status.FAILED_PRECONDITION);
    expect(error.details).toBe("The account is locked: call 100 %, or /help.");
    const [bytes] = error.metadata.get("grpc-status-details-bin");
    const status = Status.decode(Buffer.from(bytes ?? ""));
    expect(status.code).toBe(grpc.status.FAILED_PRECONDITION);
    expect(status.details.map(({ typeUrl }) => typeUrl)).toEqual([
      "type.googleapis.com/google.rpc.ErrorInfo",
    ]);
    expect(status.details.map(({ value }) => ErrorInfo.decode(value).reason)).toEqual([
      "ACCOUNT_LOCKED",
    ]);
  });

  it("gets NOT_FOUND for a tag without a handler", async () => {
    const error = await call({ fulfillmentInfo: { tag: "none" }, sessionInfo: { session } });
    expect(error).toMatchObject({ code: grpc.status.NOT_FOUND });
  });

  it("ends the handler, and gets DEADLINE_EXCEEDED, when the time that it grants is over", async () => {
    const request = { fulfillmentInfo: { tag: "wait" }, sessionInfo: { session } };
    const error = await call(request, { deadline: Date.now() + 200 });
    expect(error).toMatchObject({ code: grpc.status.DEADLINE_EXCEEDED });
    expect(await aborted.promise).toBeInstanceOf(Error);
  });
});

describe("a ts-proto server for a Connect client", () => {
  const service: rpc.WebhookServiceServer = {
    handleWebhook({ request, metadata }, callback) {
      if (request.fulfillmentInfo?.tag === "refuse") {
        const details = new grpc.Metadata();
        const info = ErrorInfo.fromPartial({ reason: "ACCOUNT_LOCKED", domain: "example.com" });
        const status = Status.fromPartial({
          code: grpc.status.FAILED_PRECONDITION,
          message: "locked",
          details: [
            {
              typeUrl: "type.googleapis.com/google.rpc.ErrorInfo",
              value: Buffer.from(ErrorInfo.encode(info).finish()),
            },
          ],
        });
        details.set("grpc-status-details-bin", Buffer.from(Status.encode(status).finish()));
        callback({ code: status.code, details: status.message, metadata: details });
        return;
      }
      const response = cx.WebhookResponse.fromPartial({
        fulfillmentResponse: { messages: [], mergeBehavior: 2 },
        sessionInfo: {
          parameters: {
            ...request.sessionInfo?.parameters,
            query: request.query?.value,
            header: metadata.get("x-turn").join(","),
          },
        },
        transition: { $case: "targetPage", value: `${session}/page` },
      });
      callback(null, response);
    },
  };
  const server = new grpc.Server();
  let transport: Transport;

  beforeAll(async () => {
    server.addService(rpc.WebhookServiceService, service);
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    transport = createGrpcTransport({ baseUrl: `http://127.0.0.1:${port}` });
  });

  afterAll(() => server.forceShutdown());

  it("answers, with oneofs, enums and parameters of every JSON type", async () => {
    const request = fromJson(cxEs.WebhookRequestSchema, {
      dtmfDigits: "42#",
      fulfillmentInfo: { tag: "echo" },
      sessionInfo: { session, parameters: { list: [1, null, { a: "b" }] } },
    });
    const response = await createClient(WebhookService, transport).handleWebhook(request, {
      headers: { "x-turn": "7" },
    });
    expect(toJson(cxEs.WebhookResponseSchema, response)).toEqual({
      fulfillmentResponse: { mergeBehavior: "REPLACE" },
      sessionInfo: { parameters: { list: [1, null, { a: "b" }], query: "42#", header: "7" } },
      targetPage: `${session}/page`,
    });
  });

  it("refuses, with details that the client understands", async () => {
    const client = createClient(WebhookService, transport);
    const refused = client.handleWebhook({ fulfillmentInfo: { tag: "refuse" } });
    const error = ConnectError.from(await refused.catch((reason: unknown) => reason));
    expect(error.code).toBe(Code.FailedPrecondition);
    expect(error.rawMessage).toBe("locked");
    expect(error.findDetails(ErrorInfoSchema)).toEqual([
      create(ErrorInfoSchema, { reason: "ACCOUNT_LOCKED", domain: "example.com" }),
    ]);
  });
});

interface Codec {
  readonly schema: DescMessage;
  /** Reads and writes with ts-proto. */
  readonly through: (bytes: Uint8Array) => Uint8Array;
}

const codecs: readonly Codec[] = [
  {
    schema: cxEs.WebhookRequestSchema,
    through: (bytes) => cx.WebhookRequest.encode(cx.WebhookRequest.decode(bytes)).finish(),
  },
  {
    schema: cxEs.WebhookResponseSchema,
    through: (bytes) => cx.WebhookResponse.encode(cx.WebhookResponse.decode(bytes)).finish(),
  },
  {
    schema: cxEs.WebhookSchema,
    through: (bytes) => cx.Webhook.encode(cx.Webhook.decode(bytes)).finish(),
  },
  {
    schema: esEs.WebhookRequestSchema,
    through: (bytes) => es.WebhookRequest.encode(es.WebhookRequest.decode(bytes)).finish(),
  },
  {
    schema: esEs.WebhookResponseSchema,
    through: (bytes) => es.WebhookResponse.encode(es.WebhookResponse.decode(bytes)).finish(),
  },
];

describe("any message passes through ts-proto unchanged", () => {
  it.each(codecs)("$schema.typeName", ({ schema, through }) => {
    // `__proto__` as a key is lost in ts-proto's plain objects.
    const messages = arbitraryMessage(schema, { protoKeys: false });
    fc.assert(
      fc.property(messages, (message) => {
        expect(fromBinary(schema, through(toBinary(schema, message)))).toEqual(
          fromBinary(schema, toBinary(schema, message)),
        );
      }),
    );
  });
});
