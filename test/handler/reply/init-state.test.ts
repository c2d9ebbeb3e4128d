import { describe, expect, it } from "vitest";
import { type CxResponseInit, stateOfInit } from "../../../src/handler/reply/init-state.ts";
import { emptyState } from "../../../src/handler/reply/state.ts";

const string = (value: string) => ({ kind: { case: "stringValue" as const, value } });

describe("a CX response as the state of a reply", () => {
  it.each<[reason: string, init: CxResponseInit, state: object]>([
    ["nothing", {}, {}],
    [
      "texts and payloads",
      {
        fulfillmentResponse: {
          messages: [
            { message: { case: "text", value: { text: ["a", "b"] } }, channel: "x" },
            { message: { case: "text", value: {} } },
            { message: { case: "payload", value: { a: 1 } } },
          ],
        },
      },
      {
        messages: [
          { kind: "text", text: ["a", "b"], channel: "x" },
          { kind: "text", text: [], channel: "" },
          { kind: "payload", payload: { a: 1 }, channel: "" },
        ],
      },
    ],
    ["appending", { fulfillmentResponse: { mergeBehavior: 1 } }, { merge: "append" }],
    ["replacing", { fulfillmentResponse: { mergeBehavior: 2 } }, { merge: "replace" }],
    ["a merge behaviour of the future", { fulfillmentResponse: { mergeBehavior: 9 as 0 } }, {}],
    [
      "parameters as plain JSON",
      {
        sessionInfo: {
          parameters: { a: string("x"), b: { kind: { case: "nullValue", value: 0 } } },
        },
      },
      { parameters: { a: "x", b: null } },
    ],
    ["a payload", { payload: { a: 1 } }, { webhookPayload: { a: 1 } }],
    ["a form without parameters", { pageInfo: { formInfo: {} } }, {}],
  ])("%s", (_reason, init, state) => {
    expect(stateOfInit(init)).toEqual({ ...emptyState, ...state });
  });

  it.each<[method: string, init: CxResponseInit]>([
    ["pageInfo.formInfo", { pageInfo: { formInfo: { parameterInfo: [{ displayName: "a" }] } } }],
    ["targetPage", { transition: { case: "targetPage", value: "x" } }],
    ["targetFlow", { transition: { case: "targetFlow", value: "x" } }],
    [
      "endInteraction",
      { fulfillmentResponse: { messages: [{ message: { case: "endInteraction", value: {} } }] } },
    ],
    ["an empty message", { fulfillmentResponse: { messages: [{}] } }],
  ])("has no place for %s", (method, init) => {
    expect(() => stateOfInit(init)).toThrow(
      expect.objectContaining({ reason: "UNSUPPORTED_REPLY", metadata: { method } }),
    );
  });
});
