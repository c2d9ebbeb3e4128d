import type { JsonObject } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ResponseMessageSchema } from "../../gen/es/google/cloud/dialogflow/cx/v3/response_message_pb.ts";
import * as cx from "../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { checkCxResponse } from "../../src/wire/check-cx.ts";
import type { Loose } from "../../src/wire/check-json.ts";

const nested = (depth: number): JsonObject => {
  let value: JsonObject = {};
  for (let level = 1; level < depth; level++) value = { a: value };
  return value;
};

const withMessage = (message: unknown): Loose => ({
  fulfillmentResponse: { messages: [{}, { message }] },
});
const at = "fulfillmentResponse.messages[1]";

describe("checkCxResponse", () => {
  it.each<[string, Loose, string, string]>([
    [
      "both transitions",
      { targetPage: "p", targetFlow: "f" },
      "targetFlow",
      "one transition: leave one out",
    ],
    [
      "a page outside the oneof",
      { targetPage: "p" },
      "targetPage",
      'write transition: { case: "targetPage"',
    ],
    [
      "a flow outside the oneof",
      { targetFlow: "f" },
      "targetFlow",
      'write transition: { case: "targetFlow"',
    ],
    [
      "a transition to something else",
      { transition: { case: "targetIntent", value: "i" } },
      "transition",
      'write { case: "targetPage"',
    ],
    ["a bare transition", { transition: "p" }, "transition", 'write { case: "targetPage"'],
    ["a field that there is not", { fulfillmentText: "hi" }, "fulfillmentText", "no such field"],
    [
      "a parameter that is INVALID and nameless",
      { pageInfo: { formInfo: { parameterInfo: [{ displayName: "a", state: 2 }, { state: 2 }] } } },
      "pageInfo.formInfo.parameterInfo[1].displayName",
      "set displayName",
    ],
    [
      "the same with an empty name",
      { pageInfo: { formInfo: { parameterInfo: [{ displayName: "", state: 2 }] } } },
      "pageInfo.formInfo.parameterInfo[0].displayName",
      "set displayName",
    ],
    [
      "a state that there is not",
      { pageInfo: { formInfo: { parameterInfo: [{ state: 9 }] } } },
      "pageInfo.formInfo.parameterInfo[0].state",
      "2 (INVALID)",
    ],
    [
      "a state by name",
      { pageInfo: { formInfo: { parameterInfo: [{ state: "INVALID" }] } } },
      "pageInfo.formInfo.parameterInfo[0].state",
      "2 (INVALID)",
    ],
    [
      "a merge behaviour that there is not",
      { fulfillmentResponse: { mergeBehavior: 3 } },
      "fulfillmentResponse.mergeBehavior",
      "2 (REPLACE)",
    ],
    [
      "a response type that there is not",
      { fulfillmentResponse: { messages: [{ responseType: 4 }] } },
      "fulfillmentResponse.messages[0].responseType",
      "3 (HANDLER_PROMPT)",
    ],
    [
      "endInteraction",
      withMessage({ case: "endInteraction", value: {} }),
      `${at}.endInteraction`,
      "only the platform",
    ],
    [
      "mixedAudio",
      withMessage({ case: "mixedAudio", value: {} }),
      `${at}.mixedAudio`,
      "only the platform",
    ],
    [
      "a text as a string",
      withMessage({ case: "text", value: "hi" }),
      `${at}.text`,
      '{"text": ["…"]}',
    ],
    [
      "a text's text as a string",
      withMessage({ case: "text", value: { text: "hi" } }),
      `${at}.text`,
      '{"text": ["…"]}',
    ],
    [
      "a number among texts",
      withMessage({ case: "text", value: { text: ["a", 1] } }),
      `${at}.text.text[1]`,
      "must be a string",
    ],
    [
      "a message in the shape of JSON",
      { fulfillmentResponse: { messages: [{ text: { text: ["hi"] } }] } },
      "fulfillmentResponse.messages[0].text",
      'write message: { case: "text"',
    ],
    [
      "a kind of message that there is not",
      withMessage({ case: "txt", value: {} }),
      `${at}.message.case`,
      "use one of text, payload",
    ],
    ["a oneof that is none", withMessage("hi"), `${at}.message`, "must be { case"],
    [
      "a message that is none",
      { fulfillmentResponse: { messages: ["hi"] } },
      "fulfillmentResponse.messages[0]",
      "must be an object",
    ],
    [
      "messages that are no list",
      { fulfillmentResponse: { messages: "hi" } },
      "fulfillmentResponse.messages",
      "must be a list",
    ],
    [
      "a custom payload 25 levels deep",
      withMessage({ case: "payload", value: nested(25) }),
      `${at}.payload`,
      "more than 24 levels",
    ],
    ["a payload 25 levels deep", { payload: nested(25) }, "payload", "more than 24 levels"],
    ["a payload that is a list", { payload: [] }, "payload", "must be a JSON object"],
    [
      "NaN in a payload",
      { payload: { a: [{ "b c": Number.NaN }] } },
      'payload.a[0]["b c"]',
      "not a JSON number",
    ],
    [
      "Infinity in metadata",
      withMessage({
        case: "liveAgentHandoff",
        value: { metadata: { n: Number.POSITIVE_INFINITY } },
      }),
      `${at}.liveAgentHandoff.metadata.n`,
      "not a JSON number",
    ],
    [
      "a bigint in metadata",
      withMessage({ case: "conversationSuccess", value: { metadata: { n: 1n } } }),
      `${at}.conversationSuccess.metadata.n`,
      "type bigint",
    ],
  ])("refuses %s", (_, response, field, sentence) => {
    const finding = checkCxResponse(response);
    expect(finding?.field).toBe(field);
    expect(finding?.description).toContain(sentence);
  });

  it.each<[string, Loose]>([
    ["nothing", {}],
    [
      "a whole message's marks",
      { $typeName: "google.cloud.dialogflow.cx.v3.WebhookResponse", $unknown: [] },
    ],
    [
      "absent members",
      { fulfillmentResponse: undefined, payload: undefined, targetPage: undefined },
    ],
    ["a transition", { transition: { case: "targetFlow", value: "f" } }],
    [
      "an INVALID parameter with a name",
      { pageInfo: { formInfo: { parameterInfo: [{ displayName: "a", state: 2 }] } } },
    ],
    ["every merge behaviour", { fulfillmentResponse: { mergeBehavior: 0 } }],
    [
      "an empty message",
      { fulfillmentResponse: { messages: [{}, { message: { case: undefined } }] } },
    ],
    [
      "payloads 24 levels deep",
      { payload: nested(24), ...withMessage({ case: "payload", value: nested(24) }) },
    ],
    ["a text without alternatives", withMessage({ case: "text", value: {} })],
    ["undefined members of a payload, which JSON leaves out", { payload: { a: undefined } }],
  ])("takes %s", (_, response) => {
    expect(checkCxResponse(response)).toBeUndefined();
  });

  it("knows every field and every kind of message of the schema", () => {
    for (const member of cx.WebhookResponseSchema.members)
      expect(checkCxResponse({ [member.localName]: {} })?.description ?? "").not.toContain(
        "no such field",
      );
    const names = ResponseMessageSchema.oneofs.flatMap((oneof) =>
      oneof.fields.map((field) => field.localName),
    );
    expect(names.length).toBeGreaterThan(10);
    for (const name of names)
      expect(
        checkCxResponse(withMessage({ case: name, value: {} }))?.description ?? "",
      ).not.toContain("no kind of message");
  });
});
