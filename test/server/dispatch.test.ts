import { create, toJson, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type DispatchRequestSchema,
  DispatchResponse_Result as Result,
  DispatchResponseSchema,
  DispatchService,
  StreamAttemptsResponseSchema,
} from "../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { WebhookRequestSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { addSecret, createSecretBox, loadKeyRing } from "../../src/management/index.ts";
import { serve, type Server, type ServeOptions } from "../../src/server/index.ts";
import { openStore } from "../../src/storage/index.ts";
import { webhookTo } from "../dispatch/fixture.ts";
import { keepingLogger, testRouter } from "./fixture.ts";

const parent = "projects/p/locations/global/agents/a";
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A webhook on a free port, as its URL. */
async function webhook(listener: RequestListener): Promise<string> {
  const server: HttpServer = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const loopback = { transport: { addresses: { allow: ["loopback"], http: "loopback" } } } as const;

async function start(options: Partial<ServeOptions> = {}): Promise<Server> {
  const server = await serve(testRouter(), {
    port: 0,
    host: "127.0.0.1",
    logger: false,
    dispatch: loopback,
    ...options,
  });
  closing.push(() => server.close({ graceMs: 0 }));
  return server;
}

const answer = JSON.stringify({ sessionInfo: { parameters: { balance: 12.5 } } });
const answering: RequestListener = (request, response) => {
  request.resume().on("end", () => response.end(answer));
};

const cx = create(WebhookRequestSchema, { fulfillmentInfo: { tag: "t" } });

/** A call of a URL. */
const to = (uri: string): MessageInitShape<typeof DispatchRequestSchema> => ({
  target: { case: "settings", value: webhookTo(uri) },
  call: { case: "request", value: cx },
});

const grpc = (server: Server): Transport => createGrpcTransport({ baseUrl: server.url });
const clientOf = (server: Server) => createClient(DispatchService, grpc(server));

/** Everything that a stream brings. */
async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** Sends JSON. */
const post = (server: Server, path: string, body: unknown): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("DispatchService", () => {
  let uri: string;
  beforeEach(async () => {
    uri = await webhook(answering);
  });

  it.each<readonly [string, (server: Server) => Transport]>([
    ["gRPC", grpc],
    ["gRPC-Web", ({ url }) => createGrpcWebTransport({ baseUrl: url, httpVersion: "1.1" })],
    ["Connect", ({ url }) => createConnectTransport({ baseUrl: url, httpVersion: "2" })],
  ])("calls and tells of attempts over %s", async (_, transport) => {
    const client = createClient(DispatchService, transport(await start()));
    const response = await client.dispatch(to(uri));
    expect(response).toMatchObject({ result: Result.DONE, parameters: { balance: 12.5 } });
    expect(response.attempts).toHaveLength(1);
    const cases: unknown[] = [];
    for await (const { event } of client.streamAttempts({ call: to(uri) })) cases.push(event.case);
    expect(cases).toEqual(["started", "ended", "outcome"]);
  });

  it("calls over REST, by value and by name, and stands in the OpenAPI document", async () => {
    const server = await start({ management: { allowLoopbackHttp: true } });
    const request = { fulfillmentInfo: { tag: "t" } };
    const settings = { displayName: "w", genericWebService: { uri } };
    const given = await post(server, "/v3/webhooks:dispatch", { settings, request });
    expect(await given.json()).toMatchObject({ result: "RESULT_DONE" });
    const created = await post(server, `/v3/${parent}/webhooks`, settings);
    const { name } = (await created.json()) as { name: string };
    for (const version of ["v3", "v3beta1"]) {
      const named = await post(server, `/${version}/${name}:dispatch`, { request });
      expect(await named.json()).toMatchObject({
        result: "RESULT_DONE",
        effects: [{ kind: "parameter-set", details: { name: "balance", value: 12.5 } }],
      });
    }
    const document = await (await fetch(`${server.url}/openapi.json`)).text();
    expect(document).toContain("/v3/webhooks:dispatch");
    expect(document).toContain("Calls a webhook to the end, retries included.");
  });

  it("is not there unless it is asked for", async () => {
    const server = await start({ dispatch: undefined } as never);
    await expect(clientOf(server).dispatch(to(uri))).rejects.toMatchObject({
      code: Code.Unimplemented,
    });
    expect((await post(server, "/v3/webhooks:dispatch", {})).status).toBe(404);
  });

  it("calls nothing but public addresses by https, unless it is told otherwise", async () => {
    const client = clientOf(await start({ dispatch: {} }));
    for (const url of [uri, uri.replace("http:", "https:"), "https://169.254.169.254/"]) {
      const { result, failure } = await client.dispatch(to(url));
      expect([result, failure?.kind]).toEqual([Result.FAILED, "address"]);
    }
  });

  it("refuses a request without a webhook or a conversation, streamed or not", async () => {
    const client = clientOf(await start());
    const refused = { code: Code.InvalidArgument };
    await expect(client.dispatch({})).rejects.toMatchObject(refused);
    const watched = client.streamAttempts({})[Symbol.asyncIterator]();
    await expect(watched.next()).rejects.toMatchObject(refused);
  });

  it("fails a call by name where there is no management API, and says so", async () => {
    const { failure } = await clientOf(await start()).dispatch({
      target: { case: "webhook", value: `${parent}/webhooks/w` },
      call: { case: "request", value: cx },
    });
    expect(failure).toMatchObject({ kind: "plan" });
    expect(failure?.message).toContain("no source");
  });

  it("refuses to start with an option that makes no sense", async () => {
    const addresses = { allow: ["nowhere"] };
    await expect(start({ management: {}, dispatch: { transport: { addresses } } })).rejects.toThrow(
      '"nowhere" is no address',
    );
  });
});

describe("secrets of stored webhooks", () => {
  const secrets = ["open sesame", "s3cret", "from-the-vault"];

  it("are sent to the webhook, and are in no answer", async () => {
    const seen: string[] = [];
    const uri = await webhook((request, response) => {
      seen.push(request.rawHeaders.join("\n"));
      answering(request, response);
    });
    const resolve = (): Promise<string> => Promise.resolve("from-the-vault");
    const server = await start({
      management: { allowLoopbackHttp: true },
      dispatch: { ...loopback, secrets: { resolve } },
    });
    const service = {
      uri,
      username: "u",
      password: "open sesame",
      requestHeaders: { "X-Team": "s3cret" },
      secretVersionsForRequestHeaders: {
        "X-Vault": { secretVersion: "projects/p/secrets/s/versions/1" },
      },
    };
    const webhookInit = { displayName: "w", genericWebService: service };
    const created = await post(server, `/v3/${parent}/webhooks`, webhookInit);
    const { name } = (await created.json()) as { name: string };
    const call = {
      target: { case: "webhook", value: name },
      call: { case: "request", value: cx },
      headers: { "X-Mine": "mine" },
    } as const;
    const client = clientOf(server);
    const answers = [toJson(DispatchResponseSchema, await client.dispatch(call))];
    for await (const message of client.streamAttempts({ call }))
      answers.push(toJson(StreamAttemptsResponseSchema, message));
    const printed = JSON.stringify(answers);
    expect(seen.join("\n")).toContain("s3cret");
    expect(seen.join("\n")).toContain("from-the-vault");
    expect(printed).toContain('"value":"mine"');
    for (const secret of [...secrets, btoa("u:open sesame")]) expect(printed).not.toContain(secret);
  });

  it("are found by name in the store, after the places that the options give", async () => {
    const seen: unknown[] = [];
    const uri = await webhook((request, response) => {
      seen.push([request.headers["x-vault"], request.headers["x-stored"]]);
      answering(request, response);
    });
    const folder = await mkdtemp(join(tmpdir(), "fulfillkit-dispatch-"));
    closing.push(() => rm(folder, { recursive: true }));
    const store = join(folder, "agents.db");
    const resolver = {
      resolve: async (name: string) => (name.includes("/s/") ? "from-the-vault" : undefined),
    };
    const server = await start({
      management: { store, allowLoopbackHttp: true },
      dispatch: { ...loopback, secrets: resolver },
    });
    const opened = await openStore({ url: store });
    const box = createSecretBox(await loadKeyRing({ store }));
    // As fulfillkit secrets add does, while the server is running.
    for (const [secret, value] of [
      ["s", "not this one"],
      ["t", "from-the-store"],
    ] as const)
      await addSecret(
        { store: opened, secrets: box },
        { name: `projects/p/secrets/${secret}`, value },
      );
    await opened.close();
    const created = await post(server, `/v3/${parent}/webhooks`, {
      displayName: "w",
      genericWebService: {
        uri,
        secretVersionsForRequestHeaders: {
          "X-Vault": { secretVersion: "projects/p/secrets/s/versions/1" },
          "X-Stored": { secretVersion: "projects/p/secrets/t/versions/latest" },
        },
      },
    });
    const { name } = (await created.json()) as { name: string };
    const target = { case: "webhook", value: name } as const;
    const { result } = await clientOf(server).dispatch({
      target,
      call: { case: "request", value: cx },
    });
    expect(result).toBe(Result.DONE);
    expect(seen).toEqual([["from-the-vault", "from-the-store"]]);
  });

  it("are not looked up for settings that a request brings", async () => {
    const seen: string[] = [];
    const uri = await webhook((request, response) => {
      seen.push(request.rawHeaders.join("\n"));
      answering(request, response);
    });
    const resolve = (): Promise<string> => Promise.resolve("from-the-vault");
    const server = await start({ dispatch: { ...loopback, secrets: { resolve } } });
    const value = webhookTo(uri, {
      secretVersionsForRequestHeaders: {
        "X-Vault": { secretVersion: "projects/p/secrets/s/versions/1" },
      },
    });
    const { failure } = await clientOf(server).dispatch({
      target: { case: "settings", value },
      call: { case: "request", value: cx },
    });
    expect(failure?.kind).toBe("credentials");
    expect(seen).toEqual([]);
  });
});

describe("a call that nobody waits for", () => {
  /** A webhook that never answers, and tells when its caller has gone. */
  async function silent(): Promise<{ uri: string; called: Promise<void>; left: Promise<void> }> {
    const called = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const uri = await webhook((request) => {
      called.resolve();
      request.socket.once("close", () => left.resolve());
    });
    return { uri, called: called.promise, left: left.promise };
  }

  it.each(["dispatch", "streamAttempts"] as const)(
    "is given up at the webhook when the client of %s goes",
    async (method) => {
      const { uri, called, left } = await silent();
      const client = clientOf(await start());
      const gone = new AbortController();
      const { signal } = gone;
      const over =
        method === "dispatch"
          ? client.dispatch(to(uri), { signal })
          : all(client.streamAttempts({ call: to(uri) }, { signal }));
      await called;
      gone.abort();
      await expect(over).rejects.toMatchObject({ code: Code.Canceled });
      await left;
    },
  );

  it.each(["dispatch", "streamAttempts"] as const)(
    "is given up at the deadline of %s, which the caller is told",
    async (method) => {
      const { uri, left } = await silent();
      const client = clientOf(await start());
      const options = { timeoutMs: 100 };
      const over =
        method === "dispatch"
          ? client.dispatch(to(uri), options)
          : all(client.streamAttempts({ call: to(uri) }, options));
      await expect(over).rejects.toMatchObject({ code: Code.DeadlineExceeded });
      await left;
    },
  );
});

describe("calls of DispatchService", () => {
  it("are counted and logged as those of other services, streams too", async () => {
    const logger = keepingLogger();
    const server = await start({ logger });
    const client = clientOf(server);
    const uri = await webhook(answering);
    await client.dispatch(to(uri));
    await all(client.streamAttempts({ call: to(uri) }));
    await client.dispatch({}).catch((error: unknown) => ConnectError.from(error));
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    for (const [method, outcome] of [
      ["Dispatch", "handled"],
      ["StreamAttempts", "handled"],
      ["Dispatch", "failed"],
    ])
      expect(metrics).toMatch(
        new RegExp(
          `_count\\{door="grpc",.*handler="fulfillkit.v1.DispatchService/${method}",outcome="${outcome}".*\\} 1`,
        ),
      );
    const events = logger.lines.map(({ fields }) => fields["handler"]);
    expect(events).toContain("fulfillkit.v1.DispatchService/StreamAttempts");
  });
});
