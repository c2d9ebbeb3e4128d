import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  Webhook_GenericWebService_HttpMethod as HttpMethod,
  WebhookSchema,
} from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { planOf } from "../../src/dispatch/plan.ts";
import { flexibleTo, webhookTo, type Settings } from "./fixture.ts";

const uri = "https://shop.example/orders";

describe("the plan of a webhook", () => {
  it.each<[string, { seconds: bigint; nanos: number } | undefined, number]>([
    ["5 s where none is set (§4.4)", undefined, 5000],
    ["5 s where it is zero", { seconds: 0n, nanos: 0 }, 5000],
    ["what is set", { seconds: 12n, nanos: 500_000_000 }, 12_500],
    ["30 s at most (§4.4)", { seconds: 90n, nanos: 0 }, 30_000],
    ["5 s for what is no time", { seconds: -3n, nanos: 0 }, 5000],
  ])("has a timeout: %s", async (_, timeout, expected) => {
    const webhook = webhookTo(uri, {}, timeout && { timeout });
    expect(await planOf(webhook)).toMatchObject({ timeoutMs: expected });
  });

  it.each<[string, Settings, string]>([
    [
      "a standard one is a POST, whatever its method says (§1.1)",
      { httpMethod: HttpMethod.GET },
      "POST",
    ],
  ])("%s", async (_, service, method) => {
    const plan = await planOf(webhookTo(uri, service));
    expect(plan).toMatchObject({ method });
    expect(plan.flexible).toBeUndefined();
  });

  it.each([
    [HttpMethod.HTTP_METHOD_UNSPECIFIED, "POST", true],
    [HttpMethod.POST, "POST", true],
    [HttpMethod.PUT, "PUT", true],
    [HttpMethod.PATCH, "PATCH", true],
    [HttpMethod.GET, "GET", false],
    [HttpMethod.HEAD, "HEAD", false],
    [HttpMethod.DELETE, "DELETE", false],
    [HttpMethod.OPTIONS, "OPTIONS", false],
  ])(
    "of a flexible one with method %i is a %s, with a body: %s (§2.1)",
    async (httpMethod, method, body) => {
      const plan = await planOf(flexibleTo(uri, { httpMethod, requestBody: '{"a": 1}' }));
      expect(plan.method).toBe(method);
      expect(plan.flexible?.body !== undefined).toBe(body);
    },
  );

  it("is made once for one object, and again after it failed", async () => {
    const webhook = webhookTo(uri);
    expect(await planOf(webhook)).toBe(await planOf(webhook));
    const wrong = webhookTo("");
    await expect(planOf(wrong)).rejects.toMatchObject({ kind: "plan" });
    if (wrong.webhook.case === "genericWebService") wrong.webhook.value.uri = uri;
    expect(await planOf(wrong)).toMatchObject({ timeoutMs: 5000 });
  });

  it.each<[ReturnType<typeof webhookTo>, RegExp]>([
    [webhookTo(""), /no uri/],
    [create(WebhookSchema, { name: "w" }), /no generic_web_service/],
    [flexibleTo("https://a.example/$sys.func.ADD(1"), /^uri: .*[Cc]olumn 19/],
    [flexibleTo(uri, { requestBody: '{"a": $session.params.x}' }), /^request_body: .*[Cc]olumn 7/],
    [flexibleTo(uri, { parameterMapping: { a: "$.b[*]" } }), /^parameter_mapping: .*[Cc]olumn/],
    [
      webhookTo(uri, { requestHeaders: { "x-a": "$sys.func.ADD(1" } }),
      /^request_headers\["x-a"\]: .*[Cc]olumn/,
    ],
    [flexibleTo(uri, { httpMethod: 99 as HttpMethod }), /http_method: .* 99/],
  ])("names what is wrong in the settings (case %#)", async (webhook, sentence) => {
    await expect(planOf(webhook)).rejects.toMatchObject({
      kind: "plan",
      message: expect.stringMatching(sentence) as string,
    });
  });
});
