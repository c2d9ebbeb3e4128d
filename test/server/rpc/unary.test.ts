import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, decodeBinaryHeader, type HandlerContext } from "@connectrpc/connect";
import type { ClientHttp2Session, OutgoingHttpHeaders } from "node:http2";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  WebhookRequestSchema,
  WebhookResponseSchema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Operations } from "../../../gen/es/google/longrunning/operations_pb.ts";
import { ErrorInfoSchema } from "../../../gen/es/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../../gen/es/google/rpc/status_pb.ts";
import { WebhookError } from "../../../src/errors.ts";
import { writeEnvelope } from "../../../src/server/rpc/envelope.ts";
import { openDoor, openSession, rawCall, type OpenDoor } from "./fixture.ts";

const maxMessageBytes = 2000;

/** What the test's handler does, by the request's tag. */
const behaviours: Record<string, (context: HandlerContext) => unknown> = {
  slow: (context) => new Promise((resolve) => context.signal.addEventListener("abort", resolve)),
  missing: () => {
    throw new WebhookError("NOT_FOUND", {
      reason: "ACCOUNT_UNKNOWN",
      message: "No account “Zürich”: 50% a/b",
    });
  },
  broken: () => {
    throw new Error("password is 4711");
  },
  metadata(context) {
    context.responseHeader.set("x-seen", context.requestHeader.get("x-sent") ?? "");
    context.responseTrailer.set("x-cost-bin", context.requestHeader.get("x-sent-bin") ?? "");
  },
  "failing-metadata"(context) {
    context.responseHeader.set("x-seen", "yes");
    throw new ConnectError("no", Code.Aborted, { "x-why": "because" });
  },
  "forbidden-header"(context) {
    context.responseHeader.set("connection", "close");
  },
  unencodable() {
    throw new ConnectError("no", Code.Aborted, undefined, [
      { desc: StatusSchema, value: { code: 1.5 } },
    ]);
  },
  url(context) {
    context.responseHeader.set("x-url", context.url);
    context.responseHeader.set("x-method", `${context.service.typeName}/${context.method.name}`);
  },
};

let open: OpenDoor;
let session: ClientHttp2Session;
beforeAll(async () => {
  open = await openDoor({
    maxMessageBytes,
    compressMinBytes: 500,
    services: [
      (router) =>
        router.service(Operations, {
          async getOperation({ name }, context) {
            await behaviours[name]?.(context);
            return {};
          },
        }),
    ],
    handleWebhook: async ({ fulfillmentInfo, query }) => {
      await behaviours[fulfillmentInfo?.tag ?? ""]?.({} as HandlerContext);
      return { fulfillmentResponse: { messages: [{ channel: String(query.value) }] } };
    },
  });
  session = await openSession(open.url);
});
afterAll(() => {
  session.destroy();
  open.close();
});

const request = (tag: string, text = ""): Uint8Array =>
  toBinary(
    WebhookRequestSchema,
    create(WebhookRequestSchema, {
      fulfillmentInfo: {
        $typeName: "google.cloud.dialogflow.cx.v3.WebhookRequest.FulfillmentInfo",
        tag,
      },
      query: { case: "text", value: text },
    }),
  );
const frame = (data: Uint8Array): Buffer => writeEnvelope({ compressed: false, data });
const call = async (chunks: readonly Uint8Array[], headers: OutgoingHttpHeaders = {}) =>
  rawCall(session, { chunks, headers });
const { getOperation } = Operations.method;
const operationPath = "/google.longrunning.Operations/GetOperation";
/** Calls GetOperation, where the name selects a behaviour. */
const behave = async (name: string, headers: OutgoingHttpHeaders = {}) => {
  const message = toBinary(getOperation.input, create(getOperation.input, { name }));
  return call([frame(message)], { ":path": operationPath, ...headers });
};

describe("a unary gRPC call on the fast path", () => {
  it.each(["application/grpc", "application/grpc+proto"])("answers %s in kind", async (type) => {
    const before = open.fast();
    const answer = await call([frame(request("", "hello"))], { "content-type": type });
    expect(open.fast()).toBe(before + 1);
    expect(answer.headers).toMatchObject({ ":status": 200, "content-type": type });
    expect(answer.headers["grpc-accept-encoding"]).toBe("identity,gzip");
    expect(answer.status).toMatchObject({ "grpc-status": "0" });
    const response = fromBinary(WebhookResponseSchema, answer.body.subarray(5));
    expect(response.fulfillmentResponse?.messages[0]?.channel).toBe("hello");
  });

  it("puts a message together from many frames", async () => {
    const bytes = frame(request("", "in pieces"));
    const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect((await call(chunks)).status["grpc-status"]).toBe("0");
  });

  it.each([
    ["no message", [], {}, Code.Unimplemented],
    ["two messages", [frame(request("")), frame(request(""))], {}, Code.Unimplemented],
    ["half a message", [frame(request("", "hello")).subarray(0, 8)], {}, Code.InvalidArgument],
    ["bytes that are no message", [frame(Uint8Array.of(255, 255, 255))], {}, Code.InvalidArgument],
    [
      "a message over the limit",
      [frame(new Uint8Array(maxMessageBytes + 1))],
      {},
      Code.ResourceExhausted,
    ],
    ["a malformed timeout", [frame(request(""))], { "grpc-timeout": "soon" }, Code.InvalidArgument],
    ["an unknown compression", [frame(request(""))], { "grpc-encoding": "br" }, Code.Unimplemented],
    [
      "a compressed message without grpc-encoding",
      [writeEnvelope({ compressed: true, data: gzipSync(request("")) })],
      {},
      Code.Internal,
    ],
    [
      "a message that only claims to be compressed",
      [writeEnvelope({ compressed: true, data: request("", "plain") })],
      { "grpc-encoding": "gzip" },
      Code.InvalidArgument,
    ],
    [
      "a small message that inflates beyond the limit",
      [writeEnvelope({ compressed: true, data: gzipSync(new Uint8Array(100_000)) })],
      { "grpc-encoding": "gzip" },
      Code.ResourceExhausted,
    ],
  ])("refuses %s", async (_, chunks, headers, code) => {
    const answer = await call(chunks, headers);
    expect(answer.headers[":status"]).toBe(200);
    expect(answer.status["grpc-status"]).toBe(String(code));
    expect(answer.body).toHaveLength(0);
  });

  it("takes gzip, and answers with it what is large enough for clients that take it", async () => {
    const data = gzipSync(request("", "x".repeat(1000)));
    const chunks = [writeEnvelope({ compressed: true, data })];
    const headers = { "grpc-encoding": "gzip", "grpc-accept-encoding": "identity,deflate,gzip" };
    const answer = await call(chunks, headers);
    expect(answer.headers["grpc-encoding"]).toBe("gzip");
    expect(answer.body[0]).toBe(1);
    const response = fromBinary(WebhookResponseSchema, gunzipSync(answer.body.subarray(5)));
    expect(response.fulfillmentResponse?.messages[0]?.channel).toHaveLength(1000);
    expect((await call(chunks, { "grpc-encoding": "gzip" })).headers).not.toHaveProperty(
      "grpc-encoding",
    );
  });

  it("keeps the connection usable after a refused upload that is larger than its window", async () => {
    const refused = await call([frame(new Uint8Array(300_000))]);
    expect(refused.status["grpc-status"]).toBe(String(Code.ResourceExhausted));
    expect((await call([frame(request(""))])).status["grpc-status"]).toBe("0");
  });
});

describe("errors on the fast path", () => {
  it("carry code, readable message and details", async () => {
    const { status } = await call([frame(request("missing"))]);
    expect(status["grpc-status"]).toBe(String(Code.NotFound));
    expect(decodeURI(String(status["grpc-message"]))).toBe("No account “Zürich”: 50% a/b");
    const details = decodeBinaryHeader(
      String(status["grpc-status-details-bin"]),
      StatusSchema,
    ).details;
    expect(fromBinary(ErrorInfoSchema, details[0]?.value ?? new Uint8Array()).reason).toBe(
      "ACCOUNT_UNKNOWN",
    );
  });

  it("reveal nothing of a fault, which is reported", async () => {
    const { status } = await call([frame(request("broken"))]);
    expect(status["grpc-status"]).toBe(String(Code.Internal));
    expect(JSON.stringify(status)).not.toContain("4711");
    expect(open.faults.at(-1)).toMatchObject({ thrown: { message: "password is 4711" } });
  });

  it("bring headers and metadata that were set before", async () => {
    const { headers, status } = await behave("failing-metadata");
    expect(headers).toMatchObject({ "x-seen": "yes" });
    expect(headers).not.toHaveProperty("grpc-status");
    expect(status).toMatchObject({ "grpc-status": String(Code.Aborted), "x-why": "because" });
  });

  it("end the stream if their details cannot be encoded", async () => {
    expect((await behave("unencodable")).rstCode).toBe(2);
    expect(open.faults.at(-1)?.path).toBe(operationPath);
  });

  it("end the stream if headers were set that HTTP/2 forbids", async () => {
    expect((await behave("forbidden-header")).rstCode).toBe(2);
    expect(open.faults.at(-1)?.path).toBe(operationPath);
  });
});

describe("what an implementation sees and sets on the fast path", () => {
  it("is metadata, text and binary, both ways", async () => {
    const { headers, status } = await behave("metadata", {
      "x-sent": "text",
      "x-sent-bin": "AAEC",
    });
    expect(headers).toMatchObject({ "x-seen": "text" });
    expect(status).toMatchObject({ "grpc-status": "0", "x-cost-bin": "AAEC" });
  });

  it("is the URL and the method", async () => {
    const { headers } = await behave("url");
    expect(headers["x-url"]).toBe(open.url + operationPath);
    expect(headers["x-method"]).toBe(operationPath.slice(1));
  });

  it("is a signal that aborts at the deadline, when the caller is answered too", async () => {
    const { status } = await behave("slow", { "grpc-timeout": "20m" });
    expect(status["grpc-status"]).toBe(String(Code.DeadlineExceeded));
  });
});

describe("a caller that goes away", () => {
  it("aborts the signal of the call", async () => {
    const reason = Promise.withResolvers<unknown>();
    const entered = Promise.withResolvers<void>();
    const waiting = await openDoor({
      handleWebhook: (_, { callerSignal: signal }) =>
        new Promise((resolve) => {
          entered.resolve();
          signal.addEventListener("abort", () => {
            reason.resolve(signal.reason);
            resolve({});
          });
        }),
    });
    const leaving = await openSession(waiting.url);
    const left = rawCall(leaving, { chunks: [frame(request(""))] });
    await entered.promise;
    leaving.destroy();
    expect(ConnectError.from(await reason.promise).code).toBe(Code.Canceled);
    await left;
    waiting.close();
  });
});

describe("a request that does not arrive", () => {
  it("is ended after the time that a request has", async () => {
    const impatient = await openDoor({ requestMs: 20 });
    const slow = await openSession(impatient.url);
    const stream = slow.request({
      ":method": "POST",
      ":path": "/grpc.health.v1.Health/Check",
      "content-type": "application/grpc",
    });
    const headers = await new Promise((resolve) => stream.once("response", resolve));
    expect(headers).toMatchObject({ "grpc-status": String(Code.DeadlineExceeded) });
    slow.destroy();
    impatient.close();
  });
});
