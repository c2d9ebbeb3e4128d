import type { JsonObject } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { detect } from "../../src/wire/detect.ts";

describe("detect", () => {
  it.each<[string, JsonObject, string]>([
    ["a response id of CX", { detectIntentResponseId: "x" }, "cx-request"],
    ["a tag alone", { fulfillmentInfo: { tag: "t" } }, "cx-request"],
    ["the same in snake_case", { fulfillment_info: { tag: "t" } }, "cx-request"],
    ["a page alone, which an answer may have too", { pageInfo: {} }, "cx-request"],
    ["a session alone, which an answer may have too", { sessionInfo: {} }, "cx-request"],
    [
      "a session and an answer's messages",
      { sessionInfo: {}, fulfillmentResponse: {} },
      "cx-response",
    ],
    [
      "a request that echoes an answer's member",
      { fulfillmentInfo: {}, fulfillmentResponse: {} },
      "cx-request",
    ],
    ["a target page", { target_page: "p" }, "cx-response"],
    [
      "members that prove nothing",
      { text: "hi", languageCode: "en", payload: {}, messages: [] },
      "unknown",
    ],
    ["a member that is null", { fulfillmentInfo: null }, "unknown"],
    ["an ES request", { session: "s", responseId: "r", queryResult: {} }, "es-request"],
    [
      "an ES request without all but its result",
      { queryResult: { queryText: "hi" } },
      "es-request",
    ],
    ["the same in snake_case", { query_result: { query_text: "hi" } }, "es-request"],
    [
      "an ES request of another channel",
      { originalDetectIntentRequest: { source: "slack" } },
      "es-request",
    ],
    [
      "an ES request with an undocumented outputAudio",
      { session: "s", queryResult: {}, outputAudio: "" },
      "es-request",
    ],
    ["a session's name alone", { session: "s" }, "unknown"],
    ["a response id alone", { responseId: "r" }, "unknown"],
    ["an ES answer", { fulfillmentText: "hi" }, "es-response"],
    ["an ES answer of contexts alone", { payload: {}, outputContexts: [] }, "es-response"],
    ["a DetectIntentRequest", { session: "s", queryInput: { text: {} } }, "detect-intent-request"],
    [
      "a DetectIntentResponse of CX",
      { responseId: "r", queryResult: { responseMessages: [] } },
      "detect-intent-response",
    ],
    [
      "a DetectIntentResponse of ES",
      { responseId: "r", queryResult: {}, webhookStatus: {} },
      "detect-intent-response",
    ],
    ["a request of API v1", { id: "i", lang: "en", result: {}, sessionId: "s" }, "legacy-request"],
    ["a result without a session", { result: {} }, "unknown"],
    ["an error", { error: { code: 400 } }, "error"],
    [
      "members of both products, more of CX",
      { session: "s", queryResult: {}, pageInfo: {}, sessionInfo: {}, fulfillmentInfo: {} },
      "cx-request",
    ],
    [
      "members of both products, more of ES",
      { session: "s", responseId: "r", queryResult: {}, sessionInfo: {} },
      "es-request",
    ],
    [
      "members of both products, level",
      { originalDetectIntentRequest: {}, sessionInfo: {} },
      "cx-request",
    ],
    [
      "names of Object's prototype",
      JSON.parse('{"constructor":{},"__proto__":{"pageInfo":{}}}') as JsonObject,
      "unknown",
    ],
    ["nothing", {}, "unknown"],
  ])("%s", (_, json, kind) => {
    expect(detect(json)).toEqual({ kind });
  });

  it.each([
    ["cx.v3.WebhookRequest", "cx-request", "cx/v3"],
    ["cx.v3beta1.WebhookRequest", "cx-request", "cx/v3beta1"],
    ["v2.WebhookRequest", "es-request", "es/v2"],
    ["v2beta1.WebhookRequest", "es-request", "es/v2"],
    ["cx.v3.WebhookResponse", "cx-response", undefined],
    ["v2.WebhookResponse", "es-response", undefined],
  ])("believes @type: %s", (type, kind, named) => {
    const json = { "@type": `type.googleapis.com/google.cloud.dialogflow.${type}`, text: "hi" };
    expect(detect(json)).toEqual(named === undefined ? { kind } : { kind, named });
  });

  it.each(["type.googleapis.com/google.protobuf.Struct", "constructor", "", 7])(
    "passes over @type %j",
    (type) => {
      expect(detect({ "@type": type, fulfillmentInfo: {} })).toEqual({ kind: "cx-request" });
    },
  );

  it.each([
    ["cx", cx.WebhookRequestSchema],
    ["cx", cx.WebhookResponseSchema],
    ["es", es.WebhookRequestSchema],
    ["es", es.WebhookResponseSchema],
  ])("takes no field of %s's schema for one of the other product: %s", (product, schema) => {
    for (const { jsonName } of schema.fields)
      expect([`${product}-request`, `${product}-response`, "unknown"]).toContain(
        detect({ [jsonName]: {} }).kind,
      );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (json) => {
        expect(detect(json as JsonObject).kind).toEqual(expect.any(String));
      }),
    );
  });
});
