/** Reports for tests of how they are shown. */
import type { CaseResult, Report } from "../../../src/verify/report/report.ts";
import type { Finding } from "../../../src/verify/judge/finding.ts";
import { answered, unanswered } from "../judge/exchanges.ts";

/** A finding. */
export function finding(init: Partial<Finding> = {}): Finding {
  return { level: "error", rule: "status", message: "It failed.", advice: "Mend it.", ...init };
}

/** A result. */
export function result(init: Partial<CaseResult> = {}): CaseResult {
  return {
    id: "query-text",
    group: "Queries",
    tag: "hello",
    why: "People type.",
    verdict: "passed",
    findings: [],
    exchanges: [answered()],
    durationMs: 12.4,
    ...init,
  };
}

/** A report of such results. */
export function report(results: readonly CaseResult[], init: Partial<Report> = {}): Report {
  return {
    url: "https://example.com/webhook",
    format: "cx",
    tagsGiven: true,
    timeoutMs: 5000,
    startedAt: Date.UTC(2027, 0, 2, 3, 4, 5),
    durationMs: 1234,
    results,
    ...init,
  };
}

/** One of everything. */
export const mixed = report([
  result(),
  result({ tag: "bye" }),
  result({
    id: "query-event",
    verdict: "failed",
    findings: [finding({ message: "The answer has status 500." })],
    exchanges: [answered({ status: 500, body: "<b>no</b>" })],
  }),
  result({
    id: "retry-in-turn",
    group: "Retries",
    verdict: "warned",
    findings: [finding({ level: "warning", rule: "latency", message: "It was slow." })],
    exchanges: [answered({ body: '{"payload": {"call": 1}}' }), answered({ latencyMs: 700 })],
  }),
  result({
    id: "burst",
    group: "Retries",
    verdict: "warned",
    findings: [finding({ level: "warning", rule: "latency", message: "It was slow." })],
  }),
  result({
    id: "garbage-empty",
    group: "Retries",
    verdict: "failed",
    findings: [
      finding({ rule: "timeout", message: "Nothing came." }),
      finding({ level: "note", rule: "header", message: "A 405 without Allow." }),
    ],
    exchanges: [unanswered("timeout")],
  }),
  result({
    id: "credentials-none",
    group: "Credentials",
    verdict: "skipped",
    skipped: "No credentials are given.",
    exchanges: [],
    durationMs: 0,
  }),
]);
