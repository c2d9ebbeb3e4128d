import { createClient } from "@connectrpc/connect";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Environments } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { webhookSource } from "../../src/management/webhook-source.ts";
import { agent, newSecretBox, serveFixture, type Fixture } from "./fixture.ts";

let fixture: Fixture;
let name: string;
beforeEach(async () => {
  fixture = await serveFixture({ options: { maskSecrets: true } });
  const value = { uri: "https://example.com/", username: "u", password: "open sesame" };
  const webhook = {
    displayName: "w",
    webhook: { case: "genericWebService" as const, value },
  };
  ({ name } = await fixture.webhooks.createWebhook({ parent: agent, webhook }));
});
afterEach(() => fixture.store.close());

describe("the store as a source of webhooks", () => {
  it("gives webhooks with their secrets, though answers mask them", async () => {
    const found = await webhookSource(fixture).webhook(name);
    expect(found?.webhook.value).toMatchObject({ password: "open sesame" });
    expect(JSON.stringify(await fixture.webhooks.getWebhook({ name }))).not.toContain("sesame");
  });

  it("gives environments", async () => {
    const environments = createClient(Environments, fixture.transport);
    const environment = {
      displayName: "e",
      versionConfigs: [{ version: `${agent}/flows/f/versions/1` }],
    };
    await environments.createEnvironment({ parent: agent, environment });
    let created: string | undefined;
    await expect
      .poll(async () => {
        const list = await environments.listEnvironments({ parent: agent });
        return (created = list.environments[0]?.name);
      })
      .toBeTruthy();
    expect(await webhookSource(fixture).environment(created!)).toMatchObject({ displayName: "e" });
  });

  it("gives nothing for a name that nothing has", async () => {
    const source = webhookSource(fixture);
    expect(await source.webhook(`${agent}/webhooks/none`)).toBeUndefined();
    expect(await source.environment(`${agent}/environments/none`)).toBeUndefined();
  });

  it("gives the same object until the resource changes or goes", async () => {
    const source = webhookSource(fixture);
    const first = await source.webhook(name);
    expect(await source.webhook(name)).toBe(first);
    await fixture.webhooks.updateWebhook({
      webhook: { name, displayName: "other" },
      updateMask: { paths: ["display_name"] },
    });
    const second = await source.webhook(name);
    expect(second).not.toBe(first);
    expect(second?.displayName).toBe("other");
    await fixture.webhooks.deleteWebhook({ name });
    expect(await source.webhook(name)).toBeUndefined();
  });

  it("says that a secret's key is missing", async () => {
    const source = webhookSource({ store: fixture.store, secrets: newSecretBox() });
    await expect(source.webhook(name)).rejects.toMatchObject({ reason: "SECRET_UNREADABLE" });
  });
});
