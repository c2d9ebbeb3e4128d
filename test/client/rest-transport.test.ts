import { createRegistry, toJson } from "@bufbuild/protobuf";
import { anyUnpack, StructSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { Webhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Operations } from "../../gen/es/google/longrunning/operations_pb.ts";
import { ErrorInfoSchema } from "../../gen/es/google/rpc/error_details_pb.ts";
import { createRestTransport } from "../../src/client/rest-transport.ts";
import { mixinRules } from "../../src/management/http-rules.ts";
import { httpBindings } from "../../src/transcoding/index.ts";
import { agent, listen, location } from "./fixture.ts";

const bindings = httpBindings(
  [...Webhooks.methods, ...Operations.methods],
  mixinRules.filter(({ selector }) => selector.startsWith(Operations.typeName)),
);
const registry = createRegistry(Webhooks, StructSchema, ErrorInfoSchema);

/** What a server answers. */
interface Canned {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Gets a webhook, or lists operations, from a server that always answers the same. */
async function call(canned: Canned, what: "webhook" | "operations" = "webhook") {
  const requests: IncomingMessage[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(request);
    response.writeHead(canned.status ?? 200, canned.headers).end(canned.body);
  };
  await using server = await listen(createServer(answer), "http");
  const transport = createRestTransport({ origin: server.url, bindings, registry, fetch });
  const headers = { "x-key": "k" };
  if (what === "operations") {
    const method = Operations.method.listOperations;
    const { message } = await transport.unary(method, undefined, 1500, headers, { name: location });
    return { json: message, requests };
  }
  const method = Webhooks.method.getWebhook;
  const name = `${agent}/webhooks/w`;
  const { message } = await transport.unary(method, undefined, 1500, headers, { name });
  return { json: message, requests };
}

/** The error of such a call. */
async function failure(canned: Canned): Promise<ConnectError> {
  const thrown: unknown = await call(canned).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ConnectError) return thrown;
  throw new Error("A ConnectError was expected.", { cause: thrown });
}

describe("createRestTransport", () => {
  it("sends headers and the deadline", async () => {
    const { requests } = await call({ body: "{}" });
    expect(requests[0]?.headers).toMatchObject({
      "x-key": "k",
      "x-server-timeout": "1.5",
      accept: "application/json",
    });
  });

  it("reads enums as numbers, and leaves out fields that it does not know", async () => {
    const body = '{"displayName":"d","newField":1,"genericWebService":{"webhookType":99}}';
    expect((await call({ body })).json).toMatchObject({
      displayName: "d",
      webhook: { value: { webhookType: 99 } },
    });
  });

  it("reads operations whose messages it does not know, without what they hold", async () => {
    const type = "type.googleapis.com/google.cloud.dialogflow.cx.v3.ExportAgentResponse";
    const struct = { "@type": "type.googleapis.com/google.protobuf.Struct", value: { a: 1 } };
    const response = { "@type": type, agentUri: "gs://b/o" };
    const operations = [{ name: "o", done: true, metadata: struct, response }];
    const { json } = await call({ body: JSON.stringify({ operations }) }, "operations");
    if (!("operations" in json)) throw new Error("These are no operations.");
    const [operation] = json.operations;
    const { metadata, result } = operation ?? {};
    expect(metadata && toJson(StructSchema, anyUnpack(metadata, StructSchema)!)).toEqual({ a: 1 });
    expect(result).toMatchObject({ case: "response", value: { typeUrl: type } });
  });

  it.each([
    ["text", "not JSON"],
    ["[]", "no object"],
    ['{"disabled":"maybe"}', "a value of the wrong type"],
  ])("fails with INTERNAL at a body that is no message: %j, %s", async (body) => {
    expect((await failure({ body })).code).toBe(Code.Internal);
  });

  it("reads a status with its details, those too that it does not know", async () => {
    const details = [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "R", domain: "d" },
      { "@type": "type.googleapis.com/google.rpc.New", a: 1 },
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: 5 },
    ];
    const error = { code: 404, status: "NOT_FOUND", message: "No such thing.", details };
    const thrown = await failure({ status: 404, body: JSON.stringify({ error }) });
    expect([thrown.code, thrown.rawMessage]).toEqual([Code.NotFound, "No such thing."]);
    expect(thrown.findDetails(ErrorInfoSchema)[0]).toMatchObject({ reason: "R", domain: "d" });
    expect(thrown.details[1]).toMatchObject({ type: "google.rpc.New", debug: { a: 1 } });
    expect(thrown.details[2]).toMatchObject({ debug: { reason: 5 } });
  });

  it.each([
    [400, Code.InvalidArgument],
    [401, Code.Unauthenticated],
    [404, Code.NotFound],
    [429, Code.ResourceExhausted],
    [502, Code.Unavailable],
    [503, Code.Unavailable],
    [504, Code.DeadlineExceeded],
    [418, Code.Unknown],
  ])("goes by the HTTP status %i where there is no google.rpc.Status", async (status, code) => {
    const error = await failure({ status, body: "<html>" });
    expect([error.code, error.rawMessage]).toEqual([code, `The server answered ${status}.`]);
  });

  it("follows no redirect with its credentials", async () => {
    const headers = { location: "https://elsewhere.example/" };
    expect((await failure({ status: 302, body: "", headers })).code).toBe(Code.Unknown);
  });
});
