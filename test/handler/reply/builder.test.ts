import { describe, expect, it } from "vitest";
import { messenger, type Reply, renderReply, reply } from "../../../src/handler/reply/index.ts";
import { cxCall, jsonOf } from "./calls.ts";
import { typeErrorOf } from "./failure.ts";

/** The messages that CX gets. */
function messagesOf(made: Reply): readonly object[] | undefined {
  const { fulfillmentResponse } = jsonOf(renderReply(made, cxCall())) as {
    fulfillmentResponse?: { messages?: readonly object[] };
  };
  return fulfillmentResponse?.messages;
}

describe("a message", () => {
  it.each<[reason: string, made: Reply, json: object]>([
    [
      "several strings are variants of one bubble",
      reply().text("a", "b"),
      { text: { text: ["a", "b"] } },
    ],
    ["a list does the same", reply().text(["a", "b"]), { text: { text: ["a", "b"] } }],
    ["a payload is JSON", reply().payload({ a: [1, null] }), { payload: { a: [1, null] } }],
    [
      "each argument of richContent is a card",
      reply().richContent(
        [messenger.divider(), messenger.divider()],
        messenger.html({ html: "x" }),
      ),
      {
        payload: {
          richContent: [[{ type: "divider" }, { type: "divider" }], [{ type: "html", html: "x" }]],
        },
      },
    ],
    ["a string is spoken text", reply().outputAudioText("a"), { outputAudioText: { text: "a" } }],
    ["text", reply().outputAudioText({ text: "a" }), { outputAudioText: { text: "a" } }],
    [
      "ssml",
      reply().outputAudioText({ ssml: "<speak>a</speak>" }),
      { outputAudioText: { ssml: "<speak>a</speak>" } },
    ],
    ["audio", reply().playAudio({ audioUri: "gs://a" }), { playAudio: { audioUri: "gs://a" } }],
    [
      "a hand-off",
      reply().liveAgentHandoff({ queue: "x" }),
      { liveAgentHandoff: { metadata: { queue: "x" } } },
    ],
    ["a hand-off without facts", reply().liveAgentHandoff(), { liveAgentHandoff: {} }],
    [
      "success",
      reply().conversationSuccess({ score: 1 }),
      { conversationSuccess: { metadata: { score: 1 } } },
    ],
    ["success without facts", reply().conversationSuccess(), { conversationSuccess: {} }],
    [
      "a transfer",
      reply().telephonyTransferCall("+15551234567"),
      { telephonyTransferCall: { phoneNumber: "+15551234567" } },
    ],
    ["a knowledge card", reply().knowledgeInfoCard(), { knowledgeInfoCard: {} }],
    [
      "a tool call",
      reply().toolCall({ tool: "t", action: "a", inputParameters: { x: 1 } }),
      { toolCall: { tool: "t", action: "a", inputParameters: { x: 1 } } },
    ],
    [
      "a tool call without parameters",
      reply().toolCall({ tool: "t", action: "a" }),
      { toolCall: { tool: "t", action: "a" } },
    ],
  ])("%s", (_reason, made, json) => {
    expect(messagesOf(made)).toEqual([json]);
  });

  const channel = "PHONE_GATEWAY";
  it.each<[method: string, made: Reply]>([
    ["text", reply().text(["a"], { channel })],
    ["payload", reply().payload({}, { channel })],
    ["outputAudioText", reply().outputAudioText("a", { channel })],
    ["playAudio", reply().playAudio({ audioUri: "a" }, { channel })],
    ["liveAgentHandoff", reply().liveAgentHandoff({}, { channel })],
    ["conversationSuccess", reply().conversationSuccess({}, { channel })],
    ["telephonyTransferCall", reply().telephonyTransferCall("+1555", { channel })],
    ["knowledgeInfoCard", reply().knowledgeInfoCard({ channel })],
    ["toolCall", reply().toolCall({ tool: "t", action: "a" }, { channel })],
  ])("of %s can be for one channel", (method, made) => {
    const [message] = messagesOf(made) ?? [];
    expect(message).toHaveProperty(method);
    expect(message).toHaveProperty("channel", channel);
  });

  it("comes after the earlier ones; two bubbles need two calls", () => {
    expect(messagesOf(reply().text("a").payload({}).text("b"))).toEqual([
      { text: { text: ["a"] } },
      { payload: {} },
      { text: { text: ["b"] } },
    ]);
  });
});

describe("what is wrong is said at the call", () => {
  // Programs in plain JavaScript get no help from the types.
  const loose = reply() as unknown as Record<string, (...given: unknown[]) => unknown>;
  it.each<[reason: string, build: () => unknown, text: string]>([
    ["a text that is no string", () => loose["text"]?.(1), "text() takes strings, not 1."],
    [
      "options after variants",
      () => loose["text"]?.("a", { channel: "x" }),
      "text() takes a string, not an object.",
    ],
    ["no text", () => reply().text([]), "text() takes at least one string."],
    [
      "a payload that is a list",
      () => loose["payload"]?.([]),
      "payload() takes a plain object, not an array.",
    ],
    [
      "a date in a payload",
      () => loose["payload"]?.({ at: new Date(0) }),
      'payload(): the value at ["at"] is an instance of Date',
    ],
    [
      "a parameter that is not JSON",
      () => loose["setParameters"]?.({ a: { b: 1n } }),
      'setParameters(): the value at ["a"]["b"] is a bigint',
    ],
    [
      "ssml that is no string",
      () => loose["outputAudioText"]?.({ ssml: 1 }),
      "outputAudioText() takes a string, not 1.",
    ],
    [
      "no URI",
      () => reply().playAudio({ audioUri: "" }),
      "playAudio().audioUri must not be empty.",
    ],
    [
      "no tool",
      () => reply().toolCall({ tool: "", action: "a" }),
      "toolCall().tool must not be empty.",
    ],
    [
      "no action",
      () => reply().toolCall({ tool: "t", action: "" }),
      "toolCall().action must not be empty.",
    ],
    [
      "a local number",
      () => reply().telephonyTransferCall("555 1234"),
      "takes a number in E.164 form",
    ],
    [
      "no name to unset",
      () => loose["unsetParameters"]?.(),
      "unsetParameters() takes at least one string.",
    ],
    [
      "no name to invalidate",
      () => loose["invalidate"]?.(),
      "invalidate() takes at least one string.",
    ],
    [
      "an empty form parameter",
      () => reply().invalidate(""),
      "A form parameter has a name; the empty one is none.",
    ],
    [
      "required that is no boolean",
      () => loose["setRequired"]?.({ a: "yes" }),
      'setRequired() takes true or false for "a", not a string.',
    ],
  ])("%s", (_reason, build, text) => {
    expect(typeErrorOf(build)).toContain(text);
  });
});
