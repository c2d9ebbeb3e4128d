/** What the answer of a flexible webhook comes to (§2.4), from the bytes on the socket to the next session. */
import { describe, expect, it } from "vitest";
import { Webhook_GenericWebService_HttpMethod as HttpMethod } from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import type { Effect, Outcome } from "../../../src/dispatch/index.ts";
import { flexibleTo } from "../fixture.ts";
import { callWebhook, session } from "./call.ts";
import type { Row } from "./evidence.ts";
import type { Reply } from "./webhook-server.ts";

const before = { ...session, parameters: { x: "old" }, flowParameters: { y: "old" } };

async function mapped(parameterMapping: Record<string, string>, answer: Reply): Promise<Outcome> {
  const webhook = (origin: string) =>
    flexibleTo(origin, { httpMethod: HttpMethod.GET, parameterMapping });
  return (await callWebhook({ webhook, answer, call: { session: before } })).outcome;
}

interface MappingRow extends Row {
  readonly mapping: Record<string, string>;
  readonly body: unknown;
  readonly effects: readonly Effect[];
}

const set = (value: Extract<Effect, { kind: "parameter-set" }>["value"]): Effect => ({
  kind: "parameter-set",
  name: "x",
  value,
});

const json = { a: { b: [{ c: 1 }, { c: "two" }], "c d": true, none: null }, user_name: "Ann" };

const rows: readonly MappingRow[] = [
  {
    about: "a path of members and indexes gives a number",
    evidence: "documented",
    section: "§2.4",
    mapping: { x: "$.a.b[0].c" },
    body: json,
    effects: [set(1)],
  },
  {
    about: "a path gives a text",
    evidence: "documented",
    section: "§2.4",
    mapping: { x: "$.a.b[1].c" },
    body: json,
    effects: [set("two")],
  },
  {
    about: "a path gives a list",
    evidence: "documented",
    section: "§2.4",
    mapping: { x: "$.a.b" },
    body: json,
    effects: [set(json.a.b)],
  },
  {
    about: "a path gives an object",
    evidence: "documented",
    section: "§2.4",
    mapping: { x: "$.a.b[0]" },
    body: json,
    effects: [set({ c: 1 })],
  },
  {
    about: "a path without `$.` is one with it",
    evidence: "observed",
    section: "§2.4",
    mapping: { x: "user_name" },
    body: json,
    effects: [set("Ann")],
  },
  {
    about: "a member with a space goes in brackets and quotes",
    evidence: "assumed",
    section: "§2.4",
    mapping: { x: "$.a['c d']" },
    body: json,
    effects: [set(true)],
  },
  {
    about: "a list may be all of the answer",
    evidence: "assumed",
    section: "§2.4",
    mapping: { x: "$[1].c" },
    body: json.a.b,
    effects: [set("two")],
  },
  {
    about: "the target may be a parameter of the flow",
    evidence: "observed",
    section: "§2.4",
    mapping: { "$flow.y": "$.user_name" },
    body: json,
    effects: [{ kind: "flow-parameter-set", name: "y", value: "Ann" }],
  },
  {
    about: "several parameters are set at once",
    evidence: "documented",
    section: "§2.4",
    mapping: { x: "user_name", z: "$.a.b[0].c" },
    body: json,
    effects: [set("Ann"), { kind: "parameter-set", name: "z", value: 1 }],
  },
  {
    about: "null removes the parameter",
    evidence: "assumed",
    section: "§2.4",
    mapping: { x: "$.a.none" },
    body: json,
    effects: [{ kind: "parameter-removed", name: "x" }],
  },
  {
    about: "a field that is not there changes nothing",
    evidence: "assumed",
    section: "§2.4",
    mapping: { x: "$.a.nothing[3]" },
    body: json,
    effects: [],
  },
  {
    about:
      "messages, transitions and payload are no part of it: an answer that looks so sets nothing",
    evidence: "documented",
    section: "§2.4",
    mapping: {},
    body: { sessionInfo: { parameters: { x: 1 } }, payload: { a: 1 }, targetPage: "p" },
    effects: [],
  },
  {
    about: "fields of whatever name are not wrong",
    evidence: "documented",
    section: "§2.4",
    mapping: { x: "success" },
    body: { success: true },
    effects: [set(true)],
  },
];

describe("the mapping of a flexible webhook's answer:", () => {
  it.each(rows)("$about ($evidence, $section)", async ({ mapping, body, effects }) => {
    expect(await mapped(mapping, { body })).toMatchObject({ result: "done", effects });
  });

  it("says which field was not there (assumed, §2.4)", async () => {
    const { warnings } = await mapped({ x: "$.nothing" }, { body: {} });
    expect(warnings).toEqual([expect.stringContaining("$.nothing")]);
  });
});

interface EndRow extends Row {
  readonly mapping: Record<string, string>;
  readonly answer: Reply;
  readonly outcome: object;
}

const failed = { result: "failed", events: ["webhook.error"], effects: [] };

const ends: readonly EndRow[] = [
  {
    about: "no JSON fails a call with a mapping",
    evidence: "assumed",
    section: "§2.4",
    mapping: { x: "$.a" },
    answer: { body: "<html>" },
    outcome: { ...failed, status: { code: 3 } },
  },
  {
    about: "no body fails a call with a mapping",
    evidence: "assumed",
    section: "§2.4",
    mapping: { x: "$.a" },
    answer: { status: 204, body: "" },
    outcome: { ...failed, status: { code: 3 } },
  },
  {
    about: "without a mapping the body is not read",
    evidence: "assumed",
    section: "§2.4",
    mapping: {},
    answer: { body: "<html>" },
    outcome: { result: "done", effects: [], warnings: [] },
  },
  {
    about: "more than 64 KiB fail the call, mapped or not",
    evidence: "documented",
    section: "§2.4",
    mapping: {},
    answer: { body: `"${"x".repeat(70_000)}"` },
    outcome: { ...failed, status: { code: 3 } },
  },
  ...[200, 201, 404, 503].map((statusCode): EndRow => ({
    about: `$request.webhook_status_code is ${statusCode} afterwards`,
    evidence: "documented",
    section: "§2.4",
    mapping: {},
    answer: { status: statusCode },
    outcome: { session: { request: { webhook_status_code: statusCode } } },
  })),
];

describe("the end of a flexible call:", () => {
  it.each(ends)("$about ($evidence, $section)", async ({ mapping, answer, outcome }) => {
    expect(await mapped(mapping, answer)).toMatchObject(outcome);
  });

  it("a call without an answer leaves no status of the call before (assumed, §2.4)", async () => {
    const { outcome } = await callWebhook({
      webhook: (origin) => flexibleTo(origin),
      answer: (socket) => socket.destroy(),
      dispatcher: {
        behaviours: { retryCount: 0 },
        transport: { addresses: { allow: ["loopback"], http: "loopback" } },
      },
      call: { session: { ...session, request: { webhook_status_code: 200, sentiment: 1 } } },
    });
    expect(outcome.session.request).toEqual({ sentiment: 1 });
  });
});
