import { create, toJson, type JsonValue, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { WebhookSchema } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { assignFields } from "../../../src/cli/resources/assign.ts";

const before: MessageInitShape<typeof WebhookSchema> = {
  displayName: "a",
  disabled: true,
  webhook: {
    case: "genericWebService",
    value: { uri: "https://a", requestHeaders: { "x-a": "1" } },
  },
};

const after = (...assignments: readonly string[]): JsonValue =>
  toJson(WebhookSchema, assignFields(WebhookSchema, create(WebhookSchema, before), assignments));

const service = { uri: "https://a", requestHeaders: { "x-a": "1" } };
const start = { displayName: "a", disabled: true, genericWebService: service };

describe("assignFields", () => {
  it.each([
    ["a text as it is", ["displayName=true"], { ...start, displayName: "true" }],
    ["a text with an equals sign", ["displayName=a=b"], { ...start, displayName: "a=b" }],
    ["a truth value", ["disabled=false"], { displayName: "a", genericWebService: service }],
    ["a duration", ["timeout=7s"], { ...start, timeout: "7s" }],
    [
      "a nested field, in the spelling of the proto",
      ["generic_web_service.http_method=GET"],
      { ...start, genericWebService: { ...service, httpMethod: "GET" } },
    ],
    [
      "an entry of a map",
      ["genericWebService.requestHeaders.x-b=2"],
      { ...start, genericWebService: { ...service, requestHeaders: { "x-a": "1", "x-b": "2" } } },
    ],
    [
      "an entry whose key has a dot",
      ["genericWebService.requestHeaders.`x.b`=2"],
      { ...start, genericWebService: { ...service, requestHeaders: { "x-a": "1", "x.b": "2" } } },
    ],
    [
      "nothing of an entry that is cleared",
      ["genericWebService.requestHeaders.x-a="],
      { ...start, genericWebService: { uri: "https://a" } },
    ],
    [
      "a list",
      ["genericWebService.oauthConfig.scopes=[a, b]"],
      { ...start, genericWebService: { ...service, oauthConfig: { scopes: ["a", "b"] } } },
    ],
    [
      "one alternative in place of the other",
      ["serviceDirectory.service=s"],
      { displayName: "a", disabled: true, serviceDirectory: { service: "s" } },
    ],
    ["nothing of what is cleared", ["genericWebService="], { displayName: "a", disabled: true }],
    ["one after the other", ["displayName=b", "displayName=c"], { ...start, displayName: "c" }],
  ])("sets %s", (_, assignments, expected) => {
    expect(after(...assignments)).toEqual(expected);
  });

  it.each([
    ["no path", "=x", /takes path=value/],
    ["no value", "displayName", /takes path=value/],
    ["an unknown field", "uri=x", /"uri": Webhook has no field "uri"/],
    ["a value of the wrong kind", "timeout=soon", /--set timeout: the field can't hold "soon"/],
    ["what is no YAML", "disabled=[", /--set disabled: /],
  ])("refuses %s", (_, assignment, message) => {
    expect(() => after(assignment)).toThrow(message);
  });
});
