/** What a standard webhook is sent that is called with a session alone (§1.3, §1.4). */
import { describe, expect, it } from "vitest";
import type { SessionState } from "../../../src/dispatch/index.ts";
import { webhookTo } from "../fixture.ts";
import { callWebhook, only, session } from "./call.ts";
import type { Row } from "./evidence.ts";

describe("a request made of a session", () => {
  const state: SessionState = {
    ...session,
    parameters: { size: 3 },
    payload: { telephony: { caller_id: "+15550100" } },
    messages: [{ text: { text: ["One moment."] } }],
    intent: { name: "intents/i", displayName: "order", confidence: 0.5, parameters: {} },
  };
  const made = async (more: Partial<SessionState> = {}): Promise<unknown> => {
    const { seen } = await callWebhook({
      webhook: (origin) => webhookTo(origin),
      dispatcher: { uuid: () => "id-1" },
      call: { session: { ...state, ...more }, tag: "orders" },
    });
    return JSON.parse(only(seen).body);
  };

  const rows: readonly (Row & { more?: Partial<SessionState>; json: object })[] = [
    {
      about: "has an id of the turn",
      evidence: "documented",
      section: "§1.3",
      json: { detectIntentResponseId: "id-1" },
    },
    {
      about: "has the tag",
      evidence: "documented",
      section: "§1.3",
      json: { fulfillmentInfo: { tag: "orders" } },
    },
    {
      about: "has the session and its parameters",
      evidence: "documented",
      section: "§1.3",
      json: { sessionInfo: { session: session.name, parameters: { size: 3 } } },
    },
    {
      about: "has the messages that are queued before the call",
      evidence: "documented",
      section: "§1.4",
      json: { messages: [{ text: { text: ["One moment."] } }] },
    },
    {
      about: "has the payload of the turn",
      evidence: "observed",
      section: "§1.3",
      json: { payload: { telephony: { caller_id: "+15550100" } } },
    },
    {
      about: "has the intent that was matched",
      evidence: "documented",
      section: "§1.3",
      json: { intentInfo: { displayName: "order", confidence: 0.5 } },
    },
    ...(["text", "transcript"] as const).map((kind) => ({
      about: `has a ${kind} under its own name`,
      evidence: "observed" as const,
      section: "§1.3" as const,
      more: { query: { kind, value: "hi" } },
      json: { [kind]: "hi" },
    })),
    {
      about: "has an intent that was triggered as triggerIntent",
      evidence: "observed",
      section: "§1.3",
      more: { query: { kind: "intent", value: "intents/i" } },
      json: { triggerIntent: "intents/i" },
    },
    {
      about: "has an event as triggerEvent",
      evidence: "documented",
      section: "§1.3",
      more: { query: { kind: "event", value: "sys.no-input-1" } },
      json: { triggerEvent: "sys.no-input-1" },
    },
    {
      about: "has keys as dtmfDigits",
      evidence: "documented",
      section: "§1.3",
      more: { query: { kind: "dtmf", value: "12#" } },
      json: { dtmfDigits: "12#" },
    },
  ];
  it.each(rows)("$about ($evidence, $section)", async ({ more, json }) => {
    expect(await made(more)).toMatchObject(json);
  });

  it("leaves out what the session does not have (observed, §1.3)", async () => {
    const { seen } = await callWebhook({
      webhook: (origin) => webhookTo(origin),
      call: { session },
    });
    const json = JSON.parse(only(seen).body) as { sessionInfo: object };
    for (const name of ["intentInfo", "messages", "payload", "text"])
      expect(json).not.toHaveProperty(name);
    expect(json.sessionInfo).toEqual({ session: session.name });
  });

  it("keeps the session's own tail as it is (observed, §1.3)", async () => {
    const name =
      "projects/p/locations/global/agents/a/environments/-/sessions/dfMessenger-1:detectIntent";
    expect(await made({ name })).toMatchObject({ sessionInfo: { session: name } });
  });
});
