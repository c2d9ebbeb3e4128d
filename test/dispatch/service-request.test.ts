import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { DispatchRequestSchema } from "../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { callOfRequest } from "../../src/dispatch/service-request.ts";
import { WebhookError } from "../../src/errors.ts";
import { cxRequest, esRequest } from "../../src/testing/index.ts";
import { agent, webhookTo } from "./fixture.ts";

const cx = cxRequest({ tag: "t", parameters: { n: 3 } });
const es = esRequest({ action: "t", parameters: { n: 3 } });
if (cx.format !== "cx/v3" || es.format !== "es/v2") throw new Error("Other formats are expected.");
const request = { case: "request", value: cx.message } as const;
const name = { case: "webhook", value: `${agent}/webhooks/w` } as const;
const settings = { case: "settings", value: webhookTo("https://example.com/") } as const;

type Init = MessageInitShape<typeof DispatchRequestSchema>;
const callOf = (init: Init): ReturnType<typeof callOfRequest> =>
  callOfRequest(create(DispatchRequestSchema, init));

describe("a request of DispatchService as a call", () => {
  it("takes a webhook by name, with an environment and the request's headers", () => {
    const environment = `${agent}/environments/e`;
    const call = callOf({ target: name, environment, call: request, headers: { "x-a": "1" } });
    expect(call).toMatchObject({ webhook: name.value, environment, headers: { "x-a": "1" } });
    expect(call.request).toEqual(cx);
    expect(call.session?.parameters).toEqual({ n: 3 });
  });

  it("takes settings, without an environment", () => {
    const call = callOf({ target: settings, call: request });
    expect(call.webhook).toEqual(settings.value);
    expect(call).not.toHaveProperty("environment");
  });

  it("takes a request of Dialogflow ES", () => {
    const call = callOf({ target: name, call: { case: "esRequest", value: es.message } });
    expect(call.request).toEqual(es);
    expect(call.session?.parameters).toEqual({ n: 3 });
  });

  it("adds what the request can't say of the conversation", () => {
    const context = {
      flowParameters: { step: 2 },
      scopes: { crm: { id: "c-1" } },
      request: { generative: { text: "x" } },
    };
    expect(callOf({ target: name, call: request, context }).session).toMatchObject(context);
  });

  it.each<readonly [string, Init, readonly string[]]>([
    ["says nothing", {}, ["webhook", "request"]],
    ["names no webhook", { call: request }, ["webhook"]],
    ["names it by an empty name", { target: { ...name, value: "" }, call: request }, ["webhook"]],
    ["says nothing of the conversation", { target: name }, ["request"]],
    [
      "pairs settings with an environment, whose secrets would go elsewhere",
      { target: settings, call: request, environment: `${agent}/environments/e` },
      ["environment"],
    ],
  ])("refuses one that %s", (_, init, fields) => {
    let thrown: unknown;
    try {
      callOf(init);
    } catch (error) {
      thrown = error;
    }
    if (!WebhookError.is(thrown)) throw new Error("It was expected to be refused.");
    expect(thrown).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_RESOURCE" });
    expect(thrown.violations.map(({ field }) => field)).toEqual(fields);
  });
});
