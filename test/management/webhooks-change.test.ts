import { create, fromJson, type JsonObject } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { describe, expect, it } from "vitest";
import {
  WebhookSchema,
  Webhooks,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Webhooks as BetaWebhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import { createRouter } from "../../src/handler/router.ts";
import { serve as serveRouter } from "../../src/server/index.ts";
import { fromConnectError } from "../../src/server/rpc/error.ts";
import { serve } from "./environments-fixture.ts";
import { agent, failure } from "./fixture.ts";

/** A webhook that is accepted, with more fields. */
function webhookOf(more: JsonObject = {}, service: JsonObject = {}): Webhook {
  return fromJson(WebhookSchema, {
    displayName: "balance",
    genericWebService: { uri: "https://bank.example/hook", ...service },
    ...more,
  });
}

describe("UpdateWebhook", () => {
  it("changes what the mask names, and keeps the rest with its secrets", async () => {
    const { webhooks } = await serve();
    const secrets = { password: "4711", requestHeaders: { "X-Key": "k", "X-Other": "o" } };
    const { name } = await webhooks.createWebhook({
      parent: agent,
      webhook: webhookOf({}, secrets),
    });
    const webhook = webhookOf(
      { name, displayName: "renamed", timeout: "7s" },
      { requestHeaders: { "X-Key": "new" } },
    );
    const paths = ["displayName", "generic_web_service.request_headers.X-Key"];
    const updated = await webhooks.updateWebhook({ webhook, updateMask: { paths } });
    const expected = webhookOf(
      { name, displayName: "renamed" },
      { ...secrets, requestHeaders: { "X-Key": "new", "X-Other": "o" } },
    );
    expect(updated).toEqual(expected);
    expect(await webhooks.getWebhook({ name })).toEqual(expected);
  });

  it.each([[undefined], [[]], [["*"]]])("replaces every field with the mask %j", async (paths) => {
    const { webhooks } = await serve();
    const { name } = await webhooks.createWebhook({
      parent: agent,
      webhook: webhookOf({ timeout: "7s", disabled: true }),
    });
    const webhook = webhookOf({ name, displayName: "other" });
    const updated = await webhooks.updateWebhook({
      webhook,
      ...(paths && { updateMask: { paths } }),
    });
    expect(updated).toEqual(webhook);
  });

  it("checks what comes out, not what is sent", async () => {
    const { webhooks } = await serve();
    const { name } = await webhooks.createWebhook({ parent: agent, webhook: webhookOf() });
    const partial = create(WebhookSchema, { name, disabled: true });
    const updated = await webhooks.updateWebhook({
      webhook: partial,
      updateMask: { paths: ["disabled"] },
    });
    expect(updated).toEqual(webhookOf({ name, disabled: true }));
    const error = await failure(webhooks.updateWebhook({ webhook: partial }));
    expect(error).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field: "webhook.display_name" }, { field: "webhook" }],
    });
  });

  it("refuses a mask that names no field, and names those there are", async () => {
    const { webhooks } = await serve();
    const { name } = await webhooks.createWebhook({ parent: agent, webhook: webhookOf() });
    const error = await failure(
      webhooks.updateWebhook({ webhook: webhookOf({ name }), updateMask: { paths: ["colour"] } }),
    );
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_UPDATE_MASK" });
    expect(error.message).toMatch(/"colour".*display_name/);
  });

  it("refuses the display name of another webhook, and takes its own again", async () => {
    const { webhooks } = await serve();
    const { name } = await webhooks.createWebhook({ parent: agent, webhook: webhookOf() });
    await webhooks.createWebhook({ parent: agent, webhook: webhookOf({ displayName: "other" }) });
    const webhook = webhookOf({ name, displayName: "other" });
    expect(await failure(webhooks.updateWebhook({ webhook }))).toMatchObject({
      code: "ALREADY_EXISTS",
      reason: "DISPLAY_NAME_TAKEN",
      resource: { name },
    });
    const same = webhookOf({ name, disabled: true });
    await expect(webhooks.updateWebhook({ webhook: same })).resolves.toMatchObject({ name });
  });

  it("names what the request lacks, and knows no webhook that is not there", async () => {
    const { webhooks } = await serve();
    const fields = async (call: Promise<unknown>) =>
      (await failure(call)).violations.map(({ field }) => field);
    expect(await fields(webhooks.updateWebhook({}))).toEqual(["webhook"]);
    expect(await fields(webhooks.updateWebhook({ webhook: webhookOf() }))).toEqual([
      "webhook.name",
    ]);
    expect(await fields(webhooks.updateWebhook({ webhook: webhookOf({ name: "x" }) }))).toEqual([
      "webhook.name",
    ]);
    const webhook = webhookOf({ name: `${agent}/webhooks/none` });
    expect(await failure(webhooks.updateWebhook({ webhook }))).toMatchObject({
      code: "NOT_FOUND",
      reason: "RESOURCE_NOT_FOUND",
    });
  });

  it("loses no change of two that are made at once", async () => {
    const { webhooks } = await serve();
    const { name } = await webhooks.createWebhook({ parent: agent, webhook: webhookOf() });
    await Promise.all([
      webhooks.updateWebhook({
        webhook: webhookOf({ name, disabled: true }),
        updateMask: { paths: ["disabled"] },
      }),
      webhooks.updateWebhook({
        webhook: webhookOf({ name, timeout: "9s" }),
        updateMask: { paths: ["timeout"] },
      }),
    ]);
    expect(await webhooks.getWebhook({ name })).toEqual(
      webhookOf({ name, disabled: true, timeout: "9s" }),
    );
  });
});

describe("secrets that are masked", () => {
  it("are hidden in every answer, and kept when the mask is sent back", async () => {
    const { webhooks, store, secrets } = await serve({ options: { maskSecrets: true } });
    const service = { password: "4711", requestHeaders: { "X-Key": "k" } };
    const masked = { password: "********", requestHeaders: { "X-Key": "********" } };
    const made = await webhooks.createWebhook({ parent: agent, webhook: webhookOf({}, service) });
    const { name } = made;
    expect(made).toEqual(webhookOf({ name }, masked));
    expect(await webhooks.getWebhook({ name })).toEqual(made);
    const { webhooks: listed } = await webhooks.listWebhooks({ parent: agent });
    expect(listed).toEqual([made]);
    const again = webhookOf({ name, displayName: "renamed" }, { ...masked, password: "new" });
    expect(await webhooks.updateWebhook({ webhook: again })).toMatchObject({
      displayName: "renamed",
    });
    const stored = await store.get({ kind: "webhook", name });
    const inStore = stored!.body["genericWebService"] as JsonObject;
    expect(secrets.open(inStore["password"] as string, name)).toBe("new");
    const headers = inStore["requestHeaders"] as JsonObject;
    expect(secrets.open(headers["X-Key"] as string, name)).toBe("k");
  });

  it("are refused where there is nothing for a mask to stand for", async () => {
    const { webhooks } = await serve({ options: { maskSecrets: true } });
    const webhook = webhookOf({}, { password: "********" });
    expect(await failure(webhooks.createWebhook({ parent: agent, webhook }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field: "webhook.generic_web_service.password" }],
    });
  });

  it("are the masks themselves where nothing is masked", async () => {
    const { webhooks } = await serve();
    const webhook = webhookOf({}, { password: "********" });
    const { name } = await webhooks.createWebhook({ parent: agent, webhook });
    expect(await webhooks.getWebhook({ name })).toEqual({ ...webhook, name });
  });
});

describe("DeleteWebhook", () => {
  it("deletes a webhook once", async () => {
    const { webhooks } = await serve();
    const { name } = await webhooks.createWebhook({ parent: agent, webhook: webhookOf() });
    await webhooks.deleteWebhook({ name });
    for (const call of [webhooks.deleteWebhook({ name }), webhooks.getWebhook({ name })])
      expect(await failure(call)).toMatchObject({ code: "NOT_FOUND", resource: { name } });
    await webhooks.createWebhook({ parent: agent, webhook: webhookOf() });
  });
});

describe("the whole way over HTTP/2", () => {
  it("serves gRPC clients of both versions, with the details of errors", async () => {
    await using server = await serveRouter(createRouter(), {
      port: 0,
      host: "127.0.0.1",
      logger: false,
      management: {},
    });
    const transport = createGrpcTransport({ baseUrl: server.url });
    const webhooks = createClient(Webhooks, transport);
    const { name } = await webhooks.createWebhook({ parent: agent, webhook: webhookOf() });
    const beta = createClient(BetaWebhooks, transport);
    const seen = await beta.getWebhook({ name });
    expect(seen).toMatchObject({
      $typeName: "google.cloud.dialogflow.cx.v3beta1.Webhook",
      displayName: "balance",
    });
    const error = await beta.getWebhook({ name: `${name}x` }).catch((thrown: unknown) => thrown);
    expect(fromConnectError(error as Parameters<typeof fromConnectError>[0])).toMatchObject({
      code: "NOT_FOUND",
      reason: "RESOURCE_NOT_FOUND",
      domain: "fulfillkit.dev",
      resource: { type: "dialogflow.googleapis.com/Webhook", name: `${name}x`, owner: agent },
    });
  });
});
