import { equals, fromJson, toBinary, toJson } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  WebhookResponseSchema,
  type WebhookResponse,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { type Reply, renderReply, reply } from "../../../src/handler/reply/index.ts";
import { agent, cxCall, flow, jsonOf } from "./calls.ts";

const jsonFor = (made: Reply, call = cxCall()): unknown => jsonOf(renderReply(made, call));

describe("a reply to CX", () => {
  it("says nothing if nothing was said", () => {
    expect(jsonFor(reply())).toEqual({});
  });

  it("is the whole message that protobuf-es would create", () => {
    const made = reply()
      .text("a")
      .setParameters({ a: [1, { b: null }] })
      .invalidate("c")
      .targetPage("x");
    const { message } = renderReply(made, cxCall());
    const whole = message as WebhookResponse;
    const created = fromJson(WebhookResponseSchema, toJson(WebhookResponseSchema, whole));
    expect(equals(WebhookResponseSchema, whole, created)).toBe(true);
    expect(toBinary(WebhookResponseSchema, whole)).toEqual(
      toBinary(WebhookResponseSchema, created),
    );
  });

  it("shows parameters as Values of its own: whoever changes them changes no other answer", () => {
    const made = reply().setParameters({ a: [1] });
    const first = (renderReply(made, cxCall()).message as WebhookResponse).sessionInfo?.parameters;
    const kind = first?.["a"]?.kind;
    if (kind?.case !== "listValue") throw new Error("It is a list.");
    kind.value.values.length = 0;
    expect(jsonFor(made)).toEqual({ sessionInfo: { parameters: { a: [1] } } });
  });

  it.each<[reason: string, made: Reply, behavior: string | undefined]>([
    ["the platform's default by default", reply().text("a"), undefined],
    ["append", reply().text("a").append(), "APPEND"],
    ["replace", reply().replace().text("a"), "REPLACE"],
    ["the later of both", reply().replace().text("a").append(), "APPEND"],
  ])("merges its messages with the queued ones: %s", (_reason, made, behavior) => {
    expect(jsonFor(made)).toEqual({
      fulfillmentResponse: {
        messages: [{ text: { text: ["a"] } }],
        ...(behavior !== undefined && { mergeBehavior: behavior }),
      },
    });
  });

  it("can drop the queued messages without one of its own", () => {
    expect(jsonFor(reply().replace())).toEqual({
      fulfillmentResponse: { mergeBehavior: "REPLACE" },
    });
  });

  it("sets and unsets session parameters, the later call winning by name", () => {
    const made = reply()
      .setParameters({ a: 1, b: { deep: [true, "x", null] }, c: "" })
      .unsetParameters("a", "d")
      .setParameters({ d: 2, e: null });
    expect(jsonFor(made)).toEqual({
      sessionInfo: {
        parameters: { a: null, b: { deep: [true, "x", null] }, c: "", d: 2, e: null },
      },
    });
  });

  it("keeps a parameter by the name of __proto__", () => {
    const parameters = JSON.parse('{"__proto__":{"x":1}}') as Record<string, string>;
    const { message } = renderReply(
      reply().setParameters(parameters).unsetParameters("constructor"),
      cxCall(),
    );
    const { sessionInfo } = message as WebhookResponse;
    expect(Object.keys(sessionInfo?.parameters ?? {})).toEqual(["__proto__", "constructor"]);
  });

  it("sets WebhookResponse.payload apart from messages", () => {
    expect(jsonFor(reply().webhookPayload({ a: 1 }).webhookPayload({ b: 2 }))).toEqual({
      payload: { b: 2 },
    });
  });

  it("leaves out what is for ES alone", () => {
    expect(jsonFor(reply().es((es) => es.source("x").followupEvent("e")))).toEqual({});
  });
});

describe("a transition", () => {
  it.each<[reason: string, made: Reply, json: object]>([
    ["to a page", reply().targetPage("x"), { targetPage: `${flow}/pages/x` }],
    ["to the end", reply().targetPage("END_SESSION"), { targetPage: `${flow}/pages/END_SESSION` }],
    [
      "to a page of another flow",
      reply().targetPage({ flow: "o", page: "x" }),
      { targetPage: `${agent}/flows/o/pages/x` },
    ],
    ["to a flow", reply().targetFlow("o"), { targetFlow: `${agent}/flows/o` }],
    [
      "a flow replaces a page",
      reply().targetPage("x").targetFlow("o"),
      { targetFlow: `${agent}/flows/o` },
    ],
    [
      "a page replaces a flow",
      reply().targetFlow("o").targetPage("x"),
      { targetPage: `${flow}/pages/x` },
    ],
  ])("%s", (_reason, made, json) => {
    expect(jsonFor(made)).toEqual(json);
  });
});

describe("form parameters", () => {
  const formOf = (made: Reply, call = cxCall()): unknown =>
    (jsonFor(made, call) as { pageInfo: { formInfo: { parameterInfo: unknown } } }).pageInfo
      .formInfo.parameterInfo;

  it.each<[reason: string, made: Reply, json: readonly object[]]>([
    [
      "a value fills",
      reply().setFormParameters({ a: 1, b: null }),
      [
        { displayName: "a", value: 1 },
        { displayName: "b", value: null },
      ],
    ],
    [
      "an invalid one is asked for again",
      reply().invalidate("a", "b"),
      [
        { displayName: "a", state: "INVALID" },
        { displayName: "b", state: "INVALID" },
      ],
    ],
    [
      "invalid drops the value",
      reply().setFormParameters({ a: 1 }).invalidate("a"),
      [{ displayName: "a", state: "INVALID" }],
    ],
    [
      "a value revokes invalid",
      reply().invalidate("a").setFormParameters({ a: 1 }),
      [{ displayName: "a", value: 1 }],
    ],
    [
      "required",
      reply().setRequired({ a: true, b: false }),
      [{ displayName: "a", required: true }, { displayName: "b" }],
    ],
    [
      "required stays with a value",
      reply().setRequired({ a: true }).setFormParameters({ a: 1 }),
      [{ displayName: "a", required: true, value: 1 }],
    ],
    [
      "required stays with invalid",
      reply().setRequired({ a: true }).invalidate("a"),
      [{ displayName: "a", required: true, state: "INVALID" }],
    ],
    [
      "a value stays with required",
      reply().setFormParameters({ a: 1 }).setRequired({ a: true }),
      [{ displayName: "a", required: true, value: 1 }],
    ],
  ])("%s", (_reason, made, json) => {
    expect(formOf(made)).toEqual(json);
  });

  it("stay required as the request has it, for an absent flag reads as false", () => {
    const call = cxCall({
      pageInfo: {
        formInfo: {
          parameterInfo: [
            { displayName: "a", required: true },
            { displayName: "b", required: true },
          ],
        },
      },
    });
    expect(
      formOf(reply().setFormParameters({ a: 1, c: 2 }).setRequired({ b: false }), call),
    ).toEqual([
      { displayName: "a", required: true, value: 1 },
      { displayName: "c", value: 2 },
      { displayName: "b" },
    ]);
  });
});
