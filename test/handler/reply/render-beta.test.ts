import { create, toJson } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WebhookResponseSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3beta1/webhook_pb.ts";
import { renderReply } from "../../../src/handler/reply/index.ts";
import { toBeta } from "../../../src/handler/reply/render-beta.ts";
import { anyCxReply } from "./any-reply.ts";
import { betaCall, cxCall, jsonOf } from "./calls.ts";

describe("an answer for v3beta1", () => {
  it("is the same JSON as for v3, whatever the reply", () => {
    fc.assert(
      fc.property(anyCxReply, (made) => {
        expect(jsonOf(renderReply(made, betaCall()))).toEqual(jsonOf(renderReply(made, cxCall())));
      }),
    );
  });

  it("takes a part of a message, with or without type names", () => {
    const message = toBeta({
      fulfillmentResponse: {
        messages: [
          { message: { case: "text", value: { text: ["a"] } }, responseType: 1 },
          {
            message: {
              case: "liveAgentHandoff",
              value: {
                $typeName: "google.cloud.dialogflow.cx.v3.ResponseMessage.LiveAgentHandoff",
                metadata: { $typeName: "google.cloud.dialogflow.cx.v3.x", kind: 1 },
              },
            },
          },
        ],
      },
      pageInfo: {
        formInfo: {
          parameterInfo: [{ displayName: "a", value: { kind: { case: "numberValue", value: 1 } } }],
        },
      },
    });
    expect(toJson(WebhookResponseSchema, create(WebhookResponseSchema, message))).toEqual({
      fulfillmentResponse: {
        messages: [
          { text: { text: ["a"] } },
          {
            liveAgentHandoff: {
              metadata: { $typeName: "google.cloud.dialogflow.cx.v3.x", kind: 1 },
            },
          },
        ],
      },
      pageInfo: { formInfo: { parameterInfo: [{ displayName: "a", value: 1 }] } },
    });
  });
});
