import { create } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { describe, expect, it } from "vitest";
import {
  EnvironmentSchema,
  UpdateEnvironmentRequestSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/environment_pb.ts";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  childrenOf,
  dropOutputOnly,
  isImmutable,
  isOutputOnly,
  missingFields,
} from "../../src/management/field-behavior.ts";

describe("missing required fields", () => {
  it("are found at every depth: in messages, lists and maps", () => {
    const webhook = create(WebhookSchema, {
      displayName: "w",
      webhook: {
        case: "serviceDirectory",
        value: {
          genericWebService: {
            oauthConfig: { tokenEndpoint: "https://a.example" },
            secretVersionsForRequestHeaders: { 'X-"A"': {} },
          },
        },
      },
    });
    const environment = create(EnvironmentSchema, {
      webhookConfig: { webhookOverrides: [webhook] },
      versionConfigs: [{}],
    });
    const fields = missingFields(EnvironmentSchema, environment, "environment.");
    const override = "environment.webhook_config.webhook_overrides[0].service_directory";
    expect(fields.map(({ field }) => field).toSorted()).toEqual(
      [
        "environment.display_name",
        "environment.version_configs[0].version",
        `${override}.service`,
        `${override}.generic_web_service.uri`,
        `${override}.generic_web_service.oauth_config.client_id`,
        `${override}.generic_web_service.secret_versions_for_request_headers["X-\\"A\\""].secret_version`,
      ].toSorted(),
    );
    expect(new Set(fields.map(({ description }) => description))).toEqual(new Set(["Required."]));
  });

  it("are none in a complete message", () => {
    const webhook = create(WebhookSchema, { displayName: "w" });
    expect(missingFields(WebhookSchema, webhook)).toEqual([]);
  });

  it("are found in requests, too", () => {
    const request = create(UpdateEnvironmentRequestSchema, {});
    expect(
      missingFields(UpdateEnvironmentRequestSchema, request).map(({ field }) => field),
    ).toEqual(["environment", "update_mask"]);
  });
});

describe("output-only fields", () => {
  it("are dropped, and nothing else is", () => {
    const environment = create(EnvironmentSchema, {
      displayName: "e",
      updateTime: { seconds: 1n },
    });
    dropOutputOnly(EnvironmentSchema, environment);
    expect(environment).toEqual(create(EnvironmentSchema, { displayName: "e" }));
  });

  it("are told by the descriptor", () => {
    expect(isOutputOnly(EnvironmentSchema.field.updateTime)).toBe(true);
    expect(isOutputOnly(EnvironmentSchema.field.displayName)).toBe(false);
  });
});

describe("immutable fields", () => {
  it("are the names of resources, whether or not the descriptor says so", () => {
    expect(isImmutable(WebhookSchema.field.name)).toBe(true);
    expect(isImmutable(WebhookSchema.field.displayName)).toBe(false);
  });
});

describe("the messages within a message", () => {
  it("go by their names in lists, so that their identity survives another order", () => {
    const config = create(EnvironmentSchema, {
      webhookConfig: { webhookOverrides: [{ name: "b" }, { displayName: "unnamed" }] },
    }).webhookConfig;
    const [webhookConfig] = childrenOf(
      reflect(EnvironmentSchema, create(EnvironmentSchema, { webhookConfig: config! })),
    );
    expect(
      childrenOf(webhookConfig!.message).map(({ path, identity }) => [path, identity]),
    ).toEqual([
      ["webhook_overrides[0]", 'webhook_overrides["b"]'],
      ["webhook_overrides[1]", "webhook_overrides[1]"],
    ]);
  });
});
