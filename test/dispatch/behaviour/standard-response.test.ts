/** What the answer of a standard webhook comes to (§1.5, §1.6), from the bytes on the socket to the next session. */
import { gzipSync, brotliCompressSync, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Outcome, SessionState } from "../../../src/dispatch/index.ts";
import { webhookTo } from "../fixture.ts";
import { callWebhook, session } from "./call.ts";
import type { Row } from "./evidence.ts";
import type { Reply } from "./webhook-server.ts";

const agent = "projects/p/locations/global/agents/a";
const otherPage = `${agent}/flows/f/pages/next`;

/** A session at a page with a form, with a message in the queue. */
const before: SessionState = {
  ...session,
  parameters: { size: 3, colour: "red" },
  messages: [{ text: { text: ["One moment."] } }],
  flow: `${agent}/flows/f`,
  page: {
    name: `${agent}/flows/f/pages/order`,
    displayName: "Order",
    form: [
      {
        displayName: "colour",
        required: true,
        state: "FILLED",
        value: "red",
        justCollected: true,
      },
      { displayName: "amount", required: false, state: "EMPTY", justCollected: false },
    ],
  },
};

async function answered(answer: Reply): Promise<Outcome> {
  const webhook = (origin: string) => webhookTo(origin);
  return (await callWebhook({ webhook, answer, call: { session: before } })).outcome;
}

interface AnswerRow extends Row {
  readonly body: unknown;
  /** What of the outcome it comes to; the whole list of effects. */
  readonly outcome: object;
  readonly after?: Partial<SessionState>;
}

const hello = { text: { text: ["Hello."] } };

const taken: readonly AnswerRow[] = [
  {
    about: "`{}` changes nothing, and leaves an OK and an empty payload in the turn's result",
    evidence: "observed",
    section: "§1.5",
    body: {},
    outcome: {
      effects: [],
      status: { code: 0, message: "" },
      queryResult: { webhookStatuses: [{ code: 0 }], webhookPayloads: [{}] },
    },
  },
  {
    about: "null members are as if they were not there",
    evidence: "documented",
    section: "§1.5",
    body: { fulfillmentResponse: null, pageInfo: null, sessionInfo: null, payload: null },
    outcome: { effects: [] },
  },
  ...["APPEND", "MERGE_BEHAVIOR_UNSPECIFIED", 1, undefined].map((mergeBehavior): AnswerRow => ({
    about: `messages with the merge behaviour ${mergeBehavior} come after the queued ones`,
    evidence: "documented",
    section: "§1.5",
    body: { fulfillmentResponse: { messages: [hello], mergeBehavior } },
    outcome: { effects: [{ kind: "messages-appended", messages: [hello] }] },
    after: { messages: [...before.messages, hello] },
  })),
  {
    about: "REPLACE drops the queued messages",
    evidence: "documented",
    section: "§1.5",
    body: { fulfillmentResponse: { messages: [hello], mergeBehavior: "REPLACE" } },
    outcome: { effects: [{ kind: "messages-replaced", messages: [hello] }] },
    after: { messages: [hello] },
  },
  {
    about: "a message without content is legal",
    evidence: "observed",
    section: "§1.5",
    body: { fulfillmentResponse: { messages: [{}] } },
    outcome: { effects: [{ kind: "messages-appended", messages: [{}] }] },
  },
  {
    about: "several texts of one message stay one message: they are variants",
    evidence: "documented",
    section: "§1.5",
    body: { fulfillmentResponse: { messages: [{ text: { text: ["a", "b"] } }] } },
    outcome: {
      effects: [{ kind: "messages-appended", messages: [{ text: { text: ["a", "b"] } }] }],
    },
  },
  {
    about: "a session parameter is set",
    evidence: "documented",
    section: "§1.5",
    body: { sessionInfo: { parameters: { size: 4 } } },
    outcome: { effects: [{ kind: "parameter-set", name: "size", value: 4 }] },
    after: { parameters: { size: 4, colour: "red" } },
  },
  {
    about: "a session parameter is removed by null",
    evidence: "documented",
    section: "§1.5",
    body: { sessionInfo: { parameters: { size: null } } },
    outcome: { effects: [{ kind: "parameter-removed", name: "size" }] },
    after: { parameters: { colour: "red" } },
  },
  {
    about: "an empty text is a value of its own",
    evidence: "documented",
    section: "§1.5",
    body: { sessionInfo: { parameters: { size: "" } } },
    outcome: { effects: [{ kind: "parameter-set", name: "size", value: "" }] },
  },
  {
    about: "a session parameter with the name of a form parameter fills the form",
    evidence: "assumed",
    section: "§1.5",
    body: { sessionInfo: { parameters: { amount: 2 } } },
    outcome: {
      effects: [
        { kind: "parameter-set", name: "amount", value: 2 },
        { kind: "form-parameter-set", name: "amount", value: 2 },
      ],
    },
  },
  {
    about: "a form parameter's value fills it, whatever state is said or not",
    evidence: "assumed",
    section: "§1.5",
    body: { pageInfo: { formInfo: { parameterInfo: [{ displayName: "amount", value: 2 }] } } },
    outcome: {
      effects: [
        { kind: "form-parameter-set", name: "amount", value: 2 },
        { kind: "parameter-set", name: "amount", value: 2 },
      ],
      session: { page: { form: [{}, { state: "FILLED", value: 2 }] } },
    },
  },
  {
    about: "INVALID has a form parameter asked for again, without its value",
    evidence: "assumed",
    section: "§1.5",
    body: {
      pageInfo: { formInfo: { parameterInfo: [{ displayName: "colour", state: "INVALID" }] } },
    },
    outcome: {
      effects: [
        { kind: "form-parameter-invalidated", name: "colour" },
        { kind: "parameter-removed", name: "colour" },
      ],
      session: { page: { form: [{ displayName: "colour", state: "INVALID" }, {}] } },
    },
  },
  {
    about: "a form parameter becomes required",
    evidence: "documented",
    section: "§1.5",
    body: {
      pageInfo: { formInfo: { parameterInfo: [{ displayName: "amount", required: true }] } },
    },
    outcome: {
      effects: [{ kind: "form-parameter-required", name: "amount", required: true }],
      session: { page: { form: [{}, { displayName: "amount", required: true }] } },
    },
  },
  {
    about: "another state of a form parameter than INVALID has no effect",
    evidence: "documented",
    section: "§1.5",
    body: {
      pageInfo: { formInfo: { parameterInfo: [{ displayName: "colour", state: "EMPTY" }] } },
    },
    outcome: { effects: [] },
  },
  {
    about: "a form parameter that the page does not have is passed over with a warning",
    evidence: "assumed",
    section: "§1.5",
    body: { pageInfo: { formInfo: { parameterInfo: [{ displayName: "none", value: 1 }] } } },
    outcome: {
      effects: [],
      warnings: [expect.stringContaining('no parameter "none"')],
    },
  },
  {
    about: "the page, its name and the session in an answer have no effect",
    evidence: "documented",
    section: "§1.5",
    body: {
      pageInfo: { currentPage: otherPage, displayName: "Next" },
      sessionInfo: { session: `${agent}/sessions/other` },
    },
    outcome: { effects: [] },
  },
  {
    about: "a payload is added to the turn's webhook payloads",
    evidence: "documented",
    section: "§1.5",
    body: { payload: { a: [1] } },
    outcome: {
      effects: [{ kind: "payload", payload: { a: [1] } }],
      queryResult: { webhookPayloads: [{ a: [1] }] },
    },
    after: { webhookPayloads: [{ a: [1] }] },
  },
  {
    about: "targetPage is where the conversation goes, after the parameters are set",
    evidence: "documented",
    section: "§1.5",
    body: { targetPage: otherPage, sessionInfo: { parameters: { size: 9 } } },
    outcome: {
      effects: [
        { kind: "parameter-set", name: "size", value: 9 },
        { kind: "page-transition", page: otherPage },
      ],
      session: { page: { name: otherPage }, parameters: { size: 9 } },
    },
  },
  {
    about: "targetFlow leads to the flow's start page",
    evidence: "documented",
    section: "§1.5",
    body: { targetFlow: `${agent}/flows/g` },
    outcome: {
      effects: [{ kind: "flow-transition", flow: `${agent}/flows/g` }],
      session: { flow: `${agent}/flows/g`, page: { name: `${agent}/flows/g/pages/START_PAGE` } },
    },
  },
  {
    about: "snake_case names are names, too",
    evidence: "observed",
    section: "§1.6",
    body: {
      session_info: { parameters: { size: 4 } },
      fulfillment_response: { messages: [hello], merge_behavior: "REPLACE" },
    },
    outcome: {
      effects: [
        { kind: "parameter-set", name: "size", value: 4 },
        { kind: "messages-replaced", messages: [hello] },
      ],
    },
  },
];

describe("an answer that is taken:", () => {
  it.each(taken)("$about ($evidence, $section)", async ({ body, outcome, after }) => {
    const result = await answered({ body });
    expect(result).toMatchObject({ result: "done", events: [], ...outcome });
    if (after !== undefined) expect(result.session).toMatchObject(after);
  });

  const bytes = Buffer.from('{"payload":{"ok":true}}');
  it.each([
    ["of another type: nothing says that it is checked", "text/plain", "identity", bytes],
    ["in gzip", "application/json", "gzip", gzipSync(bytes)],
    ["in deflate", "application/json", "deflate", deflateSync(bytes)],
    ["in br", "application/json", "br", brotliCompressSync(bytes)],
  ])("one that is %s (assumed, §1.6)", async (_, type, coding, body) => {
    const outcome = await answered((socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      socket.write(body);
    });
    expect(outcome).toMatchObject({ result: "done", effects: [{ kind: "payload" }] });
  });

  it.each([201, 202, 204])("one with status %i, if it is 2xx (assumed, §1.6)", async (status) => {
    const outcome = await answered({ status, body: status === 204 ? "" : {} });
    // 204 has no body, and nothing is no JSON.
    expect(outcome.result).toBe(status === 204 ? "failed" : "done");
    expect(outcome.session.request).toEqual({ webhook_status_code: status });
  });

  it("one of 64 KiB to the byte (documented, §1.6)", async () => {
    const body = JSON.stringify({ payload: { a: "" } });
    const full = body.replace('""', JSON.stringify("x".repeat(65_536 - body.length)));
    expect(full).toHaveLength(65_536);
    expect(await answered({ body: full })).toMatchObject({ result: "done" });
  });
});
