import { create } from "@bufbuild/protobuf";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import {
  EnvironmentSchema,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { overriddenWebhooks } from "../../src/management/webhook-overrides.ts";
import { fromBody, toBody } from "../../src/management/stored-message.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import {
  created,
  createdWebhook,
  Environments,
  override,
  sampleEnvironment,
  serve,
} from "./environments-fixture.ts";
import { agent, failure, type Fixture } from "./fixture.ts";

const uri = "https://bank.example";

async function createWebhook({ webhooks }: Fixture, displayName: string): Promise<string> {
  const webhook = { case: "genericWebService", value: { uri } } as const;
  const { name } = await webhooks.createWebhook({
    parent: agent,
    webhook: { displayName, webhook },
  });
  return name;
}

/** Stores an environment that overrides webhooks, each with a secret. */
async function storeEnvironment(
  { store, secrets }: Fixture,
  { id, webhooks }: { readonly id: string; readonly webhooks: readonly string[] },
): Promise<string> {
  const name = `${agent}/environments/${id}`;
  const message = create(EnvironmentSchema, {
    name,
    displayName: id,
    webhookConfig: {
      webhookOverrides: webhooks.map((webhook) => ({
        name: webhook,
        webhook: {
          case: "genericWebService" as const,
          value: { uri, requestHeaders: { Authorization: `for ${webhook}` } },
        },
      })),
    },
  });
  const body = toBody(secrets, EnvironmentSchema, { name, message });
  const references = overriddenWebhooks(message);
  await store.transaction((writer) =>
    writer.insert({ kind: "environment", name, parent: agent, displayName: id, body, references }),
  );
  return name;
}

async function environmentOf({ store, secrets }: Fixture, name: string): Promise<Environment> {
  const stored = await store.get({ kind: "environment", name });
  return fromBody(secrets, EnvironmentSchema, stored!);
}

describe("deleting a webhook that environments override", () => {
  it("is refused without force, and names the environments", async () => {
    const fixture = await serve();
    const name = await createWebhook(fixture, "w");
    const first = await storeEnvironment(fixture, { id: "first", webhooks: [name] });
    const second = await storeEnvironment(fixture, { id: "second", webhooks: [name] });
    const error = await failure(fixture.webhooks.deleteWebhook({ name }));
    expect(error).toMatchObject({
      code: "FAILED_PRECONDITION",
      reason: "RESOURCE_IN_USE",
      resource: { type: "dialogflow.googleapis.com/Webhook", name },
      metadata: { referrers: `${first},${second}` },
    });
    expect(error.message).toContain(first);
    await expect(fixture.webhooks.getWebhook({ name })).resolves.toMatchObject({ name });
  });

  it("by force deletes the overrides of that webhook, and leaves the others with their secrets", async () => {
    const fixture = await serve();
    const doomed = await createWebhook(fixture, "doomed");
    const kept = await createWebhook(fixture, "kept");
    const name = await storeEnvironment(fixture, { id: "e", webhooks: [doomed, kept] });
    const before = await environmentOf(fixture, name);
    await fixture.webhooks.deleteWebhook({ name: doomed, force: true });
    const after = await environmentOf(fixture, name);
    expect(after.webhookConfig?.webhookOverrides).toEqual(
      before.webhookConfig?.webhookOverrides.slice(1),
    );
    expect(await fixture.store.referrers(doomed)).toEqual([]);
    expect(await fixture.store.referrers(kept)).toEqual([{ kind: "environment", name }]);
    expect(await failure(fixture.webhooks.deleteWebhook({ name: kept }))).toMatchObject({
      reason: "RESOURCE_IN_USE",
    });
  });

  it("by force is a change of the environment: it gets a new time, and an entry in its history", async () => {
    const clock = createFakeClock();
    const fixture = await serve({ clock });
    const environments = fixture.client(Environments);
    const webhook = await createdWebhook(fixture);
    const { name } = await created(fixture, sampleEnvironment(override(webhook)));
    const untouched = await created(fixture, sampleEnvironment({ displayName: "untouched" }));
    const etag = (await fixture.store.get({ kind: "environment", name }))?.etag;
    clock.advance(5000);
    await fixture.webhooks.deleteWebhook({ name: webhook, force: true });
    const after = await environments.getEnvironment({ name });
    expect(after.updateTime && timestampMs(after.updateTime)).toBe(clock.now());
    expect((await fixture.store.get({ kind: "environment", name }))?.etag).not.toBe(etag);
    const history = await environments.lookupEnvironmentHistory({ name });
    expect(history.environments[0]).toEqual(after);
    expect(history.environments.map((entry) => overriddenWebhooks(entry))).toEqual([[], [webhook]]);
    const others = await environments.lookupEnvironmentHistory({ name: untouched.name });
    expect(others.environments).toEqual([untouched]);
  });

  it("without force leaves the environment and its history as they are", async () => {
    const fixture = await serve();
    const environments = fixture.client(Environments);
    const webhook = await createdWebhook(fixture);
    const environment = await created(fixture, sampleEnvironment(override(webhook)));
    const { name } = environment;
    await failure(fixture.webhooks.deleteWebhook({ name: webhook }));
    expect(await environments.getEnvironment({ name })).toEqual(environment);
    expect((await environments.lookupEnvironmentHistory({ name })).environments).toHaveLength(1);
  });

  it("by force is the same as without for one that none overrides", async () => {
    const fixture = await serve();
    const name = await createWebhook(fixture, "w");
    await fixture.webhooks.deleteWebhook({ name, force: true });
    expect(await failure(fixture.webhooks.getWebhook({ name }))).toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
