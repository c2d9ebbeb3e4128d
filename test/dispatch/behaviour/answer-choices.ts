/** What can be seen of the choices about answers and what they do to the session. */
import type { Behaviours, Outcome, SessionState } from "../../../src/dispatch/index.ts";
import { flexibleTo, webhookTo } from "../fixture.ts";
import { callWebhook, session } from "./call.ts";

type Chosen = Partial<Behaviours>;

const before: SessionState = {
  ...session,
  parameters: { amount: 1 },
  page: {
    name: "projects/p/locations/global/agents/a/flows/f/pages/order",
    displayName: "Order",
    form: [
      { displayName: "amount", required: true, state: "FILLED", value: 1, justCollected: false },
    ],
  },
};

async function standard(chosen: Chosen, body: unknown): Promise<Outcome> {
  const { outcome } = await callWebhook({
    webhook: (origin) => webhookTo(origin),
    dispatcher: { behaviours: chosen },
    answer: { body },
    call: { session: before },
  });
  return outcome;
}

async function flexible(chosen: Chosen, body: unknown): Promise<Outcome> {
  const { outcome } = await callWebhook({
    webhook: (origin) => flexibleTo(origin, { parameterMapping: { amount: "$.count" } }),
    dispatcher: { behaviours: chosen },
    answer: { body },
    call: { session: before },
  });
  return outcome;
}

/** An answer that says something of the one form parameter. */
function ofForm(change: object): object {
  return { pageInfo: { formInfo: { parameterInfo: [{ displayName: "amount", ...change }] } } };
}

function amountOf({ session: { page } }: Outcome): unknown {
  return page?.form?.[0];
}

const amount = { displayName: "amount", required: true, justCollected: false };
const foreignPage = "projects/p/locations/global/agents/other/flows/f/pages/p";

/** The cases by behaviour. */
export const answerChoices = {
  unknownResponseFields: {
    see: async (chosen: Chosen) => (await standard(chosen, { ETag: null })).result,
    seen: [
      ["fail", "failed"],
      ["ignore", "done"],
    ],
  },
  emptyResponse: {
    see: async (chosen: Chosen) => (await standard(chosen, "")).result,
    seen: [
      ["fail", "failed"],
      ["ignore", "done"],
    ],
  },
  responseType: {
    async see(chosen: Chosen) {
      const { outcome } = await callWebhook({
        webhook: (origin) => webhookTo(origin),
        dispatcher: { behaviours: chosen },
        answer: { headers: { "content-type": "text/html" } },
      });
      return [outcome.result, outcome.status.code, outcome.failure?.message];
    },
    seen: [
      ["any", ["done", 0, undefined]],
      [
        "json",
        ["failed", 3, `The answer's content type has to be application/json; it is "text/html".`],
      ],
    ],
  },
  missingMapping: {
    see: async (chosen: Chosen) => (await flexible(chosen, {})).session.parameters,
    seen: [
      ["keep", { amount: 1 }],
      ["remove", {}],
    ],
  },
  mappingWithoutJson: {
    async see(chosen: Chosen) {
      const { result, events, warnings } = await flexible(chosen, "<html>");
      return [result, events, warnings.length];
    },
    seen: [
      ["fail", ["failed", ["webhook.error"], 0]],
      ["ignore", ["done", [], 1]],
    ],
  },
  invalidatedValue: {
    see: async (chosen: Chosen) => amountOf(await standard(chosen, ofForm({ state: "INVALID" }))),
    seen: [
      ["drop", { ...amount, state: "INVALID" }],
      ["keep", { ...amount, state: "INVALID", value: 1 }],
    ],
  },
  unknownFormParameter: {
    see: async (chosen: Chosen) =>
      (await standard(chosen, ofForm({ displayName: "other", value: 2 }))).result,
    seen: [
      ["ignore", "done"],
      ["fail", "failed"],
    ],
  },
  sessionParameterFillsForm: {
    see: async (chosen: Chosen) =>
      amountOf(await standard(chosen, { sessionInfo: { parameters: { amount: 2 } } })),
    seen: [
      ["yes", { ...amount, state: "FILLED", value: 2 }],
      ["no", { ...amount, state: "FILLED", value: 1 }],
    ],
  },
  formParameterSetsSession: {
    see: async (chosen: Chosen) =>
      (await standard(chosen, ofForm({ value: 2 }))).session.parameters,
    seen: [
      ["yes", { amount: 2 }],
      ["no", { amount: 1 }],
    ],
  },
  requiredFalse: {
    see: async (chosen: Chosen) => amountOf(await standard(chosen, ofForm({ required: false }))),
    seen: [
      ["keep", { ...amount, state: "FILLED", value: 1 }],
      ["optional", { ...amount, required: false, state: "FILLED", value: 1 }],
    ],
  },
  unknownTarget: {
    see: async (chosen: Chosen) => (await standard(chosen, { targetPage: foreignPage })).result,
    seen: [
      ["ignore", "done"],
      ["fail", "failed"],
    ],
  },
} as const;
