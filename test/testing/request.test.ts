import { describe, expect, it } from "vitest";
import { cxRequest, esRequest } from "../../src/testing/request.ts";
import { decodeRequest } from "../../src/wire/decode.ts";
import { encodeRequest } from "../../src/wire/encode.ts";

describe("cxRequest", () => {
  it("makes a whole request of nothing", () => {
    const { format, message } = cxRequest();
    expect(format).toBe("cx/v3");
    expect(message).toMatchObject({
      languageCode: "en",
      query: { case: "text", value: "hello" },
      fulfillmentInfo: { tag: "" },
    });
  });

  it("makes a request of the other API version", () => {
    expect(cxRequest({ format: "cx/v3beta1" }).message.$typeName).toBe(
      "google.cloud.dialogflow.cx.v3beta1.WebhookRequest",
    );
  });

  it.each([
    ["text", { text: "hi" }, { case: "text", value: "hi" }],
    ["speech", { transcript: "hi" }, { case: "transcript", value: "hi" }],
    ["an event", { event: "WELCOME" }, { case: "triggerEvent", value: "WELCOME" }],
    ["keys", { dtmf: "12#" }, { case: "dtmfDigits", value: "12#" }],
    [
      "an intent",
      { triggerIntent: "projects/p/i" },
      { case: "triggerIntent", value: "projects/p/i" },
    ],
  ] as const)("knows %s as a query", (_, query, expected) => {
    expect(cxRequest({ query }).message).toMatchObject({ query: expected });
  });

  it("derives a form parameter's state from its value", () => {
    const request = cxRequest({
      form: { amount: { value: 5 }, note: {}, date: { value: 1, state: "INVALID" } },
    });
    if (request.format !== "cx/v3") expect.unreachable();
    expect(
      request.message.pageInfo?.formInfo?.parameterInfo.map(({ displayName, state }) => [
        displayName,
        state,
      ]),
    ).toEqual([
      ["amount", 3],
      ["note", 1],
      ["date", 2],
    ]);
  });

  it("puts the caller id where the phone gateway puts it, beside other payload", () => {
    const request = cxRequest({ callerId: "+15550100", payload: { channel: "phone" } });
    expect(request.message).toMatchObject({
      payload: { channel: "phone", telephony: { caller_id: "+15550100" } },
    });
  });

  it("keeps a whole session name, and completes an id", () => {
    const name = "projects/p/locations/l/agents/a/environments/-/sessions/s";
    expect(cxRequest({ session: name }).message).toMatchObject({ sessionInfo: { session: name } });
    expect(cxRequest({ session: "s1" }).message).toMatchObject({
      sessionInfo: { session: expect.stringMatching(/^projects\/.*\/sessions\/s1$/) as string },
    });
  });

  it("is read back as it was written", () => {
    const request = cxRequest({
      tag: "t",
      parameters: { a: [1, { b: null }] },
      intent: { displayName: "i", parameters: { a: 1 } },
      queuedTexts: ["one"],
      sentiment: { score: 0.5, magnitude: 0.25 },
    });
    expect(decodeRequest(encodeRequest(request))).toEqual(request);
  });
});

describe("esRequest", () => {
  it("makes a whole request of nothing", () => {
    const { format, message } = esRequest();
    expect(format).toBe("es/v2");
    expect(message).toMatchObject({ queryResult: { queryText: "hello", languageCode: "en" } });
  });

  it("names contexts within its session", () => {
    expect(
      esRequest({
        session: "s1",
        contexts: { weather: { lifespanCount: 2, parameters: { city: "Rome" } } },
      }).message,
    ).toMatchObject({
      queryResult: {
        outputContexts: [
          {
            name: "projects/test-project/agent/sessions/s1/contexts/weather",
            lifespanCount: 2,
            parameters: { city: "Rome" },
          },
        ],
      },
    });
  });

  it("is read back as it was written", () => {
    const request = esRequest({
      action: "a",
      parameters: { n: 1 },
      source: "slack",
      payload: { x: 1 },
    });
    expect(decodeRequest(encodeRequest(request))).toEqual(request);
  });
});
