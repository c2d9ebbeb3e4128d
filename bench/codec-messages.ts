/** What is measured: requests and responses of usual size, in a few shapes each, as JSON text. */

/** The JSON of one kind of message in several shapes, so that no one shape is learnt by heart. */
export interface Corpus {
  readonly texts: readonly string[];
  /** The mean size of the texts. */
  readonly bytes: number;
}

function corpus(messages: readonly object[]): Corpus {
  const texts = messages.map((message) => JSON.stringify(message));
  const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { texts, bytes: Math.round(size / texts.length) };
}

const agent =
  "projects/example-project/locations/us-central1/agents/2f0c1f6e-5d0e-4f4b-9a54-6a3a1f6e5d0e";
const session = `${agent}/sessions/5f1ec6b7-98a3-4f5f-9f2e-0c8d1b7a6e55`;

function parameter(displayName: string, value: unknown) {
  return {
    displayName,
    required: true,
    state: "FILLED",
    value,
    justCollected: displayName === "amount",
  };
}

function request(turn: number) {
  const input = [
    { text: "transfer 250 dollars from checking to savings please" },
    { triggerIntent: `${agent}/intents/00000000-0000-0000-0000-000000000001` },
    { transcript: "transfer two hundred fifty dollars from checking to savings please" },
    { dtmfDigits: "1234#" },
  ][turn % 4];
  return {
    detectIntentResponseId: `0e6d7d0a-30d1-4d27-a1b3-${String(turn).padStart(12, "0")}`,
    intentInfo: {
      lastMatchedIntent: `${agent}/intents/8a1d2c3b-4e5f-4a6b-8c7d-9e0f1a2b3c4d`,
      parameters: {
        amount: { originalValue: "250 dollars", resolvedValue: { amount: 250, currency: "USD" } },
        source: { originalValue: "checking", resolvedValue: "checking" },
        target: { originalValue: "savings", resolvedValue: "savings" },
      },
      displayName: "transfer.money",
      confidence: 0.9234,
    },
    pageInfo: {
      currentPage: `${agent}/flows/00000000-0000-0000-0000-000000000000/pages/${turn % 2 ? "START_PAGE" : "6b1f8a0e"}`,
      formInfo: {
        parameterInfo: [
          parameter("amount", { amount: 250, currency: "USD" }),
          parameter("source", "checking"),
          parameter("target", "savings"),
        ],
      },
      displayName: "Transfer",
    },
    sessionInfo: {
      session,
      parameters: {
        "account-type": "checking",
        amount: { amount: 250, currency: "USD" },
        customer: { id: "c-1842", name: "Ada Example", tier: "gold", since: 2019 },
        attempts: turn,
        authenticated: true,
        history: ["balance", "transfer"],
        ...(turn % 2 && { campaign: null }),
      },
    },
    fulfillmentInfo: { tag: "transfer-money" },
    messages: [
      {
        text: { text: ["How much would you like to transfer?"], allowPlaybackInterruption: false },
        responseType: "HANDLER_PROMPT",
      },
      ...(turn % 3
        ? [
            {
              payload: {
                richContent: [[{ type: "chips", options: [{ text: "100" }, { text: "250" }] }]],
              },
            },
          ]
        : []),
    ],
    payload: {
      channel: "web",
      userAgent: "ExampleBrowser/1.0",
      locale: { language: "en", region: "US" },
    },
    ...input,
    languageCode: "en",
    languageInfo: { inputLanguageCode: "en", resolvedLanguageCode: "en", confidenceScore: 1 },
    sentimentAnalysisResult: { score: 0.3, magnitude: 0.3 },
  };
}

function response(turn: number) {
  return {
    fulfillmentResponse: {
      messages: [
        {
          text: {
            text: ["You are about to transfer $250.00 from checking to savings. Shall I go ahead?"],
          },
        },
        ...(turn % 2
          ? [
              {
                payload: {
                  richContent: [[{ type: "chips", options: [{ text: "Yes" }, { text: "No" }] }]],
                },
              },
            ]
          : []),
      ],
      mergeBehavior: turn % 3 ? "REPLACE" : "APPEND",
    },
    pageInfo: {
      formInfo: { parameterInfo: [{ displayName: "confirm", required: true, state: "EMPTY" }] },
    },
    sessionInfo: {
      session,
      parameters: {
        fee: 0,
        currency: "USD",
        quote: { id: "q-77", expires: "2026-01-31T12:00:00Z" },
        ready: true,
      },
    },
    ...(turn % 2 && {
      targetPage: `${agent}/flows/00000000-0000-0000-0000-000000000000/pages/confirm`,
    }),
  };
}

const turns = [0, 1, 2, 3, 4, 5, 6, 7];

/** Requests of Dialogflow CX, about 2 KB each. */
export const requests: Corpus = corpus(turns.map(request));

/** Responses to them, about 0.6 KB each. */
export const responses: Corpus = corpus(turns.map(response));
