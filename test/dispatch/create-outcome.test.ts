import { describe, expect, it } from "vitest";
import { resolveBehaviours } from "../../src/dispatch/behaviours.ts";
import {
  createOutcome,
  type FinishedDispatch,
  type Progress,
} from "../../src/dispatch/create-outcome.ts";
import { DispatchFailure } from "../../src/dispatch/failure.ts";
import type { Attempt } from "../../src/dispatch/outcome.ts";
import { decodeResponse } from "../../src/wire/decode-response.ts";
import { session } from "./behaviour/call.ts";
import { agent, webhookTo } from "./fixture.ts";

const url = "https://a.example/";
const found: Progress = { webhook: webhookTo(url), url };
const base: Omit<FinishedDispatch, "progress"> = {
  format: "cx/v3",
  name: `${agent}/webhooks/w`,
  tag: "orders",
  session,
  warnings: ["first"],
  latencyMs: 12.4,
  behaviours: resolveBehaviours(),
};

function attempt(more: Partial<Attempt>): Attempt {
  return { number: 1, reason: "first", startedAt: 0, latencyMs: 12, ...more };
}

const answered = (statusCode: number): Attempt =>
  attempt({ response: { statusCode, headers: {}, body: new Uint8Array() } });

describe("the outcome of a call", () => {
  it("that was answered is done, with the answer's session, effects and warnings", () => {
    const response = decodeResponse("cx/v3", '{"payload": {"a": 1}}');
    const after = { ...session, parameters: { x: 1 } };
    const effects = [{ kind: "parameter-set", name: "x", value: 1 }] as const;
    const outcome = createOutcome({
      ...base,
      progress: {
        ...found,
        attempts: [answered(200)],
        answer: { response, session: after, effects, warnings: ["second"] },
      },
    });
    expect(outcome).toMatchObject({
      result: "done",
      status: { code: 0, message: "" },
      events: [],
      response,
      effects,
      warnings: ["first", "second"],
      latencyMs: 12.4,
      session: { parameters: { x: 1 } },
      queryResult: { webhookPayloads: [{ a: 1 }], webhookTags: ["orders"], webhookIds: ["w"] },
    });
    expect(outcome).not.toHaveProperty("failure");
  });

  it("that failed has its status, events and failure, and the session from before", () => {
    const failure = new DispatchFailure("status", "No.", { statusCode: 503 });
    const outcome = createOutcome({
      ...base,
      progress: { ...found, attempts: [answered(503)], failure },
    });
    expect(outcome).toMatchObject({
      result: "failed",
      status: { code: 14 },
      events: ["webhook.error.unavailable", "webhook.error"],
      failure,
      effects: [],
      session: { parameters: {} },
    });
  });

  it("that was left out has neither status nor attempts", () => {
    const outcome = createOutcome({ ...base, progress: { ...found, skipped: true } });
    expect(outcome).toMatchObject({
      result: "skipped",
      attempts: [],
      queryResult: { webhookStatuses: [] },
    });
    expect(outcome.session).toBe(session);
  });

  it("of a webhook that was not found goes by the name that it was called by", () => {
    const failure = new DispatchFailure("plan", "None.");
    const outcome = createOutcome({ ...base, progress: { failure } });
    expect(outcome.queryResult).toMatchObject({ webhookIds: ["w"], webhookDisplayNames: [""] });
  });
});

describe("$request.webhook_status_code (§2.4)", () => {
  const before = { ...session, request: { webhook_status_code: 200, sentiment: 1 } };
  const late = new DispatchFailure("timeout", "Late.");
  const long = new DispatchFailure("oversize", "Long.", { statusCode: 201 });
  it.each<[string, readonly Attempt[] | undefined, object]>([
    [
      "what the call was answered with",
      [answered(404)],
      { webhook_status_code: 404, sentiment: 1 },
    ],
    [
      "what the last attempt was answered with",
      [answered(401), answered(204)],
      { webhook_status_code: 204, sentiment: 1 },
    ],
    [
      "the status of an answer that did not come whole",
      [attempt({ failure: long })],
      { webhook_status_code: 201, sentiment: 1 },
    ],
    ["none after a call without an answer", [attempt({ failure: late })], { sentiment: 1 }],
    ["what it was, where nothing was called", undefined, before.request],
  ])("is %s", (_, attempts, request) => {
    const outcome = createOutcome({
      ...base,
      session: before,
      progress: { ...found, ...(attempts && { attempts }) },
    });
    expect(outcome.session.request).toEqual(request);
  });

  it("that stays the same leaves the very session", () => {
    const outcome = createOutcome({
      ...base,
      session: before,
      progress: { ...found, attempts: [answered(200)] },
    });
    expect(outcome.session).toBe(before);
  });
});
