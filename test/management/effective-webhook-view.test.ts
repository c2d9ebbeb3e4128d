import { create, toJson, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampMs, ValueSchema } from "@bufbuild/protobuf/wkt";
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  EffectiveCredential_Kind as Kind,
  EffectiveWebhookSchema,
  ValueSource,
  type EffectiveWebhook,
} from "../../gen/es/fulfillkit/v1/effective_webhook_pb.ts";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  Webhook_GenericWebService_WebhookType as WebhookType,
  type Webhook_GenericWebServiceSchema,
  WebhookSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { resolveWebhook } from "../../src/dispatch/resolve.ts";
import { viewOf } from "../../src/management/effective-webhook-view.ts";
import { createAuthority } from "../server/certificates.ts";
import { agent } from "./fixture.ts";

const name = `${agent}/webhooks/w`;
const view = `${agent}/environments/e/effectiveWebhooks/w`;

type Service = MessageInitShape<typeof Webhook_GenericWebServiceSchema>;

const secrets = {
  uri: "https://user:hush-uri@bank.example/hook",
  username: "user",
  password: "hush-password",
  requestHeaders: { "X-Key": "hush-header" },
  oauthConfig: {
    clientId: "client",
    clientSecret: "hush-client",
    tokenEndpoint: "https://x:hush-token@t.example/",
  },
};

/** The view of a webhook with this service, and with an override of it. */
function viewed(
  service: Service,
  { override, now = 0 }: { override?: Service; now?: number } = {},
) {
  const webhook = create(WebhookSchema, {
    name,
    webhook: { case: "genericWebService", value: service },
  });
  const webhookOverrides = override
    ? [{ name, webhook: { case: "genericWebService", value: override } } as const]
    : [];
  const environment = create(EnvironmentSchema, { webhookConfig: { webhookOverrides } });
  return viewOf(resolveWebhook(webhook, environment), { name: view, now });
}

const sourceNames = new Map<number, string>(
  Object.entries(ValueSource).map(([key, value]) => [value as number, key]),
);

/** The value and the source at a path. */
function entry(effective: EffectiveWebhook, path: string): unknown {
  const field = effective.fields.find((one) => one.path === path);
  return field?.value && [toJson(ValueSchema, field.value), sourceNames.get(field.source)];
}

describe("viewOf", () => {
  it("masks every secret, wherever it stands", () => {
    const effective = viewed({}, { override: secrets });
    const text = JSON.stringify(toJson(EffectiveWebhookSchema, effective));
    expect(text).not.toContain("hush");
    expect(effective.uri).toBe("https://user:********@bank.example/hook");
    expect(entry(effective, "generic_web_service.password")).toEqual(["********", "ENVIRONMENT"]);
    expect(entry(effective, 'generic_web_service.request_headers["X-Key"]')).toEqual([
      "********",
      "ENVIRONMENT",
    ]);
  });

  it("names the webhook, the view and whether it is overridden", () => {
    expect(viewed({ uri: "https://a.example/" })).toMatchObject({
      name: view,
      webhook: name,
      uri: "https://a.example/",
      overridden: false,
    });
    const overridden = viewed({}, { override: { uri: "https://b.example/" } });
    expect(overridden).toMatchObject({ uri: "https://b.example/", overridden: true });
  });

  it("tells defaults from what was set", () => {
    const effective = viewed({ uri: "https://a.example/", webhookType: WebhookType.FLEXIBLE });
    expect(entry(effective, "generic_web_service.uri")).toEqual(["https://a.example/", "WEBHOOK"]);
    expect(entry(effective, "generic_web_service.webhook_type")).toEqual(["FLEXIBLE", "WEBHOOK"]);
    expect(entry(effective, "generic_web_service.http_method")).toEqual(["POST", "DEFAULT"]);
    expect(entry(effective, "generic_web_service.service_agent_auth")).toEqual([
      "ID_TOKEN",
      "DEFAULT",
    ]);
    expect(entry(effective, "timeout")).toEqual(["5s", "DEFAULT"]);
    expect(entry(effective, "disabled")).toEqual([false, "DEFAULT"]);
    expect(entry(viewed({}), "generic_web_service.http_method")).toBeUndefined();
  });

  it("shows a timeout as a duration and lists as lists", () => {
    const webhook = create(WebhookSchema, {
      name,
      timeout: { seconds: 12n, nanos: 500_000_000 },
      webhook: { case: "genericWebService", value: { oauthConfig: { scopes: ["a", "b"] } } },
    });
    const effective = viewOf(resolveWebhook(webhook), { name: view, now: 0 });
    expect(entry(effective, "timeout")).toEqual(["12.500s", "WEBHOOK"]);
    expect(entry(effective, "generic_web_service.oauth_config.scopes")).toEqual([
      ["a", "b"],
      "WEBHOOK",
    ]);
  });

  it("shows credentials with their place and source, those in force first", () => {
    const effective = viewed({}, { override: secrets });
    expect(effective.credentials).toMatchObject([
      {
        kind: Kind.OAUTH_CLIENT_CREDENTIALS,
        header: "Authorization",
        path: "generic_web_service.oauth_config",
        principal: "client",
        source: ValueSource.ENVIRONMENT,
      },
      { kind: Kind.BASIC, principal: "user", source: ValueSource.ENVIRONMENT },
      { kind: Kind.HEADER, header: "X-Key", source: ValueSource.ENVIRONMENT },
    ]);
    expect(viewed({}).credentials).toMatchObject([
      { kind: Kind.SERVICE_AGENT_ID_TOKEN, path: "", source: ValueSource.DEFAULT },
    ]);
  });

  it("shows the certificates that are trusted, and when they expire", async () => {
    await using authority = await createAuthority();
    const certificate = new X509Certificate(authority.caText);
    const allowedCaCerts = [new Uint8Array(certificate.raw)];
    const expiry = new Date(certificate.validTo).getTime();
    const [valid] = viewed({ allowedCaCerts }, { now: expiry - 1 }).certificates;
    expect(valid).toMatchObject({
      subject: "CN=test-ca",
      issuer: "CN=test-ca",
      fingerprintSha256: certificate.fingerprint256,
      expired: false,
      source: ValueSource.WEBHOOK,
    });
    expect(valid?.notAfterTime && timestampMs(valid.notAfterTime)).toBe(expiry);
    expect(valid?.notBeforeTime && timestampMs(valid.notBeforeTime)).toBeLessThan(expiry);
    expect(viewed({ allowedCaCerts }, { now: expiry }).certificates[0]?.expired).toBe(true);
    const effective = viewed({ allowedCaCerts });
    expect(entry(effective, "generic_web_service.allowed_ca_certs")).toEqual([
      [certificate.raw.toString("base64")],
      "WEBHOOK",
    ]);
  });

  it("describes a service of Service Directory", () => {
    const service = "projects/p/locations/l/namespaces/n/services/s";
    const genericWebService = { uri: "https://inner.example/", username: "u" };
    const webhook = create(WebhookSchema, {
      name,
      webhook: { case: "serviceDirectory", value: { service, genericWebService } },
    });
    const effective = viewOf(resolveWebhook(webhook), { name: view, now: 0 });
    expect(effective.uri).toBe("https://inner.example/");
    expect(entry(effective, "service_directory.service")).toEqual([service, "WEBHOOK"]);
    expect(effective.credentials[0]?.path).toBe("service_directory.generic_web_service.username");
  });
});
