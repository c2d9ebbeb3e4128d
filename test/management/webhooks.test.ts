import { create } from "@bufbuild/protobuf";
import { afterEach, describe, expect, it } from "vitest";
import {
  WebhookSchema,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { Webhooks as BetaWebhooks } from "../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import type { ManagementDeps } from "../../src/management/context.ts";
import { agent, failure, serveFixture, type Fixture } from "./fixture.ts";

const open: Fixture[] = [];

async function serve(deps: Partial<ManagementDeps> = {}): Promise<Fixture> {
  const fixture = await serveFixture(deps);
  open.push(fixture);
  return fixture;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ store }) => store.close()));
});

/** A webhook that is accepted, with a display name and whatever else of a generic web service. */
function sample(displayName = "balance", more: object = {}): Webhook {
  return create(WebhookSchema, {
    displayName,
    webhook: { case: "genericWebService", value: { uri: "https://bank.example/hook", ...more } },
  });
}

describe("CreateWebhook", () => {
  it("gives the webhook a name of the agent's with a UUID", async () => {
    const { webhooks } = await serve();
    const made = await webhooks.createWebhook({ parent: agent, webhook: sample() });
    expect(made.name).toMatch(
      new RegExp(`^${agent}/webhooks/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
    );
    expect({ ...made, name: "" }).toEqual(sample());
  });

  it("passes over the name that a caller sends", async () => {
    const { webhooks } = await serve({ ids: () => "mine" });
    const webhook = { ...sample(), name: `${agent}/webhooks/yours` };
    const made = await webhooks.createWebhook({ parent: agent, webhook });
    expect(made.name).toBe(`${agent}/webhooks/mine`);
  });

  it("refuses a display name that the agent has, and says whose it is", async () => {
    const { webhooks } = await serve();
    await webhooks.createWebhook({ parent: agent, webhook: sample() });
    const error = await failure(webhooks.createWebhook({ parent: agent, webhook: sample() }));
    expect(error).toMatchObject({
      code: "ALREADY_EXISTS",
      reason: "DISPLAY_NAME_TAKEN",
      resource: { type: "dialogflow.googleapis.com/Webhook", name: "balance", owner: agent },
    });
    const parent = `${agent}2`;
    await expect(webhooks.createWebhook({ parent, webhook: sample() })).resolves.toBeDefined();
  });

  it("names every required field that is missing", async () => {
    const { webhooks } = await serve();
    const webhook = create(WebhookSchema, {
      webhook: { case: "genericWebService", value: { oauthConfig: { clientId: "c" } } },
    });
    const error = await failure(webhooks.createWebhook({ webhook }));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_RESOURCE" });
    expect(error.violations.map(({ field }) => field)).toEqual([
      "parent",
      "webhook.display_name",
      "webhook.generic_web_service.uri",
      "webhook.generic_web_service.oauth_config.token_endpoint",
    ]);
  });

  it("keeps to the limit of webhooks per agent", async () => {
    const { webhooks } = await serve({ options: { maxWebhooksPerAgent: 1 } });
    await webhooks.createWebhook({ parent: agent, webhook: sample("one") });
    const error = await failure(webhooks.createWebhook({ parent: agent, webhook: sample("two") }));
    expect(error).toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "TOO_MANY_RESOURCES" });
  });
});

describe("GetWebhook", () => {
  it("returns what was created, secrets in clear text, as the platform does", async () => {
    const { webhooks } = await serve();
    const webhook = sample("balance", { password: "4711", requestHeaders: { "X-Key": "k" } });
    const made = await webhooks.createWebhook({ parent: agent, webhook });
    expect(await webhooks.getWebhook({ name: made.name })).toEqual({ ...webhook, name: made.name });
  });

  it("knows no webhook that is not there", async () => {
    const { webhooks } = await serve();
    const name = `${agent}/webhooks/none`;
    expect(await failure(webhooks.getWebhook({ name }))).toMatchObject({
      code: "NOT_FOUND",
      reason: "RESOURCE_NOT_FOUND",
      resource: { type: "dialogflow.googleapis.com/Webhook", name, owner: agent },
    });
  });

  it("refuses what is no webhook's name", async () => {
    const { webhooks } = await serve();
    const error = await failure(webhooks.getWebhook({ name: agent }));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_RESOURCE_NAME" });
  });
});

describe("ListWebhooks", () => {
  it("pages through the webhooks of one agent in the order of their creation", async () => {
    const { webhooks } = await serve();
    const names = ["c", "a", "e", "b", "d"];
    for (const name of names)
      await webhooks.createWebhook({ parent: agent, webhook: sample(name) });
    await webhooks.createWebhook({ parent: `${agent}2`, webhook: sample("other") });
    const pages: string[][] = [];
    let pageToken = "";
    do {
      const page = await webhooks.listWebhooks({ parent: agent, pageSize: 2, pageToken });
      pages.push(page.webhooks.map(({ displayName }) => displayName));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(pages).toEqual([["c", "a"], ["e", "b"], ["d"]]);
  });

  it("is empty for an agent without webhooks, of which this server knows nothing", async () => {
    const { webhooks } = await serve();
    const page = await webhooks.listWebhooks({ parent: agent });
    expect(page).toMatchObject({ webhooks: [], nextPageToken: "" });
  });
});

describe("v3beta1", () => {
  it("shows and changes the same webhooks", async () => {
    const { webhooks, client } = await serve();
    const beta = client(BetaWebhooks);
    const { name } = await beta.createWebhook({
      parent: agent,
      webhook: {
        displayName: "beta",
        webhook: { case: "genericWebService", value: { uri: "https://bank.example/beta" } },
      },
    });
    expect(await webhooks.getWebhook({ name })).toMatchObject({ displayName: "beta" });
    const listed = await beta.listWebhooks({ parent: agent });
    expect(listed.webhooks.map((webhook) => webhook.$typeName)).toEqual([
      "google.cloud.dialogflow.cx.v3beta1.Webhook",
    ]);
  });
});
