import { describe, expect, it } from "vitest";
import type { JsonValue } from "@bufbuild/protobuf";
import type { SessionState } from "../../../src/dispatch/session/state.ts";
import { parseReference } from "../../../src/dispatch/template/parse-reference.ts";
import { scopeOf } from "./session.ts";

const state: Partial<SessionState> = {
  name: "projects/p/locations/us/agents/a/environments/-/sessions/8adaaf-854:x",
  query: { kind: "text", value: "two apples" },
  parameters: {
    size: 3,
    who: { name: "Ada", original: "Ada L." },
    list: [{ m: 1 }, 2],
    date: { year: 2026 },
    Mixed: "case",
    "a.b": "dotted",
    a: { b: "member", c: "other" },
    empty: "",
    nothing: null,
    ...(JSON.parse('{"__proto__": "data"}') as object),
  },
  flowParameters: { card: { number: "42" }, "card.number": "1" },
  scopes: { Mine: { x: 1 } },
  request: {
    sentiment: { score: 0.5, magnitude: 1, succeeded: true },
    knowledge: { answers: ["Yes."], sources: ["s"], questions: ["q"] },
    generative: { summary: "short" },
    "end-user-metadata": { tier: "gold" },
    webhook_status_code: 503,
    payload: "not this one",
  },
  payload: { telephony: { caller_id: "+49" } },
  page: {
    name: "p",
    displayName: "Order",
    form: [
      { displayName: "size", required: true, state: "FILLED", value: 3, justCollected: true },
      { displayName: "color", required: false, state: "EMPTY", justCollected: false },
    ],
  },
  intent: {
    name: "i",
    displayName: "order",
    confidence: 1,
    parameters: {
      date: { originalValue: "next May", resolvedValue: { month: 5, list: [7] } },
      size: { originalValue: "three", resolvedValue: 3 },
      original: { originalValue: "o", resolvedValue: "r" },
      "from.city": { originalValue: "the big apple", resolvedValue: "New York" },
    },
  },
};

function look(text: string, session: Partial<SessionState> = state): JsonValue | undefined {
  const parsed = parseReference(text, 0);
  if (parsed === undefined || parsed.end !== text.length)
    throw new Error(`${text} is no reference`);
  return scopeOf(session).lookup(parsed.expression);
}

describe("a reference's value", () => {
  it.each<[text: string, expected: unknown, why: string]>([
    ["$session.params.size", 3, "documented: the parameter"],
    ["$session.params.who.name", "Ada", "documented: a member"],
    ["$session.params.list[0].m", 1, "documented: a member of an item"],
    ["$session.params.list[1]", 2, "documented: an item, counted from 0"],
    ["$session.params.date.original", "next May", "documented: what the user said"],
    ["$session.params.from.city.original", "the big apple", "follows: of a name with a dot, too"],
    ["$session.params.who.original", "Ada L.", "assumed: a member of that name comes first"],
    ["$session.params.date.resolved", { year: 2026 }, "documented: the session's own value"],
    ["$session.params.date.resolved.year", 2026, "documented: a member of it"],
    ["$session.params.SIZE", 3, "documented: names know no case"],
    ["$session.params.mixed", "case", "documented: names know no case"],
    ["$session.params.a.b", "dotted", "assumed: the longest name wins"],
    ["$session.params.a.c", "other", "assumed: a shorter one, where there is no longer"],
    ["$session.params.empty", "", "documented: an empty text is a value"],
    ["$session.params.nothing", undefined, "documented: null is not set"],
    ["$session.params.unknown", undefined, "documented: not set"],
    ["$session.params.original", undefined, "follows: no parameter, and nobody's text"],
    ["$session.params.__proto__", "data", "follows: a name like any other"],
    ["$session.params.constructor", undefined, "follows: what only the prototype has is not set"],
    ["$intent.params.date.original", "next May", "documented: what the user said"],
    ["$intent.params.date.resolved.month", 5, "documented: a member of the value"],
    ["$intent.params.date.resolved.list[0]", 7, "documented: an item of the value"],
    ["$intent.params.size", 3, "assumed: the value, without either word"],
    ["$intent.params.toString", undefined, "follows: what only the prototype has is not set"],
    ["$page.params.size", 3, "documented: a form parameter"],
    ["$page.params.color", undefined, "follows: one without a value"],
    ["$page.params.status", "FINAL", "documented: the form is filled"],
    ["$page.params.size.status", "UPDATED", "documented: filled in this turn"],
    ["$page.params.color.status", undefined, "documented: not filled in this turn"],
    ["$page.params", { size: 3 }, "assumed: the form's values"],
    ["$flow.card.number", "1", "assumed: the longest name wins"],
    ["$flow.CARD", { number: "42" }, "release notes 2023-06-28: flow-scoped"],
    ["$mine.params.x", 1, "proto: QueryParameters.parameter_scope"],
    ["$other.params.x", undefined, "follows: a scope that the request does not have"],
    ["$constructor.params.name", undefined, "follows: what only the prototype has is not set"],
    ["$request.user-utterance", "two apples", "release notes 2024-03-19"],
    ["$request.session-id", "8adaaf-854:x", "documented; the id is opaque"],
    ["$request.sentiment.score", 0.5, "documented"],
    ["$request.sentiment.magnitude", 1, "documented"],
    ["$request.sentiment.succeeded", true, "documented"],
    ["$request.knowledge.answers[0]", "Yes.", "documented: data store answers"],
    ["$request.knowledge.sources", ["s"], "documented: data store answers"],
    ["$request.knowledge.questions", ["q"], "documented: data store answers"],
    ["$request.generative.summary", "short", "documented: a generator's text"],
    ["$request.payload.telephony.caller_id", "+49", "documented: the payload of the turn"],
    ["$request.end-user-metadata.tier", "gold", "documented"],
    ["$request.webhook_status_code", 503, "documented: the last call's status"],
    ["$request.unknown", undefined, "follows: what did not come"],
  ])("%s is %j: %s", (text, expected) => {
    expect(look(text)).toEqual(expected);
  });

  it("is all of the session, for GET_FIELD", () => {
    expect(look("$session.params")).toBe(state.parameters);
    expect(look("$intent.params")).toEqual({
      date: { month: 5, list: [7] },
      size: 3,
      original: "r",
      "from.city": "New York",
    });
  });

  it.each([
    "$session.params.x",
    "$session.params.x.original",
    "$intent.params.x",
    "$intent.params",
    "$page.params.x",
    "$page.params",
    "$page.params.status",
    "$page.params.x.status",
    "$flow.x",
    "$request.user-utterance",
    "$request.payload.x",
  ])("%s is not set where there is nothing", (text) => {
    expect(look(text, {})).toBeUndefined();
  });

  it.each([
    ["transcript", "hello"],
    ["text", "hello"],
    ["event", undefined],
    ["dtmf", undefined],
    ["intent", undefined],
  ] as const)("as an utterance of the kind %s is %s", (kind, expected) => {
    expect(look("$request.user-utterance", { query: { kind, value: "hello" } })).toBe(expected);
  });

  it("as the form's status is none while a required parameter is open", () => {
    const open = {
      displayName: "a",
      required: true,
      state: "EMPTY",
      justCollected: false,
    } as const;
    const page = { name: "p", displayName: "P", form: [open] };
    expect(look("$page.params.status", { page })).toBeUndefined();
  });
});

describe("a scope", () => {
  it("tells the session's language, and hands on time and chance", () => {
    const scope = scopeOf({ languageCode: "pt-BR" });
    expect([scope.languageCode, scope.timeZone, scope.now(), scope.random(), scope.uuid()]).toEqual(
      ["pt-BR", "UTC", Date.UTC(2026, 0, 2, 3, 4, 5), 0.25, "123e4567-e89b-42d3-a456-426614174000"],
    );
  });
});
