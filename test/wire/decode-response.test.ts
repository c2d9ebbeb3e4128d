import { describe, expect, it } from "vitest";
import { decodeResponse } from "../../src/wire/decode-response.ts";
import { toPlainObject } from "../../src/wire/value.ts";
import { thrownBy } from "./thrown.ts";

describe("an answer as the platform reads it", () => {
  it.each([
    ["nothing but braces", "{}"],
    [
      "null for every member",
      '{"fulfillmentResponse":null,"pageInfo":null,"sessionInfo":null,"payload":null,"targetPage":null,"targetFlow":null}',
    ],
    [
      "empty objects and lists",
      '{"fulfillmentResponse":{"messages":[],"mergeBehavior":null},"payload":{}}',
    ],
  ])("may be %s", (_, body) => {
    const response = decodeResponse("cx/v3", body);
    expect(response.format).toBe("cx/v3");
    expect(response.message).toMatchObject({
      $typeName: "google.cloud.dialogflow.cx.v3.WebhookResponse",
    });
  });

  it("may have both spellings, and enums by name or by number", () => {
    const snake = decodeResponse(
      "cx/v3",
      '{"fulfillment_response":{"merge_behavior":"REPLACE"},"session_info":{"parameters":{"a":null}}}',
    );
    expect(snake).toEqual(
      decodeResponse(
        "cx/v3",
        '{"fulfillmentResponse":{"mergeBehavior":2},"sessionInfo":{"parameters":{"a":null}}}',
      ),
    );
    if (snake.format !== "cx/v3") throw new Error(snake.format);
    expect(toPlainObject(snake.message.sessionInfo?.parameters ?? {})).toEqual({ a: null });
  });

  it.each([
    ["endInteraction", true],
    ["end_interaction", false],
    ["liveAgentHandoff", true],
    ["live_agent_handoff", null],
  ])("may have %s of v2beta1, in ES alone", (name, value) => {
    const body = JSON.stringify({ fulfillmentText: "Bye.", [name]: value });
    expect(decodeResponse("es/v2", body)).toEqual(
      decodeResponse("es/v2", '{"fulfillmentText":"Bye."}'),
    );
    const ofText = JSON.stringify({ [name]: "yes" });
    expect(thrownBy(() => decodeResponse("es/v2", ofText)).message).toContain(name);
    const inCx = JSON.stringify({ [name]: true });
    expect(thrownBy(() => decodeResponse("cx/v3", inCx)).message).toContain(name);
  });

  it.each([
    ["cx/v3", "google.cloud.dialogflow.cx.v3.WebhookResponse"],
    ["cx/v3beta1", "google.cloud.dialogflow.cx.v3beta1.WebhookResponse"],
    ["es/v2", "google.cloud.dialogflow.v2.WebhookResponse"],
  ] as const)("is a message of %s", (format, $typeName) => {
    expect(decodeResponse(format, '{"payload":{"a":[1]}}').message).toMatchObject({
      $typeName,
      payload: { a: [1] },
    });
  });

  it("may be bytes, with a byte order mark", () => {
    expect(
      decodeResponse("es/v2", new TextEncoder().encode('\uFEFF{"fulfillmentText":"hi"}')).message,
    ).toMatchObject({ fulfillmentText: "hi" });
  });
});

describe("an answer that the platform refuses", () => {
  it.each([
    [
      "a plain string for a text",
      '{"fulfillment_response":{"messages":[{"text":"plain string"}]}}',
      'fulfillmentResponse.messages[0].text: this must be {"text": ["…"]}',
    ],
    [
      "a plain string in a text",
      '{"fulfillmentResponse":{"messages":[{"text":{"text":["a"]}},{"text":{"text":"b"}}]}}',
      'fulfillmentResponse.messages[1].text: this must be {"text": ["…"]}',
    ],
    [
      "an array around the answer",
      '[{"fulfillment_response":{"messages":[{"text":"plain string"}]}}]',
      "The answer is a JSON array: send the object itself.",
    ],
    [
      "parameters directly in sessionInfo",
      '{"sessionInfo":{"user_id":"u"}}',
      "sessionInfo.user_id: there is no such field: session parameters stand in sessionInfo.parameters.",
    ],
    [
      "the same in snake_case",
      '{"session_info":{"user_id":"u"}}',
      "sessionInfo.user_id: there is no such field",
    ],
    [
      "an error",
      '{"error":"no such account"}',
      "error: this is no field of an answer; to report a failure, answer with an HTTP status of 400 or above.",
    ],
    ["an empty body", "", "The answer's body is empty: send a JSON object; {} changes nothing."],
    ["white space", "\n", "The body is empty"],
    ["null", "null", "The answer is null: send a JSON object."],
    ["a string", '"ok"', "The answer is a string: send a JSON object."],
    ["no JSON", "OK", "The body is not JSON: line 1, column 1: a value is expected here."],
    ["HTML", "<html></html>", "The body is HTML"],
    [
      "an unknown member",
      '{"fulfilmentResponse":{}}',
      "fulfilmentResponse: unknown field; the message has fulfillmentResponse",
    ],
    [
      "an unknown member within",
      '{"fulfillmentResponse":{"messages":[{"txt":{}}]}}',
      "fulfillmentResponse.messages[0].txt: unknown field",
    ],
    ["messages at the top", '{"messages":[]}', "messages stand in fulfillmentResponse.messages"],
    [
      "parameters at the top",
      '{"parameters":{}}',
      "session parameters stand in sessionInfo.parameters",
    ],
    [
      "an answer of ES",
      '{"fulfillmentText":"hi"}',
      "fulfillmentText: this belongs to Dialogflow ES",
    ],
    [
      "a member of the request",
      '{"fulfillmentInfo":{"tag":"t"}}',
      "fulfillmentInfo: this belongs to the request",
    ],
    [
      "both transitions",
      '{"targetPage":"p","targetFlow":"f"}',
      "targetFlow: another member of the oneof transition is given too",
    ],
    ["a string for an object", '{"payload":""}', "payload: expected an object, found a string"],
    [
      "a misspelt enum's value",
      '{"fulfillmentResponse":{"mergeBehavior":"REPLCE"}}',
      "fulfillmentResponse.mergeBehavior: expected one of MERGE_BEHAVIOR_UNSPECIFIED, APPEND, REPLACE",
    ],
  ])("has %s, and the error says what to do", (_, body, sentence) => {
    const error = thrownBy(() => decodeResponse("cx/v3", body));
    expect(error).toMatchObject({ code: "INTERNAL", reason: "INVALID_RESPONSE" });
    expect(error.message).toContain(sentence);
    expect(error.violations).toHaveLength(1);
  });

  it.each([
    [
      "a plain string for a text",
      '{"fulfillmentMessages":[{"text":"hi"}]}',
      'fulfillmentMessages[0].text: this must be {"text": ["…"]}',
    ],
    [
      "the same in snake_case",
      '{"fulfillment_messages":[{"text":"hi"}]}',
      'fulfillmentMessages[0].text: this must be {"text": ["…"]}',
    ],
    ["an answer of CX", '{"fulfillment_response":{}}', "this belongs to Dialogflow CX"],
    ["an answer of API v1", '{"speech":"hi"}', "API v1"],
    ["an unknown member", '{"success":true}', "success: unknown field"],
  ])("has, in ES, %s", (_, body, sentence) => {
    expect(thrownBy(() => decodeResponse("es/v2", body)).message).toContain(sentence);
  });

  it("is longer than 64 KiB, or than the option says", () => {
    const body = (length: number): string => '{"payload":{}}'.padEnd(length);
    expect(decodeResponse("cx/v3", body(65_536)).format).toBe("cx/v3");
    expect(thrownBy(() => decodeResponse("cx/v3", body(65_537)))).toMatchObject({
      code: "INTERNAL",
      reason: "RESPONSE_TOO_LARGE",
    });
    expect(thrownBy(() => decodeResponse("cx/v3", body(20), { maxBytes: 19 })).message).toContain(
      "larger than 19 bytes",
    );
  });

  it("nests too deep", () => {
    const body = `{"payload":${'{"a":'.repeat(200)}1${"}".repeat(200)}}`;
    const error = thrownBy(() => decodeResponse("cx/v3", body));
    expect(error.reason).toBe("INVALID_RESPONSE");
    expect(error.message).toContain("nested too deeply");
    expect(decodeResponse("cx/v3", body, { maxDepth: 500 }).format).toBe("cx/v3");
  });
});

describe("with unknown members tolerated", () => {
  const tolerant = { ignoreUnknownFields: true };

  it.each([
    '{"ETag":null,"sessionInfo":{"user_id":"u"}}',
    '{"error":"no"}',
    '{"fulfillmentText":"hi"}',
    '{"fulfillmentResponse":{"mergeBehavior":"NEW"}}',
    '{"fulfillmentResponse":{"fulfillment_messages":[{"text":"hi"}]}}',
  ])("%s is an answer", (body) => {
    expect(decodeResponse("cx/v3", body, tolerant).format).toBe("cx/v3");
  });

  it("a plain string for a text is refused all the same", () => {
    const body = '{"fulfillmentResponse":{"messages":[{"text":"hi"}]}}';
    expect(thrownBy(() => decodeResponse("cx/v3", body, tolerant)).message).toContain(
      '{"text": ["…"]}',
    );
  });
});
