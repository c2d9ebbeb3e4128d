import { describe, expect, it } from "vitest";
import {
  EffectiveWebhookService,
  OverrideMerge,
} from "../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import {
  created,
  createdWebhook,
  override,
  sampleEnvironment,
  serve,
} from "./environments-fixture.ts";
import { agent, failure } from "./fixture.ts";

const draft = `${agent}/environments/draft`;

describe("ListEffectiveWebhooks", () => {
  it("resolves the agent's webhooks for an environment, in order and in pages", async () => {
    const fixture = await serve();
    const names = [];
    for (const displayName of ["a", "b", "c"])
      names.push(await createdWebhook(fixture, displayName));
    const { name: parent } = await created(fixture, sampleEnvironment(override(names[1] ?? "")));
    const client = fixture.client(EffectiveWebhookService);
    const first = await client.listEffectiveWebhooks({ parent, pageSize: 2 });
    const { nextPageToken: pageToken } = first;
    const second = await client.listEffectiveWebhooks({ parent, pageSize: 2, pageToken });
    const all = [...first.effectiveWebhooks, ...second.effectiveWebhooks];
    expect(all.map(({ webhook, overridden, uri }) => [webhook, overridden, uri])).toEqual([
      [names[0], false, "https://bank.example/hook"],
      [names[1], true, "https://staging.example/hook"],
      [names[2], false, "https://bank.example/hook"],
    ]);
    for (const one of all) {
      const { effectiveWebhook } = await client.getEffectiveWebhook({ name: one.name });
      expect(effectiveWebhook).toEqual(one);
    }
  });

  it.each(["draft", "-"])("gives the agent's own settings for environments/%s", async (id) => {
    const fixture = await serve();
    const webhook = await createdWebhook(fixture);
    await created(fixture, sampleEnvironment(override(webhook)));
    const { effectiveWebhooks } = await fixture
      .client(EffectiveWebhookService)
      .listEffectiveWebhooks({ parent: `${agent}/environments/${id}` });
    expect(effectiveWebhooks).toMatchObject([
      {
        name: `${agent}/environments/${id}/effectiveWebhooks/${webhook.split("/").at(-1)}`,
        overridden: false,
        uri: "https://bank.example/hook",
      },
    ]);
  });

  it("replaces unless told to merge", async () => {
    const fixture = await serve();
    const genericWebService = { uri: "https://a.example/", username: "u", password: "p" };
    const { name } = await fixture.webhooks.createWebhook({
      parent: agent,
      webhook: {
        displayName: "w",
        webhook: { case: "genericWebService", value: genericWebService },
      },
    });
    const { name: parent } = await created(fixture, sampleEnvironment(override(name)));
    const client = fixture.client(EffectiveWebhookService);
    const users = async (overrideMerge: OverrideMerge): Promise<unknown> => {
      const { effectiveWebhooks } = await client.listEffectiveWebhooks({ parent, overrideMerge });
      return effectiveWebhooks[0]?.credentials[0]?.principal;
    };
    expect(await users(OverrideMerge.UNSPECIFIED)).toBe("");
    expect(await users(OverrideMerge.REPLACE)).toBe("");
    expect(await users(OverrideMerge.MERGE)).toBe("u");
  });

  it("takes a token for its environment alone", async () => {
    const fixture = await serve();
    await createdWebhook(fixture, "a");
    await createdWebhook(fixture, "b");
    const { name: parent } = await created(fixture);
    const client = fixture.client(EffectiveWebhookService);
    const { nextPageToken: pageToken } = await client.listEffectiveWebhooks({
      parent,
      pageSize: 1,
    });
    const call = client.listEffectiveWebhooks({ parent: draft, pageToken });
    expect(await failure(call)).toMatchObject({ reason: "INVALID_PAGE_TOKEN" });
  });

  it.each([
    { why: "no parent", parent: "", code: "INVALID_ARGUMENT" },
    { why: "no environment's name", parent: agent, code: "INVALID_ARGUMENT" },
    { why: "no agent's name", parent: "agents/a/environments/draft", code: "INVALID_ARGUMENT" },
    { why: "an unknown environment", parent: `${agent}/environments/none`, code: "NOT_FOUND" },
  ])("refuses $why", async ({ parent, code }) => {
    const { client } = await serve();
    const call = client(EffectiveWebhookService).listEffectiveWebhooks({ parent });
    expect(await failure(call)).toMatchObject({ code });
  });
});

describe("GetEffectiveWebhook", () => {
  it.each([
    { why: "no name", name: "", code: "INVALID_ARGUMENT" },
    { why: "a webhook's own name", name: `${agent}/webhooks/w`, code: "INVALID_ARGUMENT" },
    { why: "an unknown webhook", name: `${draft}/effectiveWebhooks/none`, code: "NOT_FOUND" },
    { why: "the wildcard", name: `${draft}/effectiveWebhooks/-`, code: "INVALID_ARGUMENT" },
  ])("refuses $why", async ({ name, code }) => {
    const { client } = await serve();
    const call = client(EffectiveWebhookService).getEffectiveWebhook({ name });
    expect(await failure(call)).toMatchObject({ code });
  });
});
