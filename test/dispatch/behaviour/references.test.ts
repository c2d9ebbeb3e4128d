/** References, conditions and system functions (§3), as the body of a flexible webhook has them on a real socket. */
import { describe, expect, it } from "vitest";
import type { DispatcherOptions, SessionState } from "../../../src/dispatch/index.ts";
import { systemFunctions } from "../../../src/dispatch/functions/table.ts";
import { createFakeClock } from "../../../src/testing/index.ts";
import { flexibleTo } from "../fixture.ts";
import { callWebhook, local, only, session } from "./call.ts";
import type { Row } from "./evidence.ts";

const state: SessionState = {
  ...session,
  name: "projects/p/locations/global/agents/a/environments/-/sessions/s-1",
  query: { kind: "text", value: "two apples" },
  parameters: {
    Fruit: "apple",
    amount: 2,
    "a.b": "longest",
    a: { b: "member", list: [{ m: "first" }] },
    empty: "",
    gone: null,
  },
  flowParameters: { step: { name: "pay" } },
  scopes: { shop: { city: "Genève" } },
  payload: { telephony: { caller_id: "+15550100" } },
  request: {
    sentiment: { score: 0.5, magnitude: 1, succeeded: true },
    knowledge: { answers: ["yes"], sources: ["s"], questions: ["q"], grounding_confidences: [1] },
    generative: { summary: "short" },
    "end-user-metadata": { tier: "gold" },
    webhook_status_code: 503,
  },
  intent: {
    name: "intents/i",
    displayName: "order",
    confidence: 1,
    parameters: { amount: { originalValue: "two", resolvedValue: 2 } },
  },
  page: {
    name: "projects/p/locations/global/agents/a/flows/f/pages/p",
    displayName: "Order",
    form: [
      { displayName: "amount", required: true, state: "FILLED", value: 2, justCollected: true },
    ],
  },
};

const dispatcher: DispatcherOptions = {
  ...local,
  // Times of the transport need no clock that moves: every call here is answered.
  clock: createFakeClock(Date.UTC(2026, 1, 3, 4, 5, 6)),
  random: () => 0.25,
  uuid: () => "11111111-2222-4333-8444-555555555555",
};

/** What a text comes to that stands alone in a body. */
async function valueOf(text: string): Promise<unknown> {
  const { seen } = await callWebhook({
    webhook: (origin) => flexibleTo(origin, { requestBody: JSON.stringify({ x: text }) }),
    dispatcher,
    call: { session: state },
  });
  return (JSON.parse(only(seen).body) as { x: unknown }).x;
}

interface ValueRow extends Row {
  readonly text: string;
  readonly value: unknown;
}

const references: readonly ValueRow[] = [
  {
    about: "in any case",
    evidence: "documented",
    section: "§3.1",
    text: "$session.params.FRUIT",
    value: "apple",
  },
  {
    about: "an empty text",
    evidence: "documented",
    section: "§3.1",
    text: "$session.params.empty",
    value: "",
  },
  {
    about: "null, which is not set",
    evidence: "documented",
    section: "§3.1",
    text: "$session.params.gone",
    value: null,
  },
  {
    about: "the longest name that there is",
    evidence: "assumed",
    section: "§3.1",
    text: "$session.params.a.b",
    value: "longest",
  },
  {
    about: "all session parameters, as an argument",
    evidence: "observed",
    section: "§3.2",
    text: '$sys.func.GET_FIELD($session.params, "Fruit")',
    value: "apple",
  },
  ...(
    [
      ["a session parameter", "$session.params.amount", 2],
      ["a member of an item", "$session.params.a.list[0].m", "first"],
      ["the original of a session parameter", "$session.params.amount.original", "two"],
      ["the resolved one", "$session.params.amount.resolved", 2],
      ["the original of an intent's parameter", "$intent.params.amount.original", "two"],
      ["the resolved one of an intent", "$intent.params.amount.resolved", 2],
      ["a form parameter", "$page.params.amount", 2],
      ["the state of the form", "$page.params.status", "FINAL"],
      ["the state of a form parameter", "$page.params.amount.status", "UPDATED"],
      ["a member of a flow's parameter", "$flow.step.name", "pay"],
      ["a parameter of a custom scope", "$shop.params.city", "Genève"],
      ["what the user said", "$request.user-utterance", "two apples"],
      ["the session's id", "$request.session-id", "s-1"],
      ["the sentiment", "$request.sentiment.score", 0.5],
      ["whether there is one", "$request.sentiment.succeeded", true],
      ["an answer of a data store", "$request.knowledge.answers[0]", "yes"],
      ["what a generator wrote", "$request.generative.summary", "short"],
      ["the payload of the turn", "$request.payload.telephony.caller_id", "+15550100"],
      ["metadata of the user", "$request.end-user-metadata.tier", "gold"],
      ["the status of the last webhook", "$request.webhook_status_code", 503],
    ] as const
  ).map(([about, text, value]): ValueRow => ({
    about,
    evidence: "documented",
    section: "§3.2",
    text,
    value,
  })),
];

describe("a reference gives", () => {
  it.each(references)("$about: $text ($evidence, $section)", async ({ text, value }) => {
    expect(await valueOf(text)).toEqual(value);
  });
});

const conditions: readonly (Row & { readonly condition: string; readonly holds: boolean })[] = [
  ...(
    [
      ['$session.params.fruit : "pp"', true],
      ['$session.params.fruit = "apple"', true],
      ['$session.params.fruit != "pear"', true],
      ["$session.params.amount < 3", true],
      ["$session.params.amount <= 2", true],
      ["$session.params.amount > 2", false],
      ["$session.params.amount >= 2", true],
      ['$session.params.amount = "2"', true],
      ['$session.params.amount > 1 AND $session.params.fruit = "apple"', true],
      ['$session.params.amount > 2 OR $session.params.fruit = "apple"', true],
      ["NOT $session.params.amount > 2", true],
      ["true", true],
      ["false", false],
      ["$session.params.none = null", true],
      ['$session.params.empty = ""', true],
      ['$page.params.status = "FINAL"', true],
    ] as const
  ).map(([condition, holds]) => ({
    condition,
    holds,
    about: condition,
    evidence: "documented" as const,
    section: "§3.3" as const,
  })),
  {
    condition: "$session.params.fruit = apple",
    holds: true,
    about: "a word without quotes",
    evidence: "observed",
    section: "§3.3",
  },
];

describe("a condition", () => {
  it.each(conditions)(
    "$condition holds: $holds ($evidence, $section)",
    async ({ condition, holds }) => {
      const quoted = condition.replaceAll('"', "'");
      expect(await valueOf(`$sys.func.IF("${quoted}", 1, 0)`)).toBe(holds ? 1 : 0);
    },
  );
});

describe("a condition that mixes AND and OR without parentheses", () => {
  it("is none (documented, §3.3)", async () => {
    const mixed = "true AND false OR true";
    expect(await valueOf(`$sys.func.IF("${mixed}", 1, 0)`)).toBeNull();
    expect(await valueOf(`$sys.func.IF("true AND (false OR true)", 1, 0)`)).toBe(1);
  });
});

/** One call of each function, and what it gives. */
const calls: Readonly<Record<string, readonly [args: string, value: unknown]>> = {
  ADD: ["1, $session.params.amount, 3", 6],
  ADD_DATE: ['"2026-01-31T00:00:00", 1, "DAYS"', "2026-02-01T00:00:00"],
  APPEND: ["[1], 2, [3]", [1, 2, 3]],
  CONCATENATE: ['"a", "b"', "ab"],
  CONTAIN: ['["a", "b"], "b"', true],
  COUNT: ["[1, 2]", 2],
  DIVIDE: ["10, 3", 3.333],
  FILTER: ['"$session.params.a", "$.list[0]"', { m: "first" }],
  FORMAT_DATE: ['"2026-02-03T04:05:06", "EEEE, MMMM dd"', "Tuesday, February 03"],
  GET: ["[5, 6], 1", 6],
  GET_FIELD: ['$session.params.a, "b"', "member"],
  IDENTITY: ['"x"', "x"],
  IF: ["\"$session.params.amount = 2\", 'yes', 'no'", "yes"],
  IS_CREDIT_CARD_NUMBER: ['"4111111111111111"', true],
  IS_DATE: ['"2026-02-30", "uuuu-MM-dd"', false],
  IS_FUTURE_DATE: ['"2027-01-01T00:00:00"', true],
  IS_PAST_DATE: ['"2027-01-01T00:00:00"', false],
  IS_PHONE_NUMBER: ['"+41446681800"', true],
  JOIN: ['", ", ["a", "b", "c"], " and "', "a, b and c"],
  LEN: ['"four"', 4],
  LOWER: ['"ABC"', "abc"],
  MATCH: ['["a", "b"], "b"', 1],
  MID: ['"abcdef", 2, 3', "bcd"],
  MINUS: ["5, 3", 2],
  MULTIPLY: ["2, 3", 6],
  NESTED_FIELD: ['"$session.params.a", "list[0]", "m"', "first"],
  NOW: ["", expect.objectContaining({ year: 2026, month: 2, day: 3, hours: 4, minutes: 5 })],
  RAND: ["", 0.25],
  REMOVE: ["[1, 2, 1], 1", [2]],
  ROUND: ["2.345, 1", 2.3],
  SPLIT: ['"a.b", "\\."', ["a", "b"]],
  SUBSTITUTE: ['"2026-02", "([0-9]+)-([0-9]+)", "$2/$1"', "02/2026"],
  TO_NUMBER: ['"12.5"', 12.5],
  TO_OBJECT: ["\"{'a': 1}\"", { a: 1 }],
  TO_PHONE_NUMBER: [
    '"+41446681800"',
    expect.objectContaining({ "country-code": expect.anything() as unknown }),
  ],
  TO_TEXT: ["[1]", "[1]"],
  UNIQUE: ["[1, 2, 1]", [1, 2]],
  UPPER: ['"abc"', "ABC"],
  URL_ENCODE: ['"a b"', expect.stringMatching(/^a(\+|%20)b$/)],
  UUID: ["", "11111111-2222-4333-8444-555555555555"],
};

describe("system functions (documented, §3.4)", () => {
  it("are all in the table below", () => {
    expect(Object.keys(calls).toSorted()).toEqual([...systemFunctions.keys()].toSorted());
    expect(systemFunctions.size).toBe(40);
  });

  it.each(Object.entries(calls))("%s is called in a body", async (name, [args, value]) => {
    expect(await valueOf(`$sys.func.${name}(${args})`)).toEqual(value);
  });

  it.each<ValueRow>([
    {
      about: "lower case",
      evidence: "observed",
      section: "§3.4",
      text: "$sys.func.rand()",
      value: 0.25,
    },
    {
      about: "bare words",
      evidence: "observed",
      section: "§3.4",
      text: "$sys.func.GET_FIELD($sys.func.NOW(), year)",
      value: 2026,
    },
    {
      about: "null for what is not set",
      evidence: "documented",
      section: "§3.4",
      text: "$sys.func.IDENTITY($session.params.none)",
      value: null,
    },
    {
      about: "calls within calls",
      evidence: "documented",
      section: "§3.4",
      text: "$sys.func.ADD(1, $sys.func.MULTIPLY(2, 3))",
      value: 7,
    },
  ])("take $about: $text ($evidence, $section)", async ({ text, value }) => {
    expect(await valueOf(text)).toEqual(value);
  });

  it("are called in headers (documented, §2.5)", async () => {
    const { seen } = await callWebhook({
      webhook: (origin) =>
        flexibleTo(origin, { requestHeaders: { "x-a": "$sys.func.UPPER($session.params.fruit)" } }),
      dispatcher,
      call: { session: state },
    });
    expect(only(seen).headers).toContainEqual(["x-a", "APPLE"]);
  });
});
