import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  DispatchAttempt_Reason as Reason,
  DispatchResponse_Result as Result,
  DispatchResponseSchema,
} from "../../../gen/es/fulfillkit/v1/dispatch_pb.ts";
import { renderReport } from "../../../src/cli/call/report.ts";
import { painter, type Painter } from "../../../src/cli/resources/render-changes.ts";

type Init = MessageInitShape<typeof DispatchResponseSchema>;
const plain: Painter = (_, text) => text;
const report = (init: Init, paint = plain): string =>
  renderReport(create(DispatchResponseSchema, init), paint);

const latency = { seconds: 1n, nanos: 4_600_000 };
const request = {
  method: "POST",
  url: "https://example.com/",
  headers: [{ name: "X-A", value: "1" }],
  body: '{\n  "a": 1\n}\n',
};
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text));
const ok = { statusCode: 200, headers: [], body: bytes('{"a":[1]}'), address: "192.0.2.1:443" };
const failure = { kind: "timeout", message: "No answer within 5 s." };

describe("a report", () => {
  it("shows request, attempts, effects, warnings and the end", () => {
    const text = report({
      result: Result.DONE,
      latency,
      attempts: [
        { number: 1, reason: Reason.FIRST, latency, request, failure },
        { number: 2, reason: Reason.RETRY, latency, request, response: ok },
      ],
      effects: [
        { kind: "parameter-set", details: { name: "n", value: { a: 1 } } },
        { kind: "form-parameter-invalidated", details: { name: "date" } },
        { kind: "page-transition", details: { page: "p" } },
        {
          kind: "messages-appended",
          details: { messages: [{ text: { text: ["Hi."] } }, { payload: {} }] },
        },
      ],
      warnings: ["Careful."],
    });
    expect(text).toBe(`POST https://example.com/
  X-A: 1

  {
    "a": 1
  }

Attempt 1, after 1005 ms: No answer within 5 s.

Attempt 2, a retry: HTTP 200 from 192.0.2.1:443 after 1005 ms

  {
    "a": [
      1
    ]
  }

Effects
  + parameter set: n = {"a":1}
  - form parameter invalidated: date
  ~ page transition: p
  + messages appended: "Hi.", {"payload":{}}

Warnings
  Careful.

Done in 1005 ms
`);
  });

  it("says how a call failed, what the platform says, and what is raised", () => {
    const text = report({
      result: Result.FAILED,
      latency,
      status: { code: 4, message: "Webhook call failed." },
      failure,
      events: ["webhook.error.timeout", "webhook.error"],
      attempts: [],
    });
    expect(text).toBe(`Failed in 1005 ms: DEADLINE_EXCEEDED
  Webhook call failed.
  No answer within 5 s.
  Event: webhook.error.timeout, then webhook.error
`);
  });

  it.each([
    ["address", "10.0.0.1 is a private address, which is not to be called.", "--allow private"],
    ["address", "::1 is not called by http, which is not secure.", "--allow-loopback-http"],
    ["tls", "The certificate is self-signed.", "--ca"],
    ["tls", "localhost does not speak TLS on this port (X).", "http://"],
    ["credentials", "There is no secret projects/p/secrets/s/versions/1.", "--secrets"],
  ])("says what would help: %s, %s", (kind, message, flag) => {
    const text = report({
      result: Result.FAILED,
      failure: { kind, message },
      status: { code: 14 },
    });
    expect(text).toContain(flag);
  });

  it("does not offer --ca where no certificate is the matter", () => {
    const message = "localhost does not speak TLS on this port (X).";
    expect(report({ result: Result.FAILED, failure: { kind: "tls", message } })).not.toContain(
      "--ca",
    );
  });

  it.each([
    ["The webhook answered with HTTP status 404.", 0, "the line of the answer says so"],
    ["The webhook answered with HTTP status 302: redirects are not followed.", 1, "it says why"],
  ])("of an answer tells %j %d times: %s", (message, times) => {
    const failed = { kind: "status", message };
    const text = report({
      result: Result.FAILED,
      failure: failed,
      status: { code: 2, message: "Webhook call failed." },
      attempts: [{ number: 1, failure: failed, response: { ...ok, statusCode: 302 } }],
    });
    expect(text.split(message)).toHaveLength(times + 1);
  });

  it("does not tell twice what the status has", () => {
    const message = "request_body: Column 7: The string has no end.";
    const text = report({
      result: Result.FAILED,
      failure: { kind: "plan", message },
      status: { code: 9, message: `Webhook call failed. Error: FAILED_PRECONDITION. ${message}` },
    });
    expect(text.split(message)).toHaveLength(2);
  });

  it("says that a disabled webhook is not called", () => {
    expect(report({ result: Result.SKIPPED })).toBe("Skipped: the webhook is disabled.\n");
  });

  it("shows no control characters, and no more of a body than one reads", () => {
    const body = bytes(`\u001B[2J${"x".repeat(500)}\n`.repeat(70));
    const response = { ...ok, body };
    const text = report({ result: Result.DONE, attempts: [{ number: 1, response }] });
    expect(text).not.toContain("\u001B");
    expect(text).toContain("… (504 characters)");
    expect(text).toContain("… and 10 lines more");
  });

  it("is coloured on a terminal", () => {
    const paint = painter({ terminal: { output: true }, env: {} });
    expect(report({ result: Result.DONE }, paint)).toBe("\u001B[32mDone in 0 ms\u001B[39m\n");
  });
});
