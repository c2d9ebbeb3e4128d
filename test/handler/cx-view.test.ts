import { describe, expect, it } from "vitest";
import { CxView } from "../../src/handler/cx-view.ts";
import type { Query } from "../../src/handler/query.ts";
import { cxRequest, type CxRequestOptions, type TestQuery } from "../../src/testing/index.ts";
import { readRequest } from "../../src/wire/decode.ts";
import type { WebhookRequest } from "../../src/wire/format.ts";

function viewOf(request: WebhookRequest): CxView {
  if (request.format === "es/v2") throw new Error("An ES request has no CX view.");
  return new CxView(request.message);
}

const view = (options: CxRequestOptions = {}) => viewOf(cxRequest(options));

/** The least that the platform could send. */
const bare = viewOf(readRequest({ fulfillmentInfo: { tag: "t" }, sessionInfo: {} }));

describe("a CX request", () => {
  it.each<[TestQuery, Query]>([
    [{ text: "hi" }, { kind: "text", text: "hi" }],
    [{ transcript: "hi" }, { kind: "transcript", text: "hi" }],
    [{ event: "WELCOME" }, { kind: "event", event: "WELCOME" }],
    [{ triggerIntent: "projects/p/x" }, { kind: "intent", intent: "projects/p/x" }],
    [{ dtmf: "12#" }, { kind: "dtmf", digits: "12#" }],
  ])("with %j has the query %j", (query, expected) => {
    expect(view({ query }).query).toEqual(expected);
  });

  it("has its tag, session, language, page and turn", () => {
    const { tag, action, session, languageCode, page, responseId } = view({
      tag: "t",
      session: "projects/p/locations/l/agents/a/environments/-/sessions/s:1",
      languageCode: "en-us",
      page: "Transfer",
      responseId: "turn",
    });
    expect({ tag, action, languageCode, responseId }).toEqual({
      tag: "t",
      action: "",
      languageCode: "en-us",
      responseId: "turn",
    });
    expect(session).toMatchObject({
      project: "p",
      location: "l",
      agent: "a",
      environment: "-",
      id: "s:1",
    });
    expect(page?.displayName).toBe("Transfer");
    expect(page?.name).toContain("/pages/");
  });

  it("has the matched intent with what was said and what it means", () => {
    const { intent } = view({
      intent: { displayName: "Pay", confidence: 0.5, parameters: { sum: 5, __proto__x: "y" } },
    });
    expect(intent).toMatchObject({
      displayName: "Pay",
      confidence: 0.5,
      parameters: {
        sum: { original: "5", resolved: 5 },
        __proto__x: { original: "y", resolved: "y" },
      },
    });
    expect(intent?.name).toContain("/intents/");
  });

  it("has the form's parameters with their states", () => {
    const { form } = view({
      form: {
        sum: { value: 5, justCollected: true },
        to: { required: false },
        on: { value: "x", state: "INVALID" },
      },
    });
    expect(form).toEqual([
      { name: "sum", required: true, state: "FILLED", value: 5, justCollected: true },
      { name: "to", required: false, state: "EMPTY", value: null, justCollected: false },
      { name: "on", required: true, state: "INVALID", value: "x", justCollected: false },
    ]);
  });

  it("has its queued messages, payload and sentiment", () => {
    const full = view({
      queuedTexts: ["One."],
      payload: { a: 1 },
      sentiment: { score: -0.5, magnitude: 0.5 },
    });
    expect(full.messages).toMatchObject([{ message: { case: "text", value: { text: ["One."] } } }]);
    expect(full.payload).toEqual({ a: 1 });
    expect(full.sentiment).toMatchObject({ score: -0.5, magnitude: 0.5 });
  });

  it("has plain nothings where it says nothing", () => {
    expect(bare.query).toEqual({ kind: "none" });
    expect(bare.session).toEqual({ name: "", project: "", id: "" });
    expect([bare.intentName, bare.intentDisplayName, bare.languageCode, bare.responseId]).toEqual([
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

describe("the parameters of a CX call", () => {
  it("are those of the session, and of the form where the session lacks them", () => {
    const { parameters } = view({
      parameters: { a: "session", b: 2 },
      form: { a: { value: "form" }, c: { value: 3 }, d: {}, e: { value: 5, state: "INVALID" } },
    });
    expect(parameters).toEqual({ a: "session", b: 2, c: 3 });
  });

  it("leave out what is null, which means not set; an empty string is a value", () => {
    const { parameters, sessionParameters } = view({
      parameters: { a: null, b: "", c: { d: null } },
      form: { a: { value: "form" } },
    });
    expect(parameters).toEqual({ a: "form", b: "", c: { d: null } });
    expect(sessionParameters).toEqual({ a: null, b: "", c: { d: null } });
  });

  it.each(["__proto__", "constructor", "toString"])("may be called %s", (name) => {
    const own = JSON.parse(`{ "${name}": { "polluted": true } }`) as Record<string, never>;
    const { parameters, intent } = view({
      parameters: own,
      intent: { displayName: "i", parameters: own },
    });
    expect(Object.keys(parameters)).toEqual([name]);
    expect(Object.keys(intent?.parameters ?? {})).toEqual([name]);
    expect(Object.getPrototypeOf(parameters)).toBe(Object.prototype);
    expect({}).not.toHaveProperty("polluted");
  });

  it.each([
    ["the session", "a", 'sessionInfo.parameters["a"]'],
    ["the form", "c", "pageInfo.formInfo.parameterInfo[1].value"],
    ["neither", 'say "hi"', 'sessionInfo.parameters["say \\"hi\\""]'],
  ])("have a path where they stand: %s", (_, name, path) => {
    const both = view({ parameters: { a: 1 }, form: { a: { value: 2 }, c: {} } });
    expect(both.parameterPath(name)).toBe(path);
  });
});
