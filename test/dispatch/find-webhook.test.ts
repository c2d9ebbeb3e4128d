import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { createFindWebhook, type WebhookChoice } from "../../src/dispatch/find-webhook.ts";
import { DispatchFailure } from "../../src/dispatch/failure.ts";
import { WebhookError } from "../../src/errors.ts";
import { createFakeClock } from "../../src/testing/clock.ts";
import { agent, webhookTo } from "./fixture.ts";

const webhook = webhookTo("https://draft.example/");
const environment = create(EnvironmentSchema, {
  name: `${agent}/environments/prod`,
  webhookConfig: { webhookOverrides: [webhookTo("https://prod.example/")] },
});
const source = {
  webhook: async (name: string) => (name === webhook.name ? webhook : undefined),
  environment: async (name: string) => (name === environment.name ? environment : undefined),
};
const clock = createFakeClock();
const options = { behaviours: { overrideMerge: "replace" }, clock } as const;
const find = createFindWebhook(source, options);

const uriOf = ({ webhook: found }: typeof webhook) =>
  found.case === "genericWebService" ? found.value.uri : "";

describe("the webhook that a call means", () => {
  it.each<[string, WebhookChoice, string]>([
    ["by value", { webhook }, "https://draft.example/"],
    [
      "by the fields that are set",
      {
        webhook: {
          webhook: { case: "genericWebService", value: { uri: "https://fields.example/" } },
        },
      },
      "https://fields.example/",
    ],
    ["by name", { webhook: webhook.name }, "https://draft.example/"],
    ["with an environment by value", { webhook, environment }, "https://prod.example/"],
    [
      "with both by name",
      { webhook: webhook.name, environment: environment.name },
      "https://prod.example/",
    ],
    [
      "with the draft, which is no resource",
      { webhook, environment: `${agent}/environments/draft` },
      "https://draft.example/",
    ],
    [
      "with -, which is the draft",
      { webhook, environment: `${agent}/environments/-` },
      "https://draft.example/",
    ],
  ])("is found %s", async (_, choice, uri) => {
    expect(uriOf(await find(choice))).toBe(uri);
  });

  it("is the same object for the same two resources, so that its plan is made once", async () => {
    expect(await find({ webhook, environment })).toBe(await find({ webhook, environment }));
  });

  it("is the same object for the same fields as well", async () => {
    const fields = { displayName: "Fields" };
    expect(await find({ webhook: fields })).toBe(await find({ webhook: fields }));
  });

  it.each([
    [{ webhook: `${agent}/webhooks/none` }, /no webhook .*none/],
    [{ webhook, environment: `${agent}/environments/none` }, /no environment .*none/],
  ])("is missed by name with a sentence (case %#)", async (choice, sentence) => {
    await expect(find(choice)).rejects.toMatchObject({
      kind: "plan",
      message: expect.stringMatching(sentence) as string,
    });
  });

  it("is not found by name without a source", async () => {
    const none = createFindWebhook(undefined, options);
    await expect(none({ webhook: webhook.name })).rejects.toMatchObject({ kind: "plan" });
    expect(await none({ webhook })).toBe(webhook);
  });

  it.each<[string, Error, object]>([
    [
      "an error of this project, in its words",
      new WebhookError("UNAVAILABLE", { message: "The store is away." }),
      { kind: "plan", message: expect.stringMatching(/looked up: The store is away\.$/) as string },
    ],
    [
      "any other error, without its words, which may hold a credential",
      new Error("Bearer t0ken was refused"),
      { kind: "plan", message: expect.stringMatching(/looked up\.$/) as string },
    ],
    [
      "a failure, as it is",
      new DispatchFailure("credentials", "No token."),
      { kind: "credentials", message: "No token." },
    ],
  ])("is missed where the source throws %s", async (_, thrown, failure) => {
    const broken = createFindWebhook({ ...source, webhook: () => Promise.reject(thrown) }, options);
    await expect(broken({ webhook: webhook.name })).rejects.toMatchObject(failure);
  });

  it("is not waited for longer than 30 s, nor after the caller gave up", async () => {
    const never = createFindWebhook({ ...source, webhook: () => new Promise(() => {}) }, options);
    const late = never({ webhook: webhook.name });
    clock.advance(30_000);
    await expect(late).rejects.toMatchObject({ kind: "timeout" });
    const caller = new AbortController();
    const cancelled = never({ webhook: webhook.name, signal: caller.signal });
    caller.abort();
    await expect(cancelled).rejects.toMatchObject({ kind: "cancelled" });
  });
});
