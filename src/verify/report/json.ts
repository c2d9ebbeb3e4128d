/** The report for programs. Its shape is documented in docs/verify.md, and stable. */
import type { Exchange } from "../exchange.ts";
import type { Finding } from "../judge/finding.ts";
import { countVerdicts, type Report, type Verdict } from "./report.ts";
import { receivedText, excerpt } from "./show-exchange.ts";

/** The document. Members may be added; those that are there stay. */
export interface JsonReport {
  readonly version: 1;
  readonly url: string;
  readonly format: "cx" | "es";
  readonly timeoutMs: number;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly summary: Readonly<Record<Verdict, number>>;
  readonly results: readonly JsonResult[];
}

/** A case with one tag. */
export interface JsonResult {
  readonly id: string;
  readonly group: string;
  readonly tag: string;
  readonly why: string;
  readonly verdict: Verdict;
  readonly skipped?: string;
  readonly durationMs: number;
  readonly findings: readonly Finding[];
  readonly calls: readonly JsonCall[];
}

/** A call. Bodies are cut after 4096 characters. */
export interface JsonCall {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly failure?: { readonly kind: string; readonly message: string };
  readonly latencyMs: number;
}

const bodyCharacters = 4096;

/** A report as a JSON document. */
export function jsonReport(report: Report): JsonReport {
  const { url, format, timeoutMs, startedAt, durationMs, results } = report;
  return {
    version: 1,
    url,
    format,
    timeoutMs,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(durationMs),
    summary: countVerdicts(report),
    results: results.map(({ exchanges, durationMs: took, findings, ...result }) => ({
      ...result,
      durationMs: Math.round(took),
      findings,
      calls: exchanges.map(callOf),
    })),
  };
}

function callOf({ sent, received, failure, latencyMs }: Exchange): JsonCall {
  return {
    request: { ...sent, body: excerpt(sent.body, bodyCharacters) },
    ...(received && {
      response: {
        status: received.statusCode,
        headers: received.headers,
        body: excerpt(receivedText(received), bodyCharacters),
      },
    }),
    ...(failure && { failure }),
    latencyMs: Math.round(latencyMs),
  };
}
