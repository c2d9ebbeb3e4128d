import { Code } from "@connectrpc/connect";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  CreateWebhookRequest,
  UpdateWebhookRequest,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  createManagementClient,
  ManagementError,
  type ManagementClient,
  type ManagementClientOptions,
  type Protocol,
} from "../../src/client/index.ts";
import { WebhookError } from "../../src/errors.ts";
import {
  agent,
  Backend,
  collect,
  failed,
  location,
  operationName,
  running,
  serveBackend,
  skippingClock,
  succeeded,
  type SkippingClock,
  type TestServer,
} from "./fixture.ts";

const protocols: readonly Protocol[] = ["grpc", "connect", "rest"];

/** What a promise is rejected with, as the error that the client promises. */
async function failure(promise: Promise<unknown>): Promise<ManagementError> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof ManagementError) return thrown;
    throw thrown;
  }
  throw new Error("It was expected to fail.");
}

describe.each(protocols)("a client over %s", (protocol) => {
  let backend: Backend;
  let server: TestServer;
  let client: ManagementClient;
  let clock: SkippingClock;

  const connect = (options: ManagementClientOptions = {}): ManagementClient =>
    createManagementClient({ endpoint: server.url, protocol, clock, random: () => 1, ...options });

  beforeEach(async () => {
    backend = new Backend();
    server = await serveBackend(backend, { protocol });
    clock = skippingClock();
    client = connect();
  });
  afterEach(async () => {
    await client.close();
    await server[Symbol.asyncDispose]();
  });

  describe("reads lists", () => {
    it("item by item across pages", async () => {
      const webhooks = await collect(client.webhooks.list({ parent: agent }));
      expect(webhooks.map(({ displayName }) => displayName)).toEqual(backend.webhooks);
      expect(backend.methods).toEqual(["ListWebhooks", "ListWebhooks", "ListWebhooks"]);
    });

    it("page by page, of the size asked for, from where it is told", async () => {
      const list = client.webhooks.list({ parent: agent, pageSize: 3, pageToken: "1" });
      const pages = await collect(list.pages());
      expect(pages.map(({ webhooks }) => webhooks.length)).toEqual([3, 1]);
    });

    it("no further than it is read", async () => {
      for await (const webhook of client.webhooks.list({ parent: agent })) {
        expect(webhook.displayName).toBe("one");
        break;
      }
      expect(backend.methods).toEqual(["ListWebhooks"]);
    });

    it("of environments, their history and their tests", async () => {
      const name = `${agent}/environments/e`;
      const environments = await collect(client.environments.list({ parent: agent }));
      const history = await collect(client.environments.history({ name }));
      const results = await collect(client.environments.continuousTestResults({ parent: name }));
      expect([environments[0]?.name, history[0]?.description, results[0]?.name]).toEqual([
        name,
        "before",
        `${name}/continuousTestResults/r`,
      ]);
    });

    it("of operations, locations and effective webhooks", async () => {
      backend.states = [running(10)];
      const operations = await collect(client.operations.list({ name: location }));
      const locations = await collect(client.locations.list({ name: "projects/p" }));
      const parent = `${agent}/environments/e`;
      const effective = await collect(client.effectiveWebhooks.list({ parent }));
      expect([operations[0]?.name, locations[0]?.name, effective[0]?.name]).toEqual([
        operationName,
        "projects/p/locations/global",
        `${parent}/e`,
      ]);
    });
  });

  describe("calls single methods", () => {
    it("gets what is named", async () => {
      const name = `${agent}/webhooks/one`;
      expect(await client.webhooks.get({ name })).toMatchObject({ name, displayName: "one" });
      expect(await client.locations.get({ name: location })).toMatchObject({ name: location });
      const effective = `${agent}/environments/e/effectiveWebhooks/w`;
      expect((await client.effectiveWebhooks.get({ name: effective })).uri).toBe(
        "https://a.example",
      );
    });

    it("creates with everything that is given", async () => {
      const webhook = {
        displayName: "new",
        timeout: { seconds: 5n, nanos: 500_000_000 },
        webhook: {
          case: "genericWebService" as const,
          value: {
            uri: "https://a.example/?q=ü",
            requestHeaders: { "x-team": "a b" },
            allowedCaCerts: [new Uint8Array([0, 255, 62])],
          },
        },
      };
      const created = await client.webhooks.create({ parent: agent, webhook });
      expect(created.name).toBe(`${agent}/webhooks/new`);
      const sent = backend.first<CreateWebhookRequest>();
      expect(sent).toMatchObject({ parent: agent, webhook });
    });

    it("updates with a mask in the names of the proto", async () => {
      const name = `${agent}/webhooks/one`;
      await client.webhooks.update({
        webhook: { name, displayName: "other" },
        updateMask: ["displayName", "genericWebService.requestHeaders.X-Team"],
      });
      const { updateMask, webhook } = backend.first<UpdateWebhookRequest>();
      expect(webhook).toMatchObject({ name, displayName: "other" });
      expect(updateMask?.paths).toEqual([
        "display_name",
        "generic_web_service.request_headers.`X-Team`",
      ]);
    });

    it("updates without a mask if none is given", async () => {
      await client.webhooks.update({ webhook: { name: `${agent}/webhooks/one` } });
      const { updateMask } = backend.first<UpdateWebhookRequest>();
      expect(updateMask).toBeUndefined();
    });

    it("deletes, with force only if it is told", async () => {
      const name = `${agent}/webhooks/one`;
      await client.webhooks.delete({ name });
      await client.webhooks.delete({ name, force: true });
      await client.environments.delete({ name: `${agent}/environments/e` });
      await client.operations.delete({ name: operationName });
      expect(backend.calls.map(({ message }) => message)).toMatchObject([
        { name, force: false },
        { name, force: true },
        { name: `${agent}/environments/e` },
        { name: operationName },
      ]);
    });

    it("speaks v3beta1 if it is told", async () => {
      await using beta = connect({ version: "v3beta1" as "v3" });
      const name = `${agent}/webhooks/one`;
      expect(await beta.webhooks.get({ name })).toMatchObject({
        $typeName: "google.cloud.dialogflow.cx.v3beta1.Webhook",
        displayName: "beta",
      });
    });

    it("sends credentials, routing and its own name", async () => {
      await using other = connect({ credentials: { token: () => "t" } });
      const name = `${agent}/webhooks/one`;
      await other.webhooks.update(
        { webhook: { name, displayName: "other" } },
        { headers: { "x-trace": "1" } },
      );
      const header = backend.calls[0]?.header;
      expect(header?.get("authorization")).toBe("Bearer t");
      expect(header?.get("x-goog-request-params")).toBe(`webhook.name=${encodeURIComponent(name)}`);
      expect(header?.get("x-goog-api-client")).toContain("fulfillkit/");
      expect(header?.get("x-trace")).toBe("1");
    });
  });

  describe("fails", () => {
    it("with reason, metadata, resource and details", async () => {
      const name = `${agent}/webhooks/missing`;
      const error = await failure(client.webhooks.get({ name }));
      expect(WebhookError.is(error)).toBe(true);
      expect(error).toMatchObject({
        code: "NOT_FOUND",
        reason: "RESOURCE_NOT_FOUND",
        domain: "fulfillkit.dev",
        message: `There is no webhook ${name}: 100% sure, "really".`,
        metadata: { hint: "list" },
        resource: { type: "dialogflow.googleapis.com/Webhook", name },
        rpc: "google.cloud.dialogflow.cx.v3.Webhooks.GetWebhook",
      });
      expect(error.details.map(({ "@type": type }) => type)).toEqual([
        "type.googleapis.com/google.rpc.ErrorInfo",
        "type.googleapis.com/google.rpc.ResourceInfo",
      ]);
    });

    it("with the fields that are wrong", async () => {
      const error = await failure(client.webhooks.create({ parent: agent, webhook: {} }));
      expect(error).toMatchObject({
        code: "INVALID_ARGUMENT",
        violations: [{ field: "webhook.display_name", description: "Should be given." }],
      });
    });

    it("with CANCELLED when its signal aborts", async () => {
      let open = (): void => {};
      backend.gate = new Promise((resolve) => (open = resolve));
      const controller = new AbortController();
      const name = `${agent}/webhooks/slow`;
      const call = failure(client.webhooks.get({ name }, { signal: controller.signal }));
      while (backend.calls.length === 0) await new Promise(setImmediate);
      controller.abort();
      expect((await call).code).toBe("CANCELLED");
      open();
    });

    it("with DEADLINE_EXCEEDED when its time is over", async () => {
      let open = (): void => {};
      backend.gate = new Promise((resolve) => (open = resolve));
      const name = `${agent}/webhooks/slow`;
      const error = await failure(client.webhooks.get({ name }, { timeoutMs: 50 }));
      expect(error.code).toBe("DEADLINE_EXCEEDED");
      open();
    });

    it("with UNAVAILABLE when nobody listens", async () => {
      await server[Symbol.asyncDispose]();
      await using other = connect({ retry: false });
      const error = await failure(other.webhooks.get({ name: `${agent}/webhooks/one` }));
      expect(error.code).toBe("UNAVAILABLE");
      server = await serveBackend(backend, { protocol });
    });
  });

  describe("tries again", () => {
    const unavailable = () => new WebhookError("UNAVAILABLE", { message: "Later." });
    const name = `${agent}/webhooks/one`;

    it("what was UNAVAILABLE, with growing waits", async () => {
      backend.failures.push(unavailable(), unavailable(), unavailable());
      expect((await client.webhooks.get({ name })).displayName).toBe("one");
      expect(clock.waits).toEqual([100, 130, 169]);
    });

    it("nothing else", async () => {
      backend.failures.push(new WebhookError("ABORTED"));
      expect((await failure(client.webhooks.get({ name }))).code).toBe("ABORTED");
      expect([clock.waits, backend.methods]).toEqual([[], ["GetWebhook"]]);
    });

    it("only while there is time", async () => {
      backend.failures.push(...Array.from({ length: 10 }, unavailable));
      const error = await failure(client.webhooks.get({ name }, { timeoutMs: 300 }));
      expect(error).toMatchObject({ code: "UNAVAILABLE", message: "Later." });
      expect(clock.waits).toEqual([100, 130]);
    });

    it("never if it is told so", async () => {
      backend.failures.push(unavailable());
      await using once = connect({ retry: false });
      expect((await failure(once.webhooks.get({ name }))).code).toBe("UNAVAILABLE");
    });
  });

  describe("follows operations", () => {
    const environment = { displayName: "live" };

    it("to their result, with progress on the way", async () => {
      backend.states = [running(10), running(50), succeeded("environment")];
      const seen: unknown[] = [];
      const operation = client.environments
        .create({ parent: agent, environment })
        .onProgress(({ name, done, metadata }) => seen.push([name, done, metadata?.["value"]]));
      expect((await operation.started()).name).toBe(operationName);
      expect(await operation.result()).toMatchObject(environment);
      expect(seen).toEqual([
        [operationName, false, { percent: 10 }],
        [operationName, false, { percent: 50 }],
        [operationName, true, undefined],
      ]);
      expect(clock.waits).toEqual([500, 750]);
    });

    it("by waiting at the server, where that is offered", async () => {
      backend.waits = true;
      backend.states = [running(10), succeeded("environment")];
      expect(
        await client.environments.create({ parent: agent, environment }).result(),
      ).toMatchObject(environment);
      expect([backend.methods, clock.waits]).toEqual([["CreateEnvironment", "WaitOperation"], []]);
    });

    it("by looking again and again, where it is not", async () => {
      backend.states = [running(10), running(20), succeeded("deployment")];
      const flowVersion = `${agent}/flows/f/versions/1`;
      const request = { environment: `${agent}/environments/e`, flowVersion };
      expect((await client.environments.deployFlow(request).result()).deployment).toContain("/d");
      expect(backend.methods).toEqual([
        "DeployFlow",
        "WaitOperation",
        "GetOperation",
        "GetOperation",
      ]);
    });

    it("of tests and updates", async () => {
      const name = `${agent}/environments/e`;
      backend.states = [succeeded("test")];
      const run = await client.environments.runContinuousTest({ environment: name }).result();
      expect(run.continuousTestResult?.result).toBe(1);
      backend.states = [succeeded("environment")];
      const change = {
        environment: { name, description: "d" },
        updateMask: ["description"],
      } as const;
      expect((await client.environments.update(change).result()).name).toBe(name);
      expect(backend.calls[1]?.message).toMatchObject({ updateMask: { paths: ["description"] } });
    });

    it("to their error", async () => {
      backend.states = [failed(Code.FailedPrecondition, "The tests failed.")];
      const error = await failure(
        client.environments.create({ parent: agent, environment }).result(),
      );
      expect(error).toMatchObject({
        code: "FAILED_PRECONDITION",
        message: "The tests failed.",
        rpc: operationName,
      });
    });

    it("until the time to wait is over", async () => {
      backend.states = [running(10)];
      const operation = client.environments.create({ parent: agent, environment });
      await expect(operation.result({ timeoutMs: 1000 })).rejects.toMatchObject({
        code: "DEADLINE_EXCEEDED",
        message: expect.stringContaining(operationName) as string,
      });
      expect(clock.waits).toEqual([500, 500]);
    });

    it("and cancels them", async () => {
      backend.states = [running(10), failed(Code.Canceled, "Cancelled.")];
      const operation = client.environments.create({ parent: agent, environment });
      await operation.cancel();
      expect((await failure(operation.result())).code).toBe("CANCELLED");
      expect(backend.methods.slice(0, 2)).toEqual(["CreateEnvironment", "CancelOperation"]);
    });

    it("rejects where the start fails", async () => {
      backend.failures.push(new WebhookError("ALREADY_EXISTS"));
      const operation = client.environments.create({ parent: agent, environment });
      expect((await failure(operation.result())).code).toBe("ALREADY_EXISTS");
    });

    it("by name, too", async () => {
      backend.states = [running(10)];
      const { name } = await client.operations.get({ name: operationName });
      await client.operations.cancel({ name });
      backend.waits = true;
      expect((await client.operations.wait({ name, timeoutMs: 1500 })).name).toBe(operationName);
      expect(backend.calls.at(-1)?.message).toMatchObject({
        timeout: { seconds: 1n, nanos: 500_000_000 },
      });
    });
  });
});
