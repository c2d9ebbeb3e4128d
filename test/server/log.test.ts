import { describe, expect, it } from "vitest";
import { WebhookError } from "../../src/index.ts";
import type { HandlerEvent } from "../../src/handler/events.ts";
import { createReporter } from "../../src/server/log.ts";
import type { RequestFacts } from "../../src/server/log.ts";
import { cxBody, keepingLogger, post, serveTest, session } from "./fixture.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const headers: Readonly<Record<string, string>> = {
  traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
  "user-agent": "Google-Dialogflow",
  authorization: "Bearer secret-4711",
};
const facts: RequestFacts = {
  requestId: "req-1",
  method: "POST",
  path: "/webhook",
  protocol: "HTTP/1.1",
  header: (name) => headers[name],
};
const about = {
  format: "cx/v3",
  session,
  responseId: "r-1",
  handler: 'tag "a"',
  tag: "a",
} as const;
const internal = new WebhookError("INTERNAL", {
  cause: new Error("outer", { cause: new Error("inner") }),
});
const callers = new WebhookError("NOT_FOUND", { reason: "NO_HANDLER" });

describe("a reporter", () => {
  const fail = (): never => {
    throw new Error("the disk is full");
  };

  it.each([
    ["a logger that throws", { debug: fail, info: fail, warn: fail, error: fail }],
    ["a logger whose levels cannot be asked for", { ...keepingLogger(), isLevelEnabled: fail }],
  ])("is not stopped by %s", (_, logger) => {
    const reporter = createReporter({ logger });
    expect(typeof reporter.verbose).toBe("boolean");
    reporter.handler({ ...about, event: "failed", durationMs: 1, error: internal }, facts);
    reporter.failure(callers, facts);
    reporter.notice("error", { message: "So it is.", cause: new Error("cause") });
  });

  it.each<[string, unknown]>([
    ["a stack that throws", Object.defineProperty(new Error("x"), "stack", { get: fail })],
    ["a stack that is no text", Object.defineProperty(new Error("x"), "stack", { value: {} })],
    ["names that cannot be read", new Proxy({}, { ownKeys: fail })],
    ["a text that cannot be made", Object.assign(() => {}, { toString: fail })],
  ])("writes its line about a cause with %s", (_, cause) => {
    const logger = keepingLogger();
    createReporter({ logger }).failure(new WebhookError("INTERNAL", { cause }), facts);
    expect(logger.lines).toMatchObject([{ level: "error", fields: { reason: "INTERNAL" } }]);
    expect(typeof logger.lines[0]?.fields["stack_trace"]).toBe("string");
  });
});

describe("log lines", () => {
  it.each<[HandlerEvent["event"], HandlerEvent, string]>([
    ["handled", { ...about, event: "handled", durationMs: 1 }, "debug"],
    ["failed", { ...about, event: "failed", durationMs: 1, error: internal }, "error"],
    ["failed", { ...about, event: "failed", durationMs: 1, error: callers }, "warn"],
    ["recovered", { ...about, event: "recovered", durationMs: 1, error: internal }, "warn"],
    [
      "on-error-failed",
      { ...about, event: "on-error-failed", durationMs: 1, error: internal },
      "warn",
    ],
    ["late", { ...about, event: "late", durationMs: 9, lateMs: 4 }, "warn"],
    [
      "response-refused",
      { ...about, event: "response-refused", durationMs: 1, error: internal },
      "error",
    ],
    ["message", { ...about, event: "message", level: "info", message: "m", fields: {} }, "info"],
  ])("write %s with session and tag: %#", (event, entry, level) => {
    const logger = keepingLogger();
    createReporter({ logger }).handler(entry, facts);
    expect(logger.lines).toMatchObject([
      { level, fields: { event, session, tag: "a", requestId: "req-1" } },
    ]);
  });

  it("name trace and span as Cloud Logging does, with the project if it is known", () => {
    const logger = keepingLogger();
    createReporter({ logger, projectId: "p-1" }).failure(callers, facts);
    createReporter({ logger }).failure(callers, facts);
    createReporter({ logger }).failure(callers, { ...facts, header: () => undefined });
    const [known, unknown, none] = logger.lines.map(({ fields }) => fields);
    expect(known).toMatchObject({
      "logging.googleapis.com/trace": `projects/p-1/traces/${traceId}`,
      "logging.googleapis.com/spanId": "00f067aa0ba902b7",
      "logging.googleapis.com/trace_sampled": true,
      httpRequest: {
        requestMethod: "POST",
        requestUrl: "/webhook",
        protocol: "HTTP/1.1",
        userAgent: "Google-Dialogflow",
      },
    });
    expect(unknown).toHaveProperty(["logging.googleapis.com/trace"], traceId);
    expect(none).not.toHaveProperty(["logging.googleapis.com/trace"]);
  });

  it("tell the whole cause of a failure", () => {
    const logger = keepingLogger();
    createReporter({ logger }).handler(
      { ...about, event: "failed", durationMs: 1, error: internal },
      facts,
    );
    const stack = String(logger.lines[0]?.fields["stack_trace"]);
    expect(stack).toMatch(/^Error: outer\n {4}at [^]*Caused by: Error: inner\n {4}at /);
  });

  it.each([
    ["a string", "boom", "Thrown: boom"],
    ["an object, by its names alone", { token: "secret-4711" }, "Thrown: an object with token"],
    ["null", null, "Thrown: null"],
  ])("tell of %s that was thrown", (_, cause, text) => {
    const logger = keepingLogger();
    createReporter({ logger }).failure(new WebhookError("INTERNAL", { cause }), facts);
    expect(logger.lines[0]?.fields["stack_trace"]).toContain(text);
  });

  it("end with causes that go round in a circle", () => {
    const logger = keepingLogger();
    const first = new Error("first");
    first.cause = new Error("second", { cause: first });
    createReporter({ logger }).failure(new WebhookError("INTERNAL", { cause: first }), facts);
    expect(String(logger.lines[0]?.fields["stack_trace"]).match(/Caused by/g)).toHaveLength(7);
  });

  it("are not put together at a level that is off", () => {
    const logger = keepingLogger(["error"]);
    const reporter = createReporter({ logger });
    reporter.handler({ ...about, event: "handled", durationMs: 1 }, facts);
    expect([reporter.verbose, logger.lines]).toEqual([false, []]);
  });
});

describe("what is never logged", () => {
  it("parameters, credentials, queries and bodies", async () => {
    const logger = keepingLogger();
    await using server = await serveTest({ logger });
    const secret = "secret-4711";
    const calls = [
      { path: `/webhook?key=${secret}`, body: cxBody("hello", { card: secret }) },
      { path: `/webhook?key=${secret}`, body: cxBody("fail", { card: secret }) },
      { path: `/webhook?key=${secret}`, body: cxBody("nobody", { card: secret }) },
      { path: `/nowhere?key=${secret}`, body: secret },
      { path: "/webhook", body: `{"x": ${secret}` },
      { path: "/webhook", body: JSON.stringify({ fulfillmentInfo: { tag: { card: secret } } }) },
    ];
    for (const call of calls)
      await post(server, {
        ...call,
        headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
      });
    const lines = logger.lines.map(({ level, fields }) => [level, fields["event"]]);
    expect(lines).toEqual([
      ["debug", "handled"],
      ["error", "failed"],
      ["warn", "failed"],
      ["warn", "refused"],
      ["warn", "refused"],
      ["warn", "refused"],
    ]);
    expect(JSON.stringify(logger.lines)).not.toContain(secret);
  });
});
