import type { JsonObject } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { type Behaviours, resolveBehaviours } from "../../../src/dispatch/behaviours.ts";
import { type Applied, applyResponse } from "../../../src/dispatch/session/apply.ts";
import type { SessionState } from "../../../src/dispatch/session/state.ts";
import { decodeResponse } from "../../../src/wire/decode-response.ts";
import { frozen } from "./frozen.ts";
import { crust, form, forms, type Row, session, size, withForm } from "./form-rows.ts";
import { agent, flow, page, state } from "./states.ts";

interface Chosen {
  readonly from?: SessionState;
  readonly behaviours?: Partial<Behaviours>;
}

function applied(json: JsonObject, { from = state, behaviours = {} }: Chosen = {}): Applied {
  const response = decodeResponse("cx/v3", JSON.stringify(json));
  return applyResponse(frozen(from), response, resolveBehaviours(behaviours));
}

const message = (text: string): JsonObject => ({ text: { text: [text] } });
const respond = (fulfillmentResponse: JsonObject): JsonObject => ({ fulfillmentResponse });
const messages: readonly Row[] = [
  {
    it: "{} changes nothing",
    evidence: "inferred",
    answer: {},
    changes: {},
    effects: [],
  },
  {
    it: "null members change nothing",
    evidence: "observed",
    answer: { fulfillmentResponse: null, pageInfo: null, sessionInfo: null, payload: null },
    changes: {},
    effects: [],
  },
  {
    it: "messages are appended where no merge behaviour is given",
    evidence: "documented",
    answer: respond({ messages: [message("a"), message("b")] }),
    changes: { messages: [...state.messages, message("a"), message("b")] },
    effects: [{ kind: "messages-appended", messages: [message("a"), message("b")] }],
  },
  {
    it: "MERGE_BEHAVIOR_UNSPECIFIED appends",
    evidence: "documented",
    answer: respond({ messages: [message("a")], mergeBehavior: "MERGE_BEHAVIOR_UNSPECIFIED" }),
    changes: { messages: [...state.messages, message("a")] },
    effects: [{ kind: "messages-appended", messages: [message("a")] }],
  },
  {
    it: "APPEND appends",
    evidence: "documented",
    answer: respond({ messages: [message("a")], mergeBehavior: "APPEND" }),
    changes: { messages: [...state.messages, message("a")] },
    effects: [{ kind: "messages-appended", messages: [message("a")] }],
  },
  {
    it: "REPLACE drops the queued messages first",
    evidence: "documented",
    answer: respond({ messages: [message("a")], mergeBehavior: "REPLACE" }),
    changes: { messages: [message("a")] },
    effects: [{ kind: "messages-replaced", messages: [message("a")] }],
  },
  {
    it: "REPLACE may be a number",
    evidence: "documented",
    answer: respond({ messages: [message("a")], mergeBehavior: 2 }),
    changes: { messages: [message("a")] },
    effects: [{ kind: "messages-replaced", messages: [message("a")] }],
  },
  {
    it: "REPLACE by what is queued already changes nothing",
    evidence: "documented",
    answer: respond({ messages: [...state.messages], mergeBehavior: "REPLACE" }),
    changes: {},
    effects: [],
  },
  {
    it: "REPLACE without messages leaves none",
    evidence: "documented",
    answer: respond({ mergeBehavior: "REPLACE" }),
    changes: { messages: [] },
    effects: [{ kind: "messages-replaced", messages: [] }],
  },
  {
    it: "a message without content is kept",
    evidence: "observed",
    answer: respond({ messages: [{}] }),
    changes: { messages: [...state.messages, {}] },
    effects: [{ kind: "messages-appended", messages: [{}] }],
  },
  {
    it: "several texts in one message are variants of it, and stay one message",
    evidence: "documented",
    answer: respond({ messages: [{ text: { text: ["a", "b"] } }] }),
    changes: { messages: [...state.messages, { text: { text: ["a", "b"] } }] },
    effects: [{ kind: "messages-appended", messages: [{ text: { text: ["a", "b"] } }] }],
  },
  {
    it: "messages of other kinds stand beside texts, in their order",
    evidence: "documented",
    answer: respond({
      messages: [{ payload: { b: null } }, { telephonyTransferCall: { phoneNumber: "+1" } }],
    }),
    changes: {
      messages: [
        ...state.messages,
        { payload: { b: null } },
        { telephonyTransferCall: { phoneNumber: "+1" } },
      ],
    },
    effects: [
      {
        kind: "messages-appended",
        messages: [{ payload: { b: null } }, { telephonyTransferCall: { phoneNumber: "+1" } }],
      },
    ],
  },
  {
    it: "a payload is appended to the turn's",
    evidence: "documented",
    answer: { payload: { a: 1 } },
    changes: { webhookPayloads: [{ a: 1 }] },
    effects: [{ kind: "payload", payload: { a: 1 } }],
  },
];

const parameters: readonly Row[] = [
  {
    it: "session parameters merge into the session",
    evidence: "documented",
    answer: session({ total: 4, new: { a: [1] } }),
    changes: { parameters: { size: "large", total: 4, new: { a: [1] } } },
    effects: [
      { kind: "parameter-set", name: "total", value: 4 },
      { kind: "parameter-set", name: "new", value: { a: [1] } },
    ],
  },
  {
    it: "a composite takes the place of the one before, members and all",
    evidence: "inferred",
    answer: session({ total: { a: null } }),
    changes: { parameters: { size: "large", total: { a: null } } },
    effects: [{ kind: "parameter-set", name: "total", value: { a: null } }],
  },
  {
    it: "null deletes a parameter",
    evidence: "documented",
    answer: session({ total: null }),
    changes: { parameters: { size: "large" } },
    effects: [{ kind: "parameter-removed", name: "total" }],
  },
  {
    it: "null for one that is not there does nothing",
    evidence: "inferred",
    answer: session({ other: null }),
    changes: {},
    effects: [],
  },
  {
    it: "an empty text is a value and stays",
    evidence: "documented",
    answer: session({ total: "" }),
    changes: { parameters: { size: "large", total: "" } },
    effects: [{ kind: "parameter-set", name: "total", value: "" }],
  },
  {
    it: "names compare without case, to set",
    evidence: "documented",
    answer: session({ TOTAL: 4 }),
    changes: { parameters: { size: "large", total: 4 } },
    effects: [{ kind: "parameter-set", name: "total", value: 4 }],
  },
  {
    it: "names compare without case, to remove",
    evidence: "documented",
    answer: session({ Total: null }),
    changes: { parameters: { size: "large" } },
    effects: [{ kind: "parameter-removed", name: "total" }],
  },
  {
    it: "the session's name is ignored",
    evidence: "documented",
    answer: { sessionInfo: { session: `${agent}/sessions/other` } },
    changes: {},
    effects: [],
  },
  {
    it: "a session parameter fills the form parameter of its name",
    evidence: "inferred",
    answer: session({ CRUST: "thin" }),
    changes: {
      parameters: { size: "large", total: 3, CRUST: "thin" },
      ...withForm(size, { ...crust, state: "FILLED", value: "thin" }),
    },
    effects: [
      { kind: "parameter-set", name: "CRUST", value: "thin" },
      { kind: "form-parameter-set", name: "crust", value: "thin" },
    ],
  },
  {
    it: "or does not",
    evidence: "inferred",
    answer: session({ crust: "thin" }),
    behaviours: { sessionParameterFillsForm: "no" },
    changes: { parameters: { size: "large", total: 3, crust: "thin" } },
    effects: [{ kind: "parameter-set", name: "crust", value: "thin" }],
  },
  {
    it: "removing one empties the form parameter of its name",
    evidence: "inferred",
    answer: session({ size: null }),
    changes: {
      parameters: { total: 3 },
      ...withForm(
        { displayName: "size", required: true, state: "EMPTY", justCollected: true },
        crust,
      ),
    },
    effects: [
      { kind: "parameter-removed", name: "size" },
      { kind: "form-parameter-removed", name: "size" },
    ],
  },
];

const other = `${flow}/pages/other`;
const elsewhere = `${agent}/flows/g`;

const transitions: readonly Row[] = [
  {
    it: "targetPage enters a page, whose form is not known",
    evidence: "documented",
    answer: { targetPage: other },
    changes: { page: { name: other, displayName: "" } },
    effects: [{ kind: "page-transition", page: other }],
  },
  {
    it: "a page of another flow ends the flow's parameters",
    evidence: "inferred",
    answer: { targetPage: `${elsewhere}/pages/x` },
    changes: {
      page: { name: `${elsewhere}/pages/x`, displayName: "" },
      flow: elsewhere,
      flowParameters: {},
    },
    effects: [
      { kind: "flow-parameter-removed", name: "tries" },
      { kind: "page-transition", page: `${elsewhere}/pages/x` },
    ],
  },
  {
    it: "targetFlow enters the flow's start page",
    evidence: "documented",
    answer: { targetFlow: elsewhere },
    changes: {
      page: { name: `${elsewhere}/pages/START_PAGE`, displayName: "Start Page" },
      flow: elsewhere,
      flowParameters: {},
    },
    effects: [
      { kind: "flow-parameter-removed", name: "tries" },
      { kind: "flow-transition", flow: elsewhere },
    ],
  },
  {
    it: "a target comes after the parameters",
    evidence: "inferred",
    answer: { targetPage: other, ...session({ crust: "thin" }) },
    changes: {
      page: { name: other, displayName: "" },
      parameters: { size: "large", total: 3, crust: "thin" },
    },
    effects: [
      { kind: "parameter-set", name: "crust", value: "thin" },
      { kind: "form-parameter-set", name: "crust", value: "thin" },
      { kind: "page-transition", page: other },
    ],
  },
  ...[page, `${flow}/pages/CURRENT_PAGE`].map((target): Row => ({
    it: `the page that the conversation is at keeps its form: ${target.slice(flow.length)}`,
    evidence: "inferred",
    answer: { targetPage: target },
    changes: {},
    effects: [{ kind: "page-transition", page: target }],
  })),
];

describe.each([
  ["messages and payload", messages],
  ["session parameters", parameters],
  ["form parameters", forms],
  ["transitions", transitions],
])("%s of an answer", (_, rows) => {
  it.each(rows)("$it ($evidence)", ({ answer, changes, effects, behaviours = {} }) => {
    const result = applied(answer, { behaviours });
    expect(result.session).toEqual({ ...state, ...changes });
    expect(result.effects).toEqual(effects);
    expect(result.warnings).toEqual([]);
  });
});

describe("what an answer can't do", () => {
  it.each<[string, JsonObject, string, keyof Behaviours]>([
    [
      "add a form parameter",
      form({ displayName: "cheese", value: "much" }),
      "The current page's form has no parameter \"cheese\": an answer can't add one.",
      "unknownFormParameter",
    ],
    [
      "enter a page by its display name",
      { targetPage: "Order" },
      'targetPage is "Order": it has to be the resource name of a page of the session\'s agent.',
      "unknownTarget",
    ],
    [
      "enter another agent's page",
      { targetPage: "projects/p/locations/l/agents/b/flows/f/pages/x" },
      'targetPage is "projects/p/locations/l/agents/b/flows/f/pages/x": it has to be the resource name of a page of the session\'s agent.',
      "unknownTarget",
    ],
    [
      "enter a page as a flow",
      { targetFlow: page },
      `targetFlow is "${page}": it has to be the resource name of a flow of the session's agent.`,
      "unknownTarget",
    ],
  ])("%s: it is ignored with a warning, or fails the call", (_, answer, sentence, behaviour) => {
    const result = applied(answer);
    expect(result).toEqual({ session: state, effects: [], warnings: [sentence] });
    const fail = (): unknown => applied(answer, { behaviours: { [behaviour]: "fail" } });
    expect(fail).toThrow(expect.objectContaining({ kind: "parse", message: sentence }) as Error);
  });

  it("change a form where the page has none", () => {
    const from = { ...state, page: { name: page, displayName: "Order" } };
    const result = applied(form({ displayName: "size", value: 1 }), { from });
    expect(result.session).toBe(from);
    expect(result.warnings).toHaveLength(1);
  });
});
