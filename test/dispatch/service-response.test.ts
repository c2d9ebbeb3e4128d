import { fromBinary, toBinary, toJson, type JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DispatchResponseSchema,
  StreamAttemptsResponseSchema,
} from "../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { DispatchFailure, type Attempt, type Outcome } from "../../src/dispatch/index.ts";
import { sessionFromRequest } from "../../src/dispatch/session/from-request.ts";
import {
  messageOfEnd,
  messageOfEvent,
  responseOfOutcome,
} from "../../src/dispatch/service-response.ts";
import { cxRequest } from "../../src/testing/index.ts";

const failure = new DispatchFailure("status", "It answered with 503.", { statusCode: 503 });

const attempt: Attempt = {
  number: 1,
  reason: "first",
  startedAt: 1_700_000_000_123.4,
  latencyMs: 12.25,
  request: {
    method: "POST",
    url: "https://example.com/",
    headers: [
      ["User-Agent", "Google-Dialogflow"],
      ["X-Key", "s3cret"],
      ["X-Mine", "mine"],
    ],
    body: "{}",
  },
  response: {
    statusCode: 503,
    headers: { "content-type": "text/plain" },
    body: new Uint8Array([104, 105]),
    address: "192.0.2.1:443",
  },
  failure,
};

const outcome: Outcome = {
  result: "done",
  status: { code: 0, message: "" },
  latencyMs: 20.5,
  attempts: [attempt],
  events: [],
  session: sessionFromRequest(cxRequest({ tag: "t", parameters: { n: 3 } })),
  effects: [{ kind: "parameter-set", name: "n", value: [1, null] }],
  warnings: ["Careful."],
  queryResult: {
    webhookStatuses: [{ code: 0, message: "" }],
    webhookPayloads: [{ a: 1 }],
    webhookIds: ["w"],
    webhookDisplayNames: ["orders"],
    webhookLatencies: [20.5],
    webhookTags: ["t"],
    diagnosticInfo: { "Session Id": "s" },
  },
};

const jsonOf = (one: Outcome, options = {}): JsonValue =>
  toJson(DispatchResponseSchema, responseOfOutcome(one, options));

describe("an outcome as a message", () => {
  it("has everything that is known of the call", () => {
    expect(jsonOf(outcome)).toEqual({
      result: "RESULT_DONE",
      status: {},
      latency: "0.020500s",
      attempts: [
        {
          number: 1,
          reason: "REASON_FIRST",
          startTime: "2023-11-14T22:13:20.123Z",
          latency: "0.012250s",
          request: {
            method: "POST",
            url: "https://example.com/",
            headers: [
              { name: "User-Agent", value: "Google-Dialogflow" },
              { name: "X-Key", value: "s3cret" },
              { name: "X-Mine", value: "mine" },
            ],
            body: "{}",
          },
          response: {
            statusCode: 503,
            headers: [{ name: "content-type", value: "text/plain" }],
            body: "aGk=",
            address: "192.0.2.1:443",
          },
          failure: { kind: "status", message: "It answered with 503.", statusCode: 503 },
        },
      ],
      effects: [{ kind: "parameter-set", details: { name: "n", value: [1, null] } }],
      parameters: { n: 3 },
      warnings: ["Careful."],
      queryResult: {
        webhookStatuses: [{ code: 0, message: "" }],
        webhookPayloads: [{ a: 1 }],
        webhookIds: ["w"],
        webhookDisplayNames: ["orders"],
        webhookLatencies: ["0.021s"],
        webhookTags: ["t"],
        diagnosticInfo: { "Session Id": "s" },
      },
    });
  });

  it("says how it failed, and which events are raised", () => {
    const failed: Outcome = {
      ...outcome,
      result: "failed",
      status: { code: 14, message: "Unavailable." },
      failure,
      events: ["webhook.error.unavailable", "webhook.error"],
    };
    expect(jsonOf(failed)).toMatchObject({
      result: "RESULT_FAILED",
      status: { code: 14, message: "Unavailable." },
      failure: { kind: "status", statusCode: 503 },
      events: ["webhook.error.unavailable", "webhook.error"],
    });
  });

  it("masks all but the platform's headers and those that may be shown, in any case", () => {
    const json = JSON.stringify(jsonOf(outcome, { shownHeaders: ["x-mine"] }));
    expect(json).toContain('{"name":"X-Key","value":"********"}');
    expect(json).toContain('{"name":"X-Mine","value":"mine"}');
    expect(json).toContain("Google-Dialogflow");
    expect(json).not.toContain("s3cret");
  });

  it("has the answer of a standard webhook as a whole message", () => {
    const message = { sessionInfo: { parameters: {} } };
    const answered: Outcome = { ...outcome, response: { format: "cx/v3", message } };
    expect(jsonOf(answered)).toMatchObject({ response: { sessionInfo: {} } });
    const es: Outcome = {
      ...outcome,
      response: { format: "es/v2", message: { fulfillmentText: "Hi." } },
    };
    expect(jsonOf(es)).toMatchObject({ esResponse: { fulfillmentText: "Hi." } });
  });

  it("has whatever JSON a flexible webhook answered, and survives the wire with it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (made) => {
        // -0 is a number of JavaScript and none of JSON's texts.
        const json = JSON.parse(JSON.stringify(made)) as JsonValue;
        const message = responseOfOutcome({ ...outcome, json });
        const back = fromBinary(DispatchResponseSchema, toBinary(DispatchResponseSchema, message));
        expect(toJson(DispatchResponseSchema, back)).toHaveProperty("json", json);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps durations to the microsecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000_000 }), (micros) => {
        const { latency } = responseOfOutcome({ ...outcome, latencyMs: micros / 1000 });
        expect(Number(latency?.seconds) * 1_000_000 + (latency?.nanos ?? 0) / 1000).toBe(micros);
      }),
    );
  });
});

describe("what happens during a call as a message", () => {
  it.each([
    ["a start", { kind: "started", number: 2, reason: "token-refresh" }, "started"],
    ["an end", { kind: "ended", attempt }, "ended"],
    ["a wait", { kind: "waiting", delayMs: 1500 }, "waiting"],
  ] as const)("tells of %s", (_, event, kind) => {
    const json = toJson(StreamAttemptsResponseSchema, messageOfEvent(event));
    expect(Object.keys(json as object)).toEqual([kind]);
  });

  it("ends with the outcome, masked alike", () => {
    const options = { shownHeaders: [] };
    const json = JSON.stringify(
      toJson(StreamAttemptsResponseSchema, messageOfEnd(outcome, options)),
    );
    expect(json).toMatch(/^\{"outcome":/);
    expect(json).not.toContain("s3cret");
    const event = messageOfEvent({ kind: "ended", attempt }, options);
    expect(JSON.stringify(toJson(StreamAttemptsResponseSchema, event))).not.toContain("s3cret");
  });
});
