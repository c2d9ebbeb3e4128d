import { describe, expect, it } from "vitest";
import * as intent from "../../gen/es/google/cloud/dialogflow/v2/intent_pb.ts";
import * as es from "../../gen/es/google/cloud/dialogflow/v2/webhook_pb.ts";
import { checkEsResponse } from "../../src/wire/check-es.ts";
import type { Loose } from "../../src/wire/check-json.ts";

const session = "projects/p/agent/sessions/s";
const context = (id: string): Loose => ({
  outputContexts: [{ name: `${session}/contexts/${id}` }],
});
const withMessage = (message: unknown): Loose => ({ fulfillmentMessages: [{ message }] });

describe("checkEsResponse", () => {
  it.each<[string, Loose, string, string]>([
    [
      "a field that there is not",
      { fulfillmentResponse: {} },
      "fulfillmentResponse",
      "no such field",
    ],
    [
      "a platform that there is not",
      { fulfillmentMessages: [{ platform: 9 }] },
      "fulfillmentMessages[0].platform",
      "11 (GOOGLE_HANGOUTS)",
    ],
    [
      "a text as a string",
      withMessage({ case: "text", value: "hi" }),
      "fulfillmentMessages[0].text",
      '{"text": ["…"]}',
    ],
    [
      "a message in the shape of JSON",
      { fulfillmentMessages: [{ card: {} }] },
      "fulfillmentMessages[0].card",
      'write message: { case: "card"',
    ],
    [
      "a kind of message that there is not",
      withMessage({ case: "carousel", value: {} }),
      "fulfillmentMessages[0].message.case",
      "use one of text, image",
    ],
    [
      "NaN in a payload",
      withMessage({ case: "payload", value: { slack: { n: Number.NaN } } }),
      "fulfillmentMessages[0].payload.slack.n",
      "not a JSON number",
    ],
    [
      "NaN in the answer's payload",
      { payload: { n: Number.NaN } },
      "payload.n",
      "not a JSON number",
    ],
    [
      "a context without a name",
      { outputContexts: [{}] },
      "outputContexts[0].name",
      "is not a context's name",
    ],
    [
      "a context's bare id",
      { outputContexts: [{ name: "weather" }] },
      "outputContexts[0].name",
      "with the session of the call",
    ],
    [
      "a context's id with a space",
      context("my context"),
      "outputContexts[0].name",
      '"my context" is not a context\'s id',
    ],
    [
      "a context's id with an accent",
      context("caf\u00e9"),
      "outputContexts[0].name",
      "is not a context's id",
    ],
    ["an empty context's id", context(""), "outputContexts[0].name", "is not a context's id"],
    ["a context's id of 251 bytes", context("x".repeat(251)), "outputContexts[0].name", "1 to 250"],
    [
      "NaN in a context's parameters",
      { outputContexts: [{ name: `${session}/contexts/c`, parameters: { n: Number.NaN } }] },
      "outputContexts[0].parameters.n",
      "not a JSON number",
    ],
    [
      "NaN in an event's parameters",
      { followupEventInput: { name: "e", parameters: { n: Number.NaN } } },
      "followupEventInput.parameters.n",
      "not a JSON number",
    ],
    [
      "an override mode that there is not",
      { sessionEntityTypes: [{ entityOverrideMode: 3 }] },
      "sessionEntityTypes[0].entityOverrideMode",
      "2 (ENTITY_OVERRIDE_MODE_SUPPLEMENT)",
    ],
  ])("refuses %s", (_, response, field, sentence) => {
    const finding = checkEsResponse(response);
    expect(finding?.field).toBe(field);
    expect(finding?.description).toContain(sentence);
  });

  it.each<[string, Loose]>([
    ["nothing", {}],
    ["texts", { fulfillmentText: "hi", ...withMessage({ case: "text", value: { text: ["hi"] } }) }],
    [
      "an event together with texts, which the platform then ignores",
      { followupEventInput: { name: "e" }, fulfillmentText: "hi" },
    ],
    ["every character of a context's id", context("aZ09_-%")],
    ["a context's id of 250 bytes", context("x".repeat(250))],
    [
      "a context of a region, an environment and a user",
      {
        outputContexts: [
          { name: "projects/p/locations/l/agent/environments/e/users/-/sessions/s/contexts/c" },
        ],
      },
    ],
    ["the platform's own context, echoed", context("__system_counters__")],
  ])("takes %s", (_, response) => {
    expect(checkEsResponse(response)).toBeUndefined();
  });

  it("knows every field, every kind of message and every platform of the schema", () => {
    for (const member of es.WebhookResponseSchema.members)
      expect(checkEsResponse({ [member.localName]: {} })?.description ?? "").not.toContain(
        "no such field",
      );
    const names = intent.Intent_MessageSchema.oneofs.flatMap((oneof) =>
      oneof.fields.map((field) => field.localName),
    );
    expect(names.length).toBeGreaterThan(10);
    for (const name of names)
      expect(
        checkEsResponse(withMessage({ case: name, value: {} }))?.description ?? "",
      ).not.toContain("no kind of message");
    for (const { number } of intent.Intent_Message_PlatformSchema.values)
      expect(checkEsResponse({ fulfillmentMessages: [{ platform: number }] })).toBeUndefined();
  });
});
