import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  EnvironmentSchema,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import type { Webhook } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { clientWebhookSource, createManagementClient } from "../../src/client/index.ts";
import { createRouter } from "../../src/index.ts";
import { serve, type ManagementServeOptions } from "../../src/server/index.ts";

const parent = "projects/p/locations/global/agents/a";
const value = { uri: "https://example.com/", username: "u", password: "open sesame" };
const webhook = { displayName: "w", webhook: { case: "genericWebService", value } } as const;

/** What a source finds of a webhook and of an environment that overrides it. */
async function found(
  management: ManagementServeOptions,
): Promise<readonly [Webhook | undefined, Environment | undefined]> {
  await using server = await serve(createRouter(), {
    port: 0,
    host: "127.0.0.1",
    logger: false,
    management,
  });
  await using client = createManagementClient({ endpoint: server.url });
  const { name } = await client.webhooks.create({ parent, webhook });
  const made = await client.environments
    .create({
      parent,
      environment: {
        displayName: "e",
        versionConfigs: [{ version: `${parent}/flows/f/versions/1` }],
        webhookConfig: { webhookOverrides: [{ ...webhook, name }] },
      },
    })
    .result();
  const source = clientWebhookSource(client);
  expect(await source.webhook(`${parent}/webhooks/none`)).toBeUndefined();
  expect(await source.environment(`${parent}/environments/none`)).toBeUndefined();
  if (management.maskSecrets === true)
    await expect(source.environment(made.name)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
    });
  return [await source.webhook(name), await source.environment(made.name)];
}

describe("a management API as a source of webhooks", () => {
  it("gives webhooks and environments with their secrets, and nothing for other names", async () => {
    const [one, environment] = await found({});
    expect(one?.webhook.value).toMatchObject(value);
    expect(environment?.webhookConfig?.webhookOverrides[0]?.webhook.value).toMatchObject(value);
  });

  it("refuses masks in place of secrets, which would be sent as they are", async () => {
    await expect(found({ maskSecrets: true })).rejects.toThrow(
      /hides the secrets of .*\/webhooks\//,
    );
  });

  it.each([
    ["a header", { requestHeaders: { "x-a": "********" } }],
    ["a client's secret", { oauthConfig: { clientId: "c", clientSecret: "********" } }],
  ])("knows the mask of %s, also in overrides", async (_, service) => {
    const override = { webhook: { case: "genericWebService", value: service } } as const;
    const environment = create(EnvironmentSchema, {
      webhookConfig: { webhookOverrides: [override] },
    });
    const source = clientWebhookSource({
      environments: { get: () => Promise.resolve(environment) },
    } as never);
    await expect(source.environment("e")).rejects.toThrow("hides the secrets of e");
  });

  it("passes other failures on", async () => {
    await using client = createManagementClient({ endpoint: "http://127.0.0.1:1", retry: false });
    const source = clientWebhookSource(client);
    await expect(source.webhook(`${parent}/webhooks/w`)).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });
});
