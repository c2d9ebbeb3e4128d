import { describe, expect, it } from "vitest";
import { jsonReport } from "../../../src/verify/report/json.ts";
import { answered } from "../judge/exchanges.ts";
import { mixed, report, result } from "./reports.ts";

describe("the report for programs", () => {
  it("has what is documented, case by case", () => {
    const { results, ...rest } = jsonReport(mixed);
    expect(rest).toEqual({
      version: 1,
      url: "https://example.com/webhook",
      format: "cx",
      timeoutMs: 5000,
      startedAt: "2027-01-02T03:04:05.000Z",
      durationMs: 1234,
      summary: { passed: 2, warned: 2, failed: 2, skipped: 1 },
    });
    expect(results[2]).toEqual({
      id: "query-event",
      group: "Queries",
      tag: "hello",
      why: "People type.",
      verdict: "failed",
      durationMs: 12,
      findings: [
        {
          level: "error",
          rule: "status",
          message: "The answer has status 500.",
          advice: "Mend it.",
        },
      ],
      calls: [
        {
          request: {
            method: "POST",
            url: "https://example.com/webhook",
            headers: {},
            body: "{}",
          },
          response: {
            status: 500,
            headers: { "content-type": "application/json" },
            body: "<b>no</b>",
          },
          latencyMs: 10,
        },
      ],
    });
    expect(results[5]?.calls[0]).toMatchObject({
      failure: { kind: "timeout", message: "It was timeout." },
    });
    expect(results[6]).toMatchObject({ skipped: "No credentials are given.", calls: [] });
  });

  it("cuts bodies between characters", () => {
    const body = `${"x".repeat(4095)}👍`;
    const [one] = jsonReport(report([result({ exchanges: [answered({ body })] })])).results;
    expect(one?.calls[0]?.response?.body).toBe(`${"x".repeat(4095)}… (2 more)`);
  });
});
