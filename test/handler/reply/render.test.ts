import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { WebhookResponseSchema as CxResponseSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { type CxResponseInit, renderReply, reply } from "../../../src/handler/reply/index.ts";
import type { WebhookRequest } from "../../../src/wire/format.ts";
import { betaCall, cxCall, esCall, jsonOf } from "./calls.ts";

const calls: readonly [format: string, call: WebhookRequest][] = [
  ["cx/v3", cxCall()],
  ["cx/v3beta1", betaCall()],
  ["es/v2", esCall()],
];

describe.each(calls)("an answer to %s", (format, call) => {
  it("changes nothing if the handler returned nothing", () => {
    const response = renderReply(undefined, call);
    expect(response.format).toBe(format);
    expect(jsonOf(response)).toEqual({});
  });

  it("may be an empty response", () => {
    expect(jsonOf(renderReply({}, call))).toEqual({});
  });

  it("may be a payload alone", () => {
    expect(jsonOf(renderReply({ payload: { a: 1 } }, call))).toEqual({ payload: { a: 1 } });
  });
});

const text: CxResponseInit = {
  fulfillmentResponse: {
    messages: [{ message: { case: "text", value: { text: ["a"] } } }],
    mergeBehavior: 2,
  },
};

describe("a CX response from a handler", () => {
  it.each<[reason: string, init: CxResponseInit]>([
    ["a part of one", text],
    ["a whole one", create(CxResponseSchema, text)],
  ])("answers CX calls: %s", (_reason, init) => {
    const json = {
      fulfillmentResponse: { messages: [{ text: { text: ["a"] } }], mergeBehavior: "REPLACE" },
    };
    expect(jsonOf(renderReply(init, cxCall()))).toEqual(json);
    expect(jsonOf(renderReply(init, betaCall()))).toEqual(json);
  });

  it("answers ES calls by the rules of a reply", () => {
    expect(jsonOf(renderReply(text, esCall()))).toEqual(
      jsonOf(renderReply(reply().text("a").replace(), esCall())),
    );
  });

  it("goes to CX as it is, without a copy", () => {
    expect(renderReply(text, cxCall()).message).toBe(text);
  });
});
