/**
 * The call that every target answers: a request of 2 KB as the platform sends
 * it, with a form and queued messages, and an answer of 0.6 KB.
 */

/** The agent whose webhook it is. */
export const agent =
  "projects/bench-project/locations/us-central1/agents/3f0c1d52-8a5e-4c0e-9b8e-5d0b6f1a2c3d";

/** The request's JSON value. */
export const request = {
  detectIntentResponseId: "5f8f6c1e-43c1-4c52-9df5-0c9d3f4c7a10",
  intentInfo: {
    lastMatchedIntent: `${agent}/intents/7b1f2c3d-0a9e-4f66-8c55-1d2e3f4a5b6c`,
    displayName: "account.balance",
    confidence: 0.8734,
    parameters: {
      "account-type": { originalValue: "my savings", resolvedValue: "savings" },
      amount: { originalValue: "two hundred", resolvedValue: 200 },
    },
  },
  pageInfo: {
    currentPage: `${agent}/flows/00000000-0000-0000-0000-000000000000/pages/9d8c7b6a-5544-4332-a211-0f0e0d0c0b0a`,
    displayName: "Collect account",
    formInfo: {
      parameterInfo: [
        {
          displayName: "account-type",
          required: true,
          state: "FILLED",
          value: "savings",
          justCollected: true,
        },
        { displayName: "amount", required: true, state: "FILLED", value: 200 },
        { displayName: "note", state: "EMPTY" },
      ],
    },
  },
  sessionInfo: {
    session: `${agent}/sessions/b3e1c2-4d5-6f7-890-a1b2c3d4e`,
    parameters: {
      "account-type": "savings",
      amount: 200,
      customer: { id: "C-20417", tier: "gold", since: { year: 2019, month: 4, day: 2 } },
      verified: true,
      attempts: 1,
      tags: ["mobile", "returning"],
    },
  },
  fulfillmentInfo: { tag: "check-balance" },
  messages: [
    {
      text: {
        text: ["One moment, I am looking that up."],
        redactedText: ["One moment, I am looking that up."],
      },
      responseType: "HANDLER_PROMPT",
      source: "VIRTUAL_AGENT",
    },
  ],
  payload: { channel: "web", client: { name: "messenger", version: "4.2.1" } },
  text: "how much is in my savings account",
  languageCode: "en",
};

/** The request as the bytes of a body, printed as the platform prints it. */
export const requestBody = Buffer.from(JSON.stringify(request, null, 2));

/** The tag that the request names. */
export const tag = request.fulfillmentInfo.tag;

/** The texts of the answer: with its parameters, 0.6 KB. */
export const texts = [
  "Your savings account holds $12,480.50 as of this morning.",
  "Two transfers are pending: $200.00 to Dana and $35.90 to the city library.",
  "Would you like to hear the last five transactions, or shall I send them to you?",
] as const;

/** The session parameters of the answer, given the account type of the request. */
export function answerParameters(accountType: unknown): {
  accountType: string;
  balance: number;
  pending: number[];
  asOf: { year: number; month: number; day: number };
} {
  return {
    accountType: String(accountType),
    balance: 12_480.5,
    pending: [200, 35.9],
    asOf: { year: 2026, month: 11, day: 21 },
  };
}

/** The answer as a plain value, for targets that know no messages. */
export function plainAnswer(accountType: unknown): object {
  return {
    fulfillmentResponse: { messages: texts.map((text) => ({ text: { text: [text] } })) },
    sessionInfo: { parameters: answerParameters(accountType) },
  };
}

/** The account type in a parsed body, read as an untyped handler reads it. */
export function accountTypeOf(body: unknown): unknown {
  return (body as typeof request).sessionInfo.parameters["account-type"];
}

/** A webhook, as the management API keeps it. */
export const oneWebhook = {
  displayName: "balance",
  timeout: "5s",
  genericWebService: {
    uri: "https://hooks.example.com/balance",
    requestHeaders: { "x-team": "accounts" },
  },
};
