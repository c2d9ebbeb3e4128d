import { create, type DescMessage } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { mapSecrets, secretsOf } from "../../src/management/secret-fields.ts";

const service = {
  case: "genericWebService",
  value: {
    password: "1",
    requestHeaders: { "X-A": "2", "X-B": "" },
    oauthConfig: { clientSecret: "3", clientId: "public" },
  },
} as const;

describe("the secrets of a message", () => {
  it("are found in the webhooks of an environment, too", () => {
    const environment = create(EnvironmentSchema, {
      webhookConfig: { webhookOverrides: [{ name: "w", webhook: service }] },
    });
    const at = 'webhook_config.webhook_overrides["w"].generic_web_service';
    expect(Object.fromEntries(secretsOf(EnvironmentSchema, environment))).toEqual({
      [`${at}.password`]: "1",
      [`${at}.request_headers["X-A"]`]: "2",
      [`${at}.oauth_config.client_secret`]: "3",
    });
  });

  it("are replaced where they stand, in a Service Directory service, too", () => {
    const webhook = create(WebhookSchema, {
      webhook: { case: "serviceDirectory", value: { genericWebService: service.value } },
    });
    mapSecrets(WebhookSchema, webhook, (secret, { path }) => `${path}=${secret}`);
    expect(
      [...secretsOf(WebhookSchema, webhook)].every(([path, text]) => text.startsWith(path)),
    ).toBe(true);
  });

  it("are in all text fields that sound like it", () => {
    const suspicious = new Set<string>();
    const seen = new Set<DescMessage>();
    const walk = (schema: DescMessage): void => {
      if (seen.has(schema)) return;
      seen.add(schema);
      for (const field of schema.fields) {
        if (/password|secret|token|credential|private|headers/.test(field.name))
          suspicious.add(`${schema.name}.${field.name}`);
        if (field.message) walk(field.message);
      }
    };
    walk(EnvironmentSchema);
    expect([...suspicious].toSorted()).toEqual([
      "GenericWebService.password",
      "GenericWebService.request_headers",
      "GenericWebService.secret_version_for_username_password", // a resource name
      "GenericWebService.secret_versions_for_request_headers", // resource names
      "OAuthConfig.client_secret",
      "OAuthConfig.secret_version_for_client_secret", // a resource name
      "OAuthConfig.token_endpoint", // an address
      "SecretVersionHeaderValue.secret_version", // a resource name
    ]);
  });
});
