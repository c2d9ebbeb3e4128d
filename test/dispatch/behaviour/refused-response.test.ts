/** Answers of a standard webhook that are refused (§1.5, §1.6), and those of Dialogflow ES (§4.2, §8.3). */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { esRequest } from "../../../src/testing/index.ts";
import { webhookTo } from "../fixture.ts";
import { callWebhook, session } from "./call.ts";
import type { Row } from "./evidence.ts";
import type { Reply } from "./webhook-server.ts";

const before = {
  ...session,
  parameters: { size: 3 },
  messages: [{ text: { text: ["One moment."] } }],
};

interface RefusedRow extends Row {
  readonly answer: Reply;
  /** The platform's words after "Webhook call failed. ". */
  readonly message: string | RegExp;
}

const parse = "Error: Failed to parse webhook JSON response: ";

const refused: readonly RefusedRow[] = [
  {
    about: "a field that the message does not have",
    evidence: "observed",
    section: "§1.6",
    answer: { body: { success: true } },
    message: `${parse}Cannot find field: success in message google.cloud.dialogflow.cx.v3.WebhookResponse.`,
  },
  {
    about: "such a field further in",
    evidence: "observed",
    section: "§1.6",
    answer: { body: { sessionInfo: { user_id: "u" } } },
    message: `${parse}Cannot find field: user_id in message google.cloud.dialogflow.cx.v3.SessionInfo.`,
  },
  {
    about: "JSON null",
    evidence: "observed",
    section: "§1.6",
    answer: { body: "null" },
    message: `${parse}Expect message object but got: null.`,
  },
  {
    about: "a list",
    evidence: "observed",
    section: "§1.6",
    answer: { body: [] },
    message: `${parse}Expect message object but got: [].`,
  },
  {
    about: "a text where a Text has to be",
    evidence: "observed",
    section: "§1.6",
    answer: { body: { fulfillmentResponse: { messages: [{ text: "plain string" }] } } },
    message: `${parse}Expect message object but got: "plain string".`,
  },
  {
    about: "an empty text where an object has to be",
    evidence: "observed",
    section: "§1.6",
    answer: { body: { sessionInfo: "" } },
    message: `${parse}Expect message object but got: "".`,
  },
  {
    about: "no JSON",
    evidence: "documented",
    section: "§1.6",
    answer: { body: "<html>" },
    message: /Failed to parse webhook JSON response: .*JSON/,
  },
  {
    about: "half of a JSON text",
    evidence: "documented",
    section: "§1.6",
    answer: { body: '{"payload": {' },
    message: /Failed to parse webhook JSON response: .*JSON/,
  },
  {
    about: "an empty body",
    evidence: "assumed",
    section: "§1.5",
    answer: { body: "" },
    message: /Failed to parse webhook JSON response: /,
  },
  {
    about: "an enum value that there is not",
    evidence: "assumed",
    section: "§1.6",
    answer: { body: { fulfillmentResponse: { mergeBehavior: "PREPEND" } } },
    message: /Failed to parse webhook JSON response: .*PREPEND/,
  },
  {
    about: "more than 64 KiB",
    evidence: "documented",
    section: "§1.6",
    answer: { body: { payload: { a: "x".repeat(70_000) } } },
    message: /Error: INVALID_ARGUMENT.* longer than 65536 bytes/,
  },
  {
    about: "more than 64 KiB once it is decompressed",
    evidence: "assumed",
    section: "§1.6",
    answer: (socket) => {
      const body = gzipSync(JSON.stringify({ payload: { a: "x".repeat(70_000) } }));
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      socket.write(body);
    },
    message: /Error: INVALID_ARGUMENT.* longer than 65536 bytes/,
  },
];

describe("an answer that fails the call with code 3 and webhook.error:", () => {
  it.each(refused)("$about ($evidence, $section)", async ({ answer, message }) => {
    const webhook = (origin: string) => webhookTo(origin);
    const { outcome } = await callWebhook({ webhook, answer, call: { session: before } });
    expect(outcome).toMatchObject({
      result: "failed",
      status: {
        code: 3,
        message: expect.stringMatching(/^Webhook call failed\. Error: /) as string,
      },
      events: ["webhook.error"],
      effects: [],
      queryResult: { webhookPayloads: [{}], webhookStatuses: [{ code: 3 }] },
    });
    // Nothing of it takes effect, and it is not tried again.
    expect({ ...outcome.session, request: {} }).toEqual(before);
    expect(outcome.attempts).toHaveLength(1);
    if (typeof message === "string")
      expect(outcome.status.message).toBe(`Webhook call failed. ${message}`);
    else expect(outcome.status.message).toMatch(message);
  });
});

describe("a webhook of Dialogflow ES", () => {
  const call = { request: esRequest({ action: "orders" }) };
  const webhook = (origin: string) => webhookTo(origin);

  const rows: readonly (Row & { readonly body: unknown; readonly outcome: object })[] = [
    {
      about: "says its words, and the result says so in ES's words",
      evidence: "observed",
      section: "§4.2",
      body: { fulfillmentText: "Hello." },
      outcome: {
        result: "done",
        queryResult: {
          webhookStatuses: [{ code: 0, message: "Webhook execution successful" }],
          webhookTags: ["orders"],
          diagnosticInfo: { webhook_latency_ms: expect.any(Number) as number },
        },
      },
    },
    {
      about: "raises an event, and all else that it says is ignored",
      evidence: "documented",
      section: "§8.3",
      body: { followupEventInput: { name: "again" }, fulfillmentText: "Hello.", payload: { a: 1 } },
      outcome: {
        effects: [{ kind: "event", name: "again", parameters: {} }],
        session: { webhookPayloads: [] },
        queryResult: { webhookPayloads: [{}] },
      },
    },
    {
      about: "fails by a field that there is not, in the words of v2beta1, and without an event",
      evidence: "observed",
      section: "§1.6",
      body: { success: true },
      outcome: {
        result: "failed",
        events: [],
        status: {
          code: 3,
          message: `Webhook call failed. ${parse}Cannot find field: success in message google.cloud.dialogflow.v2beta1.WebhookResponse.`,
        },
      },
    },
  ];
  it.each(rows)("$about ($evidence, $section)", async ({ body, outcome }) => {
    const called = await callWebhook({ webhook, call, answer: { body } });
    expect(called.outcome).toMatchObject(outcome);
  });
});
