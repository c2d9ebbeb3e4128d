import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sessionFromRequest } from "../../../src/dispatch/session/from-request.ts";
import type { SessionState } from "../../../src/dispatch/session/state.ts";
import { decodeRequest, readRequest } from "../../../src/wire/decode.ts";
import { readRequestMessage } from "../../../src/wire/messages.ts";

const folder = new URL("../../../../shared/payloads/", import.meta.url);
const here = existsSync(folder);
const names = here ? readdirSync(folder) : [];

function sessionOf(start: string): SessionState {
  const name = names.find((one) => one.startsWith(start));
  if (name === undefined) throw new Error(`no payload ${start}`);
  return sessionFromRequest(decodeRequest(readFileSync(new URL(name, folder))));
}

describe.skipIf(!here)(
  "sessions of real requests (skipped where ../shared/payloads is missing)",
  () => {
    it("an absent intent stays absent, and names with hyphens stay", () => {
      const session = sessionOf("cx-01");
      expect(session).not.toHaveProperty("intent");
      expect(session.query).toEqual({ kind: "text", value: "65+" });
      expect(Object.keys(session.parameters).some((name) => name.includes("-"))).toBe(true);
    });

    it("a present form without parameters is a form", () => {
      expect(sessionOf("cx-02").page).toMatchObject({ form: [] });
    });

    it("the payload and the queued messages of a telephone call are there", () => {
      const session = sessionOf("cx-04");
      expect(session.payload).toEqual({ telephony: { caller_id: "+12025550111" } });
      expect(session.messages).toHaveLength(2);
    });

    it("the flow is the one of the page", () => {
      const { flow, page } = sessionOf("cx-17");
      expect(page?.name.startsWith(`${flow}/pages/`)).toBe(true);
    });

    it("a call that begins with an intent says so", () => {
      expect(sessionOf("cx-15").query?.kind).toBe("intent");
    });

    it("a session parameter may differ from the intent's parameter of its name", () => {
      const { intent, parameters } = sessionOf("cx-16");
      expect(intent?.parameters["phone-number"]).toEqual({
        originalValue: "717-422-1563",
        resolvedValue: "7174221563",
      });
      expect(parameters["phone-number"]).toBe("7862511624");
    });

    it("an ES request has contexts, and no page", () => {
      const session = sessionOf("es-01");
      expect(session.contexts).toHaveLength(1);
      expect(session).not.toHaveProperty("page");
      expect(session.request).toEqual({
        sentiment: { score: 0.2, magnitude: 0.2, succeeded: true },
      });
    });

    it("an ES request has the payload of the platform that the user is on", () => {
      expect(sessionOf("es-08").payload).toHaveProperty("source", "facebook");
    });
  },
);

describe("sessionFromRequest", () => {
  it("takes null for no value, and a state that is left open from the value", () => {
    const session = sessionFromRequest(
      readRequest({
        fulfillmentInfo: {},
        pageInfo: {
          formInfo: {
            parameterInfo: [
              { displayName: "a", value: null },
              { displayName: "b", value: "" },
              { displayName: "c", value: 1, state: "INVALID" },
            ],
          },
        },
      }),
    );
    expect(session.page?.form).toEqual([
      { displayName: "a", required: false, state: "EMPTY", justCollected: false },
      { displayName: "b", required: false, state: "FILLED", value: "", justCollected: false },
      { displayName: "c", required: false, state: "INVALID", value: 1, justCollected: false },
    ]);
  });

  it("takes the plain text of an ES request for a message where there is none", () => {
    const json = { queryResult: { fulfillmentText: "Hello." } };
    const request = readRequestMessage("es/v2", { json, options: {} });
    expect(sessionFromRequest(request).messages).toEqual([{ text: { text: ["Hello."] } }]);
  });

  it.each(["cx/v3", "cx/v3beta1", "es/v2"] as const)(
    "has a session for an empty request of %s",
    (format) => {
      expect(sessionFromRequest(readRequestMessage(format, { json: {}, options: {} }))).toEqual({
        name: "",
        languageCode: "",
        parameters: {},
        flowParameters: {},
        scopes: {},
        request: {},
        messages: [],
        webhookPayloads: [],
        contexts: [],
        sessionEntityTypes: [],
      });
    },
  );

  it("reaches no prototype by a parameter's name", () => {
    const parameters = JSON.parse('{"__proto__":{"polluted":1}}') as Record<string, never>;
    const session = sessionFromRequest(
      readRequest({
        fulfillmentInfo: {},
        sessionInfo: { parameters },
        intentInfo: { parameters: JSON.parse('{"__proto__":{"originalValue":"x"}}') as never },
      }),
    );
    expect(Object.keys(session.parameters)).toEqual(["__proto__"]);
    expect(Object.keys(session.intent?.parameters ?? {})).toEqual(["__proto__"]);
    expect({}).not.toHaveProperty("polluted");
  });
});
