/** A server for the client's tests: the services in memory, on real sockets, for every protocol. */
import { create, type Message } from "@bufbuild/protobuf";
import { anyPack, EmptySchema, StructSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ConnectRouter, type Interceptor } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { EffectiveWebhookService } from "../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import {
  ContinuousTestResult_AggregatedTestResult,
  DeployFlowResponseSchema,
  Environments,
  EnvironmentSchema,
  RunContinuousTestResponseSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { Webhooks, WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Webhooks as BetaWebhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import { Locations } from "../../gen/es/google/cloud/location/locations_pb.ts";
import {
  OperationSchema,
  Operations,
  type Operation,
} from "../../gen/es/google/longrunning/operations_pb.ts";
import { StatusSchema } from "../../gen/es/google/rpc/status_pb.ts";
import type { Protocol } from "../../src/client/index.ts";
import { WebhookError } from "../../src/errors.ts";
import type { Clock } from "../../src/clock.ts";
import { mixinRules } from "../../src/management/http-rules.ts";
import { translateErrors } from "../../src/server/rpc/error.ts";
import { createTranscoder } from "../../src/transcoding/index.ts";

export const location = "projects/p/locations/us-central1";
export const agent = `${location}/agents/a`;
export const operationName = `${location}/operations/o`;

/** A call that arrived. */
export interface SeenCall {
  readonly rpc: string;
  readonly header: Headers;
  readonly message: Message;
}

/** What the services do, and what they saw. */
export class Backend {
  readonly calls: SeenCall[] = [];
  /** Thrown one by one by the next calls, in place of their answers. */
  readonly failures: Error[] = [];
  /** Names of the webhooks of the agent. */
  readonly webhooks = ["one", "two", "three", "four", "five"];
  /** How the operation goes on; the last state stays. */
  states: Operation[] = [];
  /** Whether WaitOperation is served; it answers with the last state. */
  waits = false;
  /** Calls of GetWebhook for `…/webhooks/slow` are answered when it resolves. */
  gate: Promise<void> = Promise.resolve();

  readonly interceptors: Interceptor[] = [
    translateErrors(() => {}),
    (next) => async (request) => {
      const { service, method, header } = request;
      if (!request.stream)
        this.calls.push({
          rpc: `${service.typeName}.${method.name}`,
          header,
          message: request.message,
        });
      const failure = this.failures.shift();
      if (failure !== undefined) throw failure;
      return next(request);
    },
  ];

  /** Names of the methods that were called. */
  get methods(): string[] {
    return this.calls.map(({ rpc }) => rpc.slice(rpc.lastIndexOf(".") + 1));
  }

  /** The message of the first call. */
  first<T extends Message>(): T {
    const [call] = this.calls;
    if (call === undefined) throw new Error("Nobody has called.");
    return call.message as T;
  }

  register = (router: ConnectRouter): void => {
    const page = (pageToken: string, pageSize: number) => {
      const start = Number(pageToken);
      const end = start + (pageSize === 0 ? 2 : pageSize);
      return {
        names: this.webhooks.slice(start, end),
        nextPageToken: end < this.webhooks.length ? String(end) : "",
      };
    };
    const webhook = (id: string) => ({ name: `${agent}/webhooks/${id}`, displayName: id });
    router.service(Webhooks, {
      listWebhooks: ({ pageToken, pageSize }) => {
        const { names, nextPageToken } = page(pageToken, pageSize);
        return { webhooks: names.map(webhook), nextPageToken };
      },
      getWebhook: async ({ name }) => {
        if (name.endsWith("/slow")) await this.gate;
        const id = name.slice(name.lastIndexOf("/") + 1);
        if (id === "missing") throw notFound(name);
        return webhook(id);
      },
      createWebhook: ({ webhook }) => {
        if (webhook?.displayName === "") throw noDisplayName();
        const name = `${agent}/webhooks/new`;
        return webhook ? { ...webhook, name } : { name };
      },
      updateWebhook: ({ webhook }) => create(WebhookSchema, webhook),
      deleteWebhook: () => create(EmptySchema),
    });
    router.service(BetaWebhooks, { getWebhook: ({ name }) => ({ name, displayName: "beta" }) });
    router.service(EffectiveWebhookService, {
      listEffectiveWebhooks: ({ parent }) => ({ effectiveWebhooks: [{ name: `${parent}/e` }] }),
      getEffectiveWebhook: ({ name }) => ({ effectiveWebhook: { name, uri: "https://a.example" } }),
    });
    router.service(Locations, {
      listLocations: ({ name }) => ({ locations: [{ name: `${name}/locations/global` }] }),
      getLocation: ({ name }) => ({ name, locationId: "us-central1" }),
    });
    this.#registerEnvironments(router);
    this.#registerOperations(router);
  };

  #registerEnvironments(router: ConnectRouter): void {
    router.service(Environments, {
      listEnvironments: ({ parent }) => ({ environments: [{ name: `${parent}/environments/e` }] }),
      getEnvironment: ({ name }) => ({ name }),
      deleteEnvironment: () => create(EmptySchema),
      lookupEnvironmentHistory: ({ name }) => ({ environments: [{ name, description: "before" }] }),
      listContinuousTestResults: ({ parent }) => ({
        continuousTestResults: [{ name: `${parent}/continuousTestResults/r` }],
      }),
      createEnvironment: () => this.#nextState(),
      updateEnvironment: () => this.#nextState(),
      deployFlow: () => this.#nextState(),
      runContinuousTest: () => this.#nextState(),
    });
  }

  #registerOperations(router: ConnectRouter): void {
    router.service(Operations, {
      getOperation: () => this.#nextState(),
      listOperations: () => ({ operations: this.states }),
      cancelOperation: () => create(EmptySchema),
      deleteOperation: () => create(EmptySchema),
      waitOperation: () => {
        if (!this.waits) throw new ConnectError("Not offered.", Code.Unimplemented);
        return this.states.at(-1) ?? running(0);
      },
    });
  }

  #nextState(): Operation {
    const [state = running(0)] = this.states;
    if (this.states.length > 1) this.states.shift();
    return state;
  }
}

function notFound(name: string): WebhookError {
  return new WebhookError("NOT_FOUND", {
    reason: "RESOURCE_NOT_FOUND",
    message: `There is no webhook ${name}: 100% sure, "really".`,
    metadata: { hint: "list" },
    resource: { type: "dialogflow.googleapis.com/Webhook", name },
  });
}

function noDisplayName(): WebhookError {
  return new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_RESOURCE",
    message: "display_name is missing.",
    violations: [{ field: "webhook.display_name", description: "Should be given." }],
  });
}

/** An operation under way. */
export function running(percent: number): Operation {
  const metadata = anyPack(
    StructSchema,
    create(StructSchema, {
      fields: { percent: { kind: { case: "numberValue", value: percent } } },
    }),
  );
  return create(OperationSchema, { name: operationName, metadata });
}

/** An operation that has ended well, with one of three results. */
export function succeeded(what: "environment" | "deployment" | "test"): Operation {
  const results = {
    environment: anyPack(
      EnvironmentSchema,
      create(EnvironmentSchema, { name: `${agent}/environments/e`, displayName: "live" }),
    ),
    deployment: anyPack(
      DeployFlowResponseSchema,
      create(DeployFlowResponseSchema, { deployment: `${agent}/environments/e/deployments/d` }),
    ),
    test: anyPack(
      RunContinuousTestResponseSchema,
      create(RunContinuousTestResponseSchema, {
        continuousTestResult: { result: ContinuousTestResult_AggregatedTestResult.PASSED },
      }),
    ),
  };
  return create(OperationSchema, {
    name: operationName,
    done: true,
    result: { case: "response", value: results[what] },
  });
}

/** An operation that has ended with an error. */
export function failed(code: Code, message: string): Operation {
  const value = create(StatusSchema, { code, message });
  return create(OperationSchema, {
    name: operationName,
    done: true,
    result: { case: "error", value },
  });
}

/** A server on a port of its own. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
}

/** Serves a backend for one protocol: REST over HTTP/1.1, the others over HTTP/2. */
export function serveBackend(
  backend: Backend,
  { protocol, tls }: { protocol: Protocol; tls?: { key: string; cert: string } },
): Promise<TestServer> {
  if (protocol === "rest")
    return tls === undefined
      ? listen(createServer(restHandler(backend)), "http")
      : listen(createSecureServer(tls, restHandler(backend)), "https");
  const { interceptors, register } = backend;
  const handler = connectNodeAdapter({ routes: register, interceptors });
  return tls === undefined
    ? listen(http2.createServer(handler), "http")
    : listen(http2.createSecureServer(tls, handler), "https");
}

function restHandler(backend: Backend) {
  const { interceptors, register: services } = backend;
  const transcoder = createTranscoder({ services, interceptors, rules: mixinRules });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const { method = "GET", url = "/", headers } = request;
    const answer = await transcoder.handle({ method, url, headers, body });
    response.writeHead(answer.status, answer.headers as Record<string, string>).end(answer.body);
  };
  return (request: IncomingMessage, response: ServerResponse): void =>
    void handle(request, response);
}

/** Listens on a free port of this machine. */
export async function listen(
  server: Server | http2.Http2Server | http2.Http2SecureServer,
  scheme: "http" | "https",
): Promise<TestServer> {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket: { destroy(): void }) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A clock on which every wait is over at once; it keeps how long each would have been. */
export interface SkippingClock extends Clock {
  readonly waits: number[];
}

/** Time that passes only in waits. */
export function skippingClock(): SkippingClock {
  let now = Date.UTC(2026, 0, 1);
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    setTimeout(callback, delayMs) {
      waits.push(delayMs);
      now += delayMs;
      queueMicrotask(callback);
      return undefined;
    },
    clearTimeout: () => {},
  };
}

/** Everything that an iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
