import { existsSync, readFileSync } from "node:fs";
import type { JsonObject } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { resolveBehaviours } from "../../../src/dispatch/behaviours.ts";
import { type Applied, applyResponse } from "../../../src/dispatch/session/apply.ts";
import type { Effect } from "../../../src/dispatch/session/effect.ts";
import type { SessionState } from "../../../src/dispatch/session/state.ts";
import { decodeResponse } from "../../../src/wire/decode-response.ts";
import { frozen } from "./frozen.ts";
import { state as cxState } from "./states.ts";

const folder = new URL("../../../../shared/payloads/", import.meta.url);
const here = existsSync(folder);

const contextOf = (id: string): string => `projects/p/agent/sessions/s/contexts/${id}`;
const shop = { name: contextOf("shop"), lifespanCount: 2, parameters: { item: "tea" } };
const said = { text: { text: ["From the intent."] } };
const { page: _, flow: __, ...rest } = cxState;
const state: SessionState = {
  ...rest,
  name: "projects/p/agent/sessions/s",
  messages: [said],
  contexts: [shop],
};

function applied(json: JsonObject): Applied {
  const response = decodeResponse("es/v2", JSON.stringify(json));
  return applyResponse(frozen(state), response, resolveBehaviours());
}

const card = { card: { title: "Tea" } };
const colour = {
  name: "projects/p/agent/sessions/s/entityTypes/colour",
  entityOverrideMode: "ENTITY_OVERRIDE_MODE_OVERRIDE",
  entities: [{ value: "red", synonyms: ["red"] }],
};

/** A row: what an answer has, what it changes, and which evidence there is for that. */
interface Row {
  readonly it: string;
  readonly evidence: "documented" | "observed" | "inferred";
  readonly answer: JsonObject;
  readonly changes: Partial<SessionState>;
  readonly effects: readonly Effect[];
}

const rows: readonly Row[] = [
  { it: "{} changes nothing", evidence: "inferred", answer: {}, changes: {}, effects: [] },
  {
    it: "an empty list of contexts, as a well-known library sends it, leaves them alone",
    evidence: "observed",
    answer: { outputContexts: [] },
    changes: {},
    effects: [],
  },
  {
    it: "a text takes the place of the intent's messages",
    evidence: "documented",
    answer: { fulfillmentText: "Hello." },
    changes: { messages: [{ text: { text: ["Hello."] } }] },
    effects: [{ kind: "messages-replaced", messages: [{ text: { text: ["Hello."] } }] }],
  },
  {
    it: "messages take their place, before a text",
    evidence: "documented",
    answer: { fulfillmentText: "Hello.", fulfillmentMessages: [card] },
    changes: { messages: [card] },
    effects: [{ kind: "messages-replaced", messages: [card] }],
  },
  {
    it: "the intent's own messages are no change",
    evidence: "inferred",
    answer: { fulfillmentText: "From the intent." },
    changes: {},
    effects: [],
  },
  {
    it: "a payload is the turn's",
    evidence: "documented",
    answer: { payload: { slack: { text: "Hello." } } },
    changes: { webhookPayloads: [{ slack: { text: "Hello." } }] },
    effects: [{ kind: "payload", payload: { slack: { text: "Hello." } } }],
  },
  {
    it: "a context is added, its id in lower case",
    evidence: "documented",
    answer: { outputContexts: [{ name: contextOf("Cart"), lifespanCount: 5 }] },
    changes: { contexts: [shop, { name: contextOf("cart"), lifespanCount: 5 }] },
    effects: [{ kind: "context-set", name: "cart", lifespanCount: 5 }],
  },
  {
    it: "a context overwrites the active one of its name, parameters and all",
    evidence: "documented",
    answer: { outputContexts: [{ name: contextOf("SHOP"), lifespanCount: 9 }] },
    changes: { contexts: [{ name: contextOf("shop"), lifespanCount: 9 }] },
    effects: [{ kind: "context-set", name: "shop", lifespanCount: 9 }],
  },
  {
    it: "a lifespan of 0, or none, removes a context at once",
    evidence: "documented",
    answer: { outputContexts: [{ name: contextOf("shop") }] },
    changes: { contexts: [] },
    effects: [{ kind: "context-removed", name: "shop" }],
  },
  {
    it: "removing a context that is not active does nothing",
    evidence: "inferred",
    answer: { outputContexts: [{ name: contextOf("cart"), lifespanCount: 0 }] },
    changes: {},
    effects: [],
  },
  {
    it: "an entity type is set for the session",
    evidence: "documented",
    answer: { sessionEntityTypes: [colour] },
    changes: { sessionEntityTypes: [colour] },
    effects: [{ kind: "session-entity-type", name: colour.name }],
  },
  {
    it: "an event is to be raised",
    evidence: "documented",
    answer: { followupEventInput: { name: "paid", parameters: { a: 1 }, languageCode: "en" } },
    changes: {},
    effects: [{ kind: "event", name: "paid", parameters: { a: 1 } }],
  },
];

describe("an answer of ES", () => {
  it.each(rows)("$it ($evidence)", ({ answer, changes, effects }) => {
    expect(applied(answer)).toEqual({ session: { ...state, ...changes }, effects, warnings: [] });
  });

  it("with an event has no text, messages and payload, but contexts", () => {
    const { session, effects, warnings } = applied({
      followupEventInput: { name: "paid" },
      fulfillmentText: "Hello.",
      fulfillmentMessages: [card],
      payload: { a: 1 },
      outputContexts: [{ name: contextOf("cart"), lifespanCount: 1 }],
    });
    expect(session.messages).toEqual([said]);
    expect(session.webhookPayloads).toEqual([]);
    expect(session.contexts).toHaveLength(2);
    expect(effects.map(({ kind }) => kind)).toEqual(["context-set", "event"]);
    expect(warnings).toEqual(
      ["fulfillmentText", "fulfillmentMessages", "payload"].map(
        (name) => `${name} is ignored: followupEventInput takes its place.`,
      ),
    );
  });

  it.each([
    ["cart", "without a session's name in front"],
    [contextOf("a b"), "with a space in the id"],
    [contextOf("x".repeat(251)), "with an id over 250 bytes"],
    [contextOf("__system_counters__"), "of the platform's counters"],
    [contextOf("1_id_dialog_context"), "of the platform's dialogs"],
    [contextOf("1_dialog_params_size"), "of the platform's dialogs"],
  ])("with the context %s is taken without it, %s", (name) => {
    const result = applied({ outputContexts: [{ name, lifespanCount: 1 }] });
    expect(result.session).toBe(state);
    expect(result.warnings).toEqual([expect.stringContaining("is ignored")]);
  });

  it("overwrites the session's entity type of its name", () => {
    const first = applied({ sessionEntityTypes: [colour] }).session;
    const changed = { ...colour, entities: [] };
    const response = decodeResponse("es/v2", JSON.stringify({ sessionEntityTypes: [changed] }));
    const { session } = applyResponse(frozen(first), response, resolveBehaviours());
    expect(session.sessionEntityTypes).toHaveLength(1);
  });

  it.skipIf(!here).each([
    ["doc-04-es-response-glossary.json", "messages-replaced"],
    ["es-09-response-facebook-text-and-card.json", "messages-replaced"],
    ["es-10-response-slack-payload.json", "payload"],
    ["es-15-response-simulator-context.json", "context-set"],
  ])("is taken as %s really sent it", (name, kind) => {
    const response = decodeResponse("es/v2", readFileSync(new URL(name, folder)));
    const { effects } = applyResponse(frozen(state), response, resolveBehaviours());
    expect(effects.map((effect) => effect.kind)).toContain(kind);
  });
});
