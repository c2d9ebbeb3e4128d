import { clone, create, equals, type MessageInitShape } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  EnvironmentSchema,
  type Environment,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  WebhookSchema,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  resolveWebhook,
  type ResolvedWebhook,
  type ResolveOptions,
} from "../../src/dispatch/resolve.ts";
import { agent } from "../management/fixture.ts";

const name = `${agent}/webhooks/w`;

type WebhookInit = Exclude<MessageInitShape<typeof WebhookSchema>, Webhook>;

const basic = { username: "u", password: "p" };

const base = create(WebhookSchema, {
  name,
  displayName: "balance",
  timeout: { seconds: 7n },
  webhook: {
    case: "genericWebService",
    value: {
      uri: "https://bank.example/hook",
      ...basic,
      requestHeaders: { "x-team": "red", "x-shared": "a" },
      oauthConfig: { clientId: "id", tokenEndpoint: "https://t.example/", scopes: ["a", "b"] },
    },
  },
});

function environmentWith(override: WebhookInit): Environment {
  return create(EnvironmentSchema, {
    webhookConfig: { webhookOverrides: [{ name: `${agent}/webhooks/other` }, override] },
  });
}

/** The settings' values by path, each as `source value`. */
function sources({ values }: ResolvedWebhook): Record<string, string> {
  return Object.fromEntries(values.map(({ path, source }) => [path, source]));
}

const override: WebhookInit = {
  name,
  displayName: "ignored",
  timeout: { seconds: 1n },
  disabled: true,
  webhook: {
    case: "genericWebService",
    value: {
      uri: "https://staging.example/hook",
      requestHeaders: { "x-shared": "b", "x-new": "c" },
      oauthConfig: { clientId: "staging", tokenEndpoint: "https://s.example/", scopes: ["c"] },
    },
  },
};

describe("resolveWebhook", () => {
  it("gives the agent's own settings for the draft", () => {
    const resolved = resolveWebhook(base);
    expect(resolved.webhook).toEqual(base);
    expect(resolved.webhook).not.toBe(base);
    expect(resolved.overridden).toBe(false);
    expect(sources(resolved)).toEqual({
      timeout: "webhook",
      "generic_web_service.uri": "webhook",
      "generic_web_service.username": "webhook",
      "generic_web_service.password": "webhook",
      'generic_web_service.request_headers["x-team"]': "webhook",
      'generic_web_service.request_headers["x-shared"]': "webhook",
      "generic_web_service.oauth_config.client_id": "webhook",
      "generic_web_service.oauth_config.token_endpoint": "webhook",
      "generic_web_service.oauth_config.scopes": "webhook",
    });
  });

  it("gives the agent's own settings where the environment overrides other webhooks", () => {
    const environment = environmentWith({ name: `${agent}/webhooks/third` });
    expect(resolveWebhook(base, environment)).toMatchObject({ overridden: false, webhook: base });
  });

  it("replaces all that is within the service unless told to merge", () => {
    const resolved = resolveWebhook(base, environmentWith(override));
    expect(resolved.overridden).toBe(true);
    expect(resolved.webhook).toEqual(
      create(WebhookSchema, {
        name,
        displayName: "balance",
        timeout: { seconds: 7n },
        webhook: override.webhook ?? { case: undefined },
      }),
    );
    expect(sources(resolved)).toEqual({
      timeout: "webhook",
      "generic_web_service.uri": "environment",
      'generic_web_service.request_headers["x-shared"]': "environment",
      'generic_web_service.request_headers["x-new"]': "environment",
      "generic_web_service.oauth_config.client_id": "environment",
      "generic_web_service.oauth_config.token_endpoint": "environment",
      "generic_web_service.oauth_config.scopes": "environment",
    });
  });

  it("merges field by field, maps by key and lists as a whole, when told to", () => {
    const resolved = resolveWebhook(base, environmentWith(override), { overrideMerge: "merge" });
    expect(resolved.webhook.webhook.value).toMatchObject({
      uri: "https://staging.example/hook",
      username: "u",
      password: "p",
      requestHeaders: { "x-team": "red", "x-shared": "b", "x-new": "c" },
      oauthConfig: { clientId: "staging", tokenEndpoint: "https://s.example/", scopes: ["c"] },
    });
    expect(sources(resolved)).toMatchObject({
      "generic_web_service.uri": "environment",
      "generic_web_service.password": "webhook",
      'generic_web_service.request_headers["x-team"]': "webhook",
      'generic_web_service.request_headers["x-shared"]': "environment",
      'generic_web_service.request_headers["x-new"]': "environment",
      "generic_web_service.oauth_config.scopes": "environment",
    });
  });

  it.each([{ overrideMerge: "replace" }, { overrideMerge: "merge" }] as const)(
    "changes the way in which the service is reached ($overrideMerge)",
    (options: ResolveOptions) => {
      const service = "projects/p/locations/us-central1/namespaces/n/services/s";
      const genericWebService = { uri: "https://inner.example/" };
      const resolved = resolveWebhook(
        base,
        environmentWith({
          name,
          webhook: { case: "serviceDirectory", value: { service, genericWebService } },
        }),
        options,
      );
      expect(resolved.webhook.webhook.case).toBe("serviceDirectory");
      expect(sources(resolved)).toEqual({
        timeout: "webhook",
        "service_directory.service": "environment",
        "service_directory.generic_web_service.uri": "environment",
      });
    },
  );

  it("leaves the agent's service where an override has none", () => {
    const resolved = resolveWebhook(base, environmentWith({ name, timeout: { seconds: 1n } }));
    expect(resolved.webhook).toEqual(base);
    expect(new Set(Object.values(sources(resolved)))).toEqual(new Set(["webhook"]));
  });

  it("takes a header called like a property of every object as data", () => {
    const service = {
      uri: "https://s.example/",
      secretVersionsForRequestHeaders: { constructor: { secretVersion: "v" } },
    };
    const environment = environmentWith({
      name,
      webhook: { case: "genericWebService", value: service },
    });
    for (const overrideMerge of ["replace", "merge"] as const)
      expect(sources(resolveWebhook(base, environment, { overrideMerge }))).toMatchObject({
        'generic_web_service.secret_versions_for_request_headers["constructor"].secret_version':
          "environment",
      });
  });

  const headers = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,3}$/),
    fc.stringMatching(/^[a-z]{1,3}$/),
  );
  const services = fc.record({ uri: fc.webUrl(), username: fc.string(), requestHeaders: headers });

  it("changes neither webhook nor environment, and merges what nothing overrides into itself", () => {
    fc.assert(
      fc.property(services, services, fc.boolean(), (own, others, merge) => {
        const webhook = create(WebhookSchema, {
          name,
          webhook: { case: "genericWebService", value: own },
        });
        const environment = environmentWith({
          name,
          webhook: { case: "genericWebService", value: others },
        });
        const before = {
          webhook: clone(WebhookSchema, webhook),
          environment: clone(EnvironmentSchema, environment),
        };
        const overrideMerge = merge ? "merge" : "replace";
        const resolved = resolveWebhook(webhook, environment, { overrideMerge });
        expect(equals(WebhookSchema, webhook, before.webhook)).toBe(true);
        expect(equals(EnvironmentSchema, environment, before.environment)).toBe(true);
        const expected = merge
          ? {
              uri: others.uri,
              username: others.username || own.username,
              requestHeaders: { ...own.requestHeaders, ...others.requestHeaders },
            }
          : others;
        expect(resolved.webhook.webhook.value).toMatchObject(expected);
      }),
    );
  });
});
