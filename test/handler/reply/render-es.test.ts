import { describe, expect, it } from "vitest";
import { messenger, type Reply, renderReply, reply } from "../../../src/handler/reply/index.ts";
import { sessionParameters } from "../../../src/handler/reply/render-es.ts";
import { esCall, esSession, jsonOf } from "./calls.ts";
import { refusalOf } from "./failure.ts";

const jsonFor = (made: Reply, call = esCall()): unknown => jsonOf(renderReply(made, call));
const parametersContext = `${esSession}/contexts/session-parameters`;

describe("messages on ES", () => {
  it("says nothing if nothing was said", () => {
    expect(jsonFor(reply())).toEqual({});
  });

  it.each<[reason: string, made: Reply, json: object]>([
    [
      "the only text is the fulfillment text too",
      reply().text("a", "b"),
      { fulfillmentText: "a", fulfillmentMessages: [{ text: { text: ["a", "b"] } }] },
    ],
    [
      "of two texts neither is",
      reply().text("a").text("b"),
      { fulfillmentMessages: [{ text: { text: ["a"] } }, { text: { text: ["b"] } }] },
    ],
    [
      "the only text beside a payload is",
      reply()
        .payload({ slack: { text: "x" } })
        .text("a"),
      {
        fulfillmentText: "a",
        fulfillmentMessages: [{ payload: { slack: { text: "x" } } }, { text: { text: ["a"] } }],
      },
    ],
    [
      "rich content has the older form, with the call's language in its events",
      reply().richContent(messenger.button({ text: "t", event: { event: "e" } })),
      {
        fulfillmentMessages: [
          {
            payload: {
              richContent: [
                [
                  {
                    type: "button",
                    text: "t",
                    event: { name: "e", languageCode: "de", parameters: {} },
                  },
                ],
              ],
            },
          },
        ],
      },
    ],
    [
      "messages of one platform come after those of all",
      reply()
        .es((es) => es.message("FACEBOOK", { card: { title: "c" } }))
        .text("a"),
      {
        fulfillmentText: "a",
        fulfillmentMessages: [
          { text: { text: ["a"] } },
          { platform: "FACEBOOK", card: { title: "c" } },
        ],
      },
    ],
    [
      "webhookPayload is the payload",
      reply().webhookPayload({ google: {} }),
      { payload: { google: {} } },
    ],
  ])("%s", (_reason, made, json) => {
    expect(jsonFor(made, esCall({ queryResult: { languageCode: "de" } }))).toEqual(json);
  });

  const call = esCall({
    queryResult: { fulfillmentMessages: [{ message: { case: "text", value: { text: ["own"] } } }] },
  });

  it("repeat the intent's own if they are to be appended", () => {
    expect(jsonFor(reply().text("a").append(), call)).toEqual({
      fulfillmentMessages: [{ text: { text: ["own"] } }, { text: { text: ["a"] } }],
    });
  });

  it.each([[reply().text("a")], [reply().text("a").replace()]])(
    "otherwise take their place",
    (made) => {
      expect(jsonFor(made, call)).toEqual({
        fulfillmentText: "a",
        fulfillmentMessages: [{ text: { text: ["a"] } }],
      });
    },
  );
});

describe("session parameters on ES", () => {
  const call = esCall({
    queryResult: {
      outputContexts: [
        { name: `${esSession}/contexts/other`, lifespanCount: 1, parameters: { a: "other" } },
        {
          name: parametersContext,
          lifespanCount: 7,
          parameters: { kept: 1, changed: 1, gone: 1, empty: "" },
        },
      ],
    },
  });

  it("are an output context that keeps what it had, without what was unset", () => {
    const made = reply()
      .setParameters({ changed: 2, added: { deep: null } })
      .unsetParameters("gone", "never");
    expect(jsonFor(made, call)).toEqual({
      outputContexts: [
        {
          name: parametersContext,
          lifespanCount: 99,
          parameters: { kept: 1, changed: 2, empty: "", added: { deep: null } },
        },
      ],
    });
  });

  it("are copies, which whoever gets them can't change for the next answer", () => {
    const made = reply().setParameters({ user: { list: [1] } });
    const { outputContexts } = renderReply(made, esCall()).message as {
      outputContexts: [{ parameters: { user: { list: number[] } } }];
    };
    expect(() => outputContexts[0].parameters.user.list.push(2)).toThrow(TypeError);
    expect(jsonFor(made)).toMatchObject({
      outputContexts: [{ parameters: { user: { list: [1] } } }],
    });
  });

  it("begin with nothing", () => {
    expect(jsonFor(reply().setParameters({ a: 1 }))).toEqual({
      outputContexts: [{ name: parametersContext, lifespanCount: 99, parameters: { a: 1 } }],
    });
  });

  it("stay as they are if none is set", () => {
    expect(jsonFor(reply().text("a"), call)).not.toHaveProperty("outputContexts");
  });

  it("are read from the context", () => {
    expect(sessionParameters(call)).toEqual({ kept: 1, changed: 1, gone: 1, empty: "" });
    expect(sessionParameters(esCall())).toEqual({});
  });

  it("keep __proto__ as data", () => {
    const parameters = JSON.parse('{"__proto__":1}') as Record<string, number>;
    const { outputContexts } = jsonFor(reply().setParameters(parameters)) as {
      outputContexts: [{ parameters: object }];
    };
    expect(Object.keys(outputContexts[0].parameters)).toEqual(["__proto__"]);
  });
});

describe("what only ES has", () => {
  it("is put under the session's name", () => {
    const made = reply().es((es) =>
      es
        .outputContext("Weather", { parameters: { city: "Rome" } })
        .outputContext("Again", { lifespanCount: 2 })
        .removeContext("old")
        .sessionEntityType("fruit", {
          entities: [{ value: "apple" }, { value: "pear", synonyms: ["pear", "nashi"] }],
        })
        .sessionEntityType("nut", { mode: "SUPPLEMENT", entities: [] })
        .source("example.com"),
    );
    expect(jsonFor(made)).toEqual({
      source: "example.com",
      outputContexts: [
        { name: `${esSession}/contexts/weather`, lifespanCount: 5, parameters: { city: "Rome" } },
        { name: `${esSession}/contexts/again`, lifespanCount: 2 },
        { name: `${esSession}/contexts/old` },
      ],
      sessionEntityTypes: [
        {
          name: `${esSession}/entityTypes/fruit`,
          entityOverrideMode: "ENTITY_OVERRIDE_MODE_OVERRIDE",
          entities: [
            { value: "apple", synonyms: ["apple"] },
            { value: "pear", synonyms: ["pear", "nashi"] },
          ],
        },
        {
          name: `${esSession}/entityTypes/nut`,
          entityOverrideMode: "ENTITY_OVERRIDE_MODE_SUPPLEMENT",
        },
      ],
    });
  });

  it.each<[reason: string, made: Reply, json: object]>([
    [
      "a follow-up event in the call's language",
      reply().es((es) => es.followupEvent("e", { parameters: { a: 1 } })),
      { name: "e", languageCode: "de", parameters: { a: 1 } },
    ],
    [
      "a follow-up event in its own language",
      reply().es((es) => es.followupEvent("e", { languageCode: "fr" })),
      { name: "e", languageCode: "fr" },
    ],
  ])("%s", (_reason, made, followupEventInput) => {
    expect(jsonFor(made, esCall({ queryResult: { languageCode: "de" } }))).toEqual({
      followupEventInput,
    });
  });

  it("is gathered over several es() parts", () => {
    const made = reply()
      .es((es) => es.outputContext("a").source("x"))
      .es((es) => es.outputContext("a", { lifespanCount: 1 }));
    expect(jsonFor(made)).toEqual({
      source: "x",
      outputContexts: [{ name: `${esSession}/contexts/a`, lifespanCount: 1 }],
    });
  });
});

describe("what ES has no equivalent of is refused by the method's name", () => {
  it.each<[method: string, made: Reply]>([
    ["outputAudioText", reply().outputAudioText("a")],
    ["playAudio", reply().playAudio({ audioUri: "a" })],
    ["liveAgentHandoff", reply().liveAgentHandoff()],
    ["conversationSuccess", reply().conversationSuccess()],
    ["telephonyTransferCall", reply().telephonyTransferCall("+15551234567")],
    ["knowledgeInfoCard", reply().knowledgeInfoCard()],
    ["toolCall", reply().toolCall({ tool: "t", action: "a" })],
    ["targetPage", reply().targetPage("x")],
    ["targetFlow", reply().targetFlow("x")],
    ["setFormParameters", reply().setFormParameters({ a: 1 })],
    ["invalidate", reply().setRequired({ b: true }).invalidate("a")],
    ["setRequired", reply().setRequired({ a: true })],
    ["text() with a channel", reply().text(["a"], { channel: "x" })],
    ["richContent", reply().richContent(messenger.html({ html: "x" }))],
  ])("%s", (method, made) => {
    const refusal = refusalOf(() => renderReply(made, esCall()));
    expect(refusal).toMatchObject({
      code: "INTERNAL",
      reason: "UNSUPPORTED_REPLY",
      metadata: { method },
      message: "The webhook failed. The cause is in its log.",
    });
    expect(String(refusal.cause)).toContain(`${method} has no equivalent in Dialogflow ES: `);
  });
});
