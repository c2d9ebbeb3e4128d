import { describe, expect, it } from "vitest";
import { EsView } from "../../src/handler/es-view.ts";
import { esRequest, type EsRequestOptions } from "../../src/testing/index.ts";
import { readRequest } from "../../src/wire/decode.ts";
import type { WebhookRequest } from "../../src/wire/format.ts";

function viewOf(request: WebhookRequest): EsView {
  if (request.format !== "es/v2") throw new Error("A CX request has no ES view.");
  return new EsView(request.message);
}

const view = (options: EsRequestOptions = {}) => viewOf(esRequest(options));

const session = "projects/p/agent/sessions/s";

/** The least that the platform could send. */
const bare = viewOf(readRequest({ queryResult: {}, session }));

describe("an ES request", () => {
  it("has its action, session, language and turn", () => {
    const { tag, action, languageCode, responseId, sessionName } = view({
      action: "book.flight",
      languageCode: "de",
      responseId: "turn",
      session,
    });
    expect({ tag, action, languageCode, responseId, sessionName }).toEqual({
      tag: "",
      action: "book.flight",
      languageCode: "de",
      responseId: "turn",
      sessionName: session,
    });
    expect(view({ session }).session).toEqual({ name: session, project: "p", id: "s" });
  });

  it.each([
    ["typed text", { queryText: "hi" }, { kind: "text", text: "hi" }],
    [
      "speech",
      { queryText: "hi", speechRecognitionConfidence: 0.9 },
      { kind: "transcript", text: "hi" },
    ],
    ["nothing", {}, { kind: "none" }],
  ])("tells %s", (_, queryResult, expected) => {
    expect(viewOf(readRequest({ queryResult, session })).query).toEqual(expected);
  });

  it("has the matched intent; what was said comes from the contexts' twins", () => {
    const { intent } = view({
      intent: { displayName: "Book", confidence: 0.75 },
      parameters: { city: "Paris", day: 3 },
      contexts: { other: {}, booking: { parameters: { city: "Paris", "city.original": "paree" } } },
    });
    expect(intent).toMatchObject({
      displayName: "Book",
      confidence: 0.75,
      parameters: {
        city: { original: "paree", resolved: "Paris" },
        day: { original: "", resolved: 3 },
      },
    });
  });

  it("has the active contexts by their ids", () => {
    const { contexts } = view({
      session,
      contexts: { Booking: { lifespanCount: 5, parameters: { a: 1 } }, __system_counters__: {} },
    });
    expect(contexts).toEqual([
      {
        id: "booking",
        name: `${session}/contexts/Booking`,
        lifespanCount: 5,
        parameters: { a: 1 },
      },
      {
        id: "__system_counters__",
        name: `${session}/contexts/__system_counters__`,
        lifespanCount: 0,
        parameters: {},
      },
    ]);
  });

  it("has the integration's request", () => {
    const { originalRequest, payload } = view({ source: "DIALOGFLOW_CONSOLE", payload: { a: 1 } });
    expect(originalRequest).toEqual({
      source: "DIALOGFLOW_CONSOLE",
      version: "",
      payload: { a: 1 },
    });
    expect(payload).toEqual({ a: 1 });
  });

  it("has session parameters where a reply has set some: in a context", () => {
    const { sessionParameters } = view({
      contexts: { "session-parameters": { lifespanCount: 98, parameters: { user: "ada" } } },
    });
    expect(sessionParameters).toEqual({ user: "ada" });
  });

  it("has its console messages and its sentiment", () => {
    const request = readRequest({
      session,
      queryResult: {
        fulfillmentMessages: [{ text: { text: ["One."] } }],
        sentimentAnalysisResult: { queryTextSentiment: { score: 0.5, magnitude: 0.5 } },
      },
    });
    expect(viewOf(request).messages).toMatchObject([
      { message: { case: "text", value: { text: ["One."] } } },
    ]);
    expect(viewOf(request).sentiment).toMatchObject({ score: 0.5, magnitude: 0.5 });
  });

  it("has plain nothings where it says nothing, and what ES has no equivalent of", () => {
    expect([bare.action, bare.intentName, bare.intentDisplayName, bare.languageCode]).toEqual([
      "",
      "",
      "",
      "",
    ]);
    expect([bare.form, bare.messages, bare.contexts]).toEqual([[], [], []]);
    expect([bare.intent, bare.page, bare.payload, bare.sentiment, bare.originalRequest]).toEqual(
      Array.from({ length: 5 }),
    );
    expect([bare.parameters, bare.sessionParameters]).toEqual([{}, {}]);
  });
});

describe("the parameters of an ES call", () => {
  it("leave out what the user left open: the empty string, and null", () => {
    const { parameters } = view({
      parameters: { city: "Paris", day: "", hotel: null, tags: [], none: 0, no: false },
    });
    expect(parameters).toEqual({ city: "Paris", tags: [], none: 0, no: false });
  });

  it("may be called __proto__", () => {
    const own = JSON.parse('{ "__proto__": { "polluted": true } }') as Record<string, never>;
    const { parameters } = view({ parameters: own });
    expect(Object.keys(parameters)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(parameters)).toBe(Object.prototype);
  });

  it("have their path in the query's result", () => {
    expect(bare.parameterPath("city")).toBe('queryResult.parameters["city"]');
    expect(bare.parametersPath).toBe("queryResult.parameters");
  });
});
