import { fromJson, type JsonObject } from "@bufbuild/protobuf";
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { WebhookSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import {
  resolveParts,
  type ManagementContext,
  type ManagementNotice,
} from "../../src/management/context.ts";
import {
  noticeExpiry,
  reachViolations,
  webhookViolations,
} from "../../src/management/webhook-rules.ts";
import { openStore } from "../../src/storage/index.ts";
import { createAuthority } from "../server/certificates.ts";
import { newSecretBox } from "./fixture.ts";

const rules = { field: "webhook", location: "us-central1", allowLoopbackHttp: false };
const genericWebService = { uri: "https://a.example" };
const directory = "projects/p/locations/us-central1/namespaces/n/services/s";

const webhookOf = (json: JsonObject) => fromJson(WebhookSchema, json);

describe("a webhook", () => {
  it.each<[string, JsonObject]>([
    ["a web service", { genericWebService }],
    ["a Service Directory service", { serviceDirectory: { service: directory } }],
    ["the longest timeout", { genericWebService, timeout: "30s" }],
    ["a timeout of nothing, which stands for 5 seconds", { genericWebService, timeout: "0s" }],
  ])("may have %s", (_, json) => {
    expect(webhookViolations(webhookOf({ displayName: "w", ...json }), rules)).toEqual([]);
  });

  it.each<[JsonObject, string, RegExp]>([
    [{}, "webhook", /neither generic_web_service nor service_directory/],
    [{ genericWebService, timeout: "30.000000001s" }, "webhook.timeout", /longer than 30s/],
    [{ genericWebService, timeout: "-1s" }, "webhook.timeout", /no duration/],
    [{ genericWebService, displayName: "" }, "webhook.display_name", /Required/],
    [{ serviceDirectory: { service: "s" } }, "webhook.service_directory.service", /form projects/],
    [
      { serviceDirectory: { service: directory.replace("us-central1", "global") } },
      "webhook.service_directory.service",
      /Is in global, and should be in us-central1/,
    ],
    [
      { serviceDirectory: { service: directory, genericWebService: { uri: "x" } } },
      "webhook.service_directory.generic_web_service.uri",
      /URL/,
    ],
    [{ serviceDirectory: {} }, "webhook.service_directory.service", /Required/],
  ])("with %j is wrong at %s", (json, field, sentence) => {
    expect(webhookViolations(webhookOf({ displayName: "w", ...json }), rules)).toEqual([
      { field, description: expect.stringMatching(sentence) as string },
    ]);
  });

  it("of an environment's override needs no display name", () => {
    expect(reachViolations(webhookOf({ genericWebService }), rules)).toEqual([]);
  });

  it("whose duration no JSON can say is refused, too", () => {
    const webhook = webhookOf({ displayName: "w", genericWebService });
    webhook.timeout = { $typeName: "google.protobuf.Duration", seconds: 1n, nanos: -1 };
    expect(webhookViolations(webhook, rules)).toHaveLength(1);
    webhook.timeout.nanos = 1_000_000_000;
    expect(webhookViolations(webhook, rules)).toHaveLength(1);
  });
});

describe("a webhook's certificate that soon expires", () => {
  it("is told to whoever runs the server", async () => {
    await using authority = await createAuthority();
    const store = await openStore();
    const notices: ManagementNotice[] = [];
    const context: ManagementContext = {
      ...resolveParts({ store, secrets: newSecretBox(), notice: (one) => notices.push(one) }),
      signal: new AbortController().signal,
      apiVersion: "v3",
    };
    const der = new X509Certificate(authority.caText).raw.toString("base64");
    const service = { ...genericWebService, allowedCaCerts: [der, "AAAA"] };
    noticeExpiry(webhookOf({ name: "a" }), context);
    noticeExpiry(webhookOf({ name: "b", genericWebService: service }), context);
    noticeExpiry(
      webhookOf({ name: "c", serviceDirectory: { genericWebService: service } }),
      context,
    );
    const message = expect.stringMatching(/^The certificate CN=test-ca expires on /) as string;
    expect(notices).toEqual([
      { event: "certificate-expiry", resource: "b", message },
      { event: "certificate-expiry", resource: "c", message },
    ]);
    await store.close();
  });
});
