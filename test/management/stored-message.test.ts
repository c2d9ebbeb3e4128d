import { clone, create, equals, fromJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvironmentSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import {
  WebhookSchema,
  type Webhook,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { secretsOf } from "../../src/management/secret-fields.ts";
import {
  fromBody,
  hideSecrets,
  restoreSecrets,
  secretMask,
  toBody,
} from "../../src/management/stored-message.ts";
import { arbitraryMessage } from "../arbitrary/message.ts";
import { newSecretBox } from "./fixture.ts";

const box = newSecretBox();

/** A webhook with one secret of every kind. */
function secretive(name: string, prefix = ""): Webhook {
  return fromJson(WebhookSchema, {
    name,
    genericWebService: {
      uri: "https://a.example",
      username: "user",
      password: `${prefix}password`,
      requestHeaders: { Authorization: `${prefix}bearer`, "X-Empty": "" },
      oauthConfig: { clientId: "id", clientSecret: `${prefix}client` },
    },
  });
}

function authorize(webhook: Webhook, value: string): void {
  if (webhook.webhook.case === "genericWebService")
    webhook.webhook.value.requestHeaders["Authorization"] = value;
}

describe("a stored message", () => {
  it.each([
    ["webhook", WebhookSchema],
    ["environment", EnvironmentSchema],
  ])("comes back as it was: any %s", (_, schema) => {
    fc.assert(
      fc.property(arbitraryMessage(schema), (message) => {
        const body = toBody(box, schema, { name: "n", message });
        const stored = { name: "n", body: JSON.parse(JSON.stringify(body)) as typeof body };
        expect(equals(schema, fromBody(box, schema, stored), message)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("shows no secret, and all that is none", () => {
    const body = toBody(box, WebhookSchema, { name: "n", message: secretive("n", "my ") });
    const text = JSON.stringify(body);
    expect(text).not.toContain("my ");
    expect(text).toMatch(/"username":"user".*"Authorization":"v1\./);
    expect(text).toContain('"X-Empty":""');
  });

  it("is sealed for the resource that holds it", () => {
    const body = toBody(box, WebhookSchema, { name: "n", message: secretive("n") });
    expect(() => fromBody(box, WebhookSchema, { name: "other", body })).toThrow(
      expect.objectContaining({ reason: "SECRET_UNREADABLE" }),
    );
  });
});

describe("masks of secrets", () => {
  it("stand for the stored secrets when they are sent back, and new secrets for themselves", () => {
    const current = secretive("n");
    const wanted = clone(WebhookSchema, current);
    hideSecrets(WebhookSchema, wanted);
    expect([...secretsOf(WebhookSchema, wanted).values()]).toEqual(Array(3).fill(secretMask));
    authorize(wanted, "new");
    restoreSecrets(WebhookSchema, { wanted, current, field: "webhook" });
    const expected = secretive("n");
    authorize(expected, "new");
    expect(wanted).toEqual(expected);
  });

  it("go with the name of a list's item, not with its place", () => {
    const config = (...webhookOverrides: Webhook[]) =>
      create(EnvironmentSchema, { webhookConfig: { webhookOverrides } });
    const current = config(secretive("a", "a-"), secretive("b", "b-"));
    const wanted = config(secretive("b", "b-"), secretive("a", "a-"));
    const expected = clone(EnvironmentSchema, wanted);
    hideSecrets(EnvironmentSchema, wanted);
    restoreSecrets(EnvironmentSchema, { wanted, current, field: "environment" });
    expect(wanted).toEqual(expected);
  });

  it.each([
    ["nothing is stored yet", undefined],
    ["something without them is stored", create(WebhookSchema)],
  ])("are refused where %s", (_, current) => {
    const wanted = secretive("n");
    hideSecrets(WebhookSchema, wanted);
    const work = () =>
      restoreSecrets(WebhookSchema, { wanted, field: "webhook", ...(current && { current }) });
    expect(work).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        violations: [
          expect.objectContaining({ field: "webhook.generic_web_service.password" }),
          expect.objectContaining({
            field: 'webhook.generic_web_service.request_headers["Authorization"]',
          }),
          expect.objectContaining({
            field: "webhook.generic_web_service.oauth_config.client_secret",
          }),
        ],
      }),
    );
  });
});
