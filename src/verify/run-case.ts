/** Runs one case against a webhook, and judges what comes. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { Clock } from "../clock.ts";
import type { CaseFormat, VerifyCase } from "./case.ts";
import type { Caller } from "./caller.ts";
import { compose } from "./compose.ts";
import { credentialHeaders, hasCredentials, type GivenCredentials } from "./credentials.ts";
import type { Exchange } from "./exchange.ts";
import type { Finding } from "./judge/finding.ts";
import { judgeCall } from "./judge/judge-call.ts";
import { judgeRepeats } from "./judge/judge-repeats.ts";
import type { CaseResult, Verdict } from "./report/report.ts";

/** What every case is run with. */
export interface CaseContext {
  readonly caller: Caller;
  readonly format: CaseFormat;
  readonly parameters: JsonObject;
  readonly credentials: GivenCredentials;
  readonly timeoutMs: number;
  /** Whether 400 and 404 will do where an answer is expected. */
  readonly refusable: boolean;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly signal: AbortSignal | undefined;
}

/** Runs a case with one tag. */
export async function runCase(
  one: VerifyCase,
  { tag, context }: { readonly tag: string; readonly context: CaseContext },
): Promise<CaseResult> {
  const { credentials, clock } = context;
  const headers = credentialHeaders(credentials, one.credentials);
  if (headers === undefined)
    return skippedResult(one, {
      tag,
      skipped: hasCredentials(credentials)
        ? "It takes a user and a password: give --basic."
        : "No credentials are given: --basic, --bearer or --header.",
    });
  const startedAt = clock.now();
  const calls = await makeCalls(one, { tag, headers, context });
  const findings = judge(one, calls, context);
  const { id, group, why } = one;
  return {
    id,
    group,
    tag,
    why,
    verdict: verdictOf(findings),
    findings,
    exchanges: calls.all,
    durationMs: clock.now() - startedAt,
  };
}

/** The result of a case that is left out. */
export function skippedResult(
  { id, group, why }: VerifyCase,
  { tag, skipped }: { readonly tag: string; readonly skipped: string },
): CaseResult {
  return {
    id,
    group,
    tag,
    why,
    verdict: "skipped",
    skipped,
    findings: [],
    exchanges: [],
    durationMs: 0,
  };
}

function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ level }) => level === "error")) return "failed";
  return findings.some(({ level }) => level === "warning") ? "warned" : "passed";
}

/** The calls of a case. */
interface Calls {
  readonly all: readonly Exchange[];
  /** Those whose answers are judged: not the ones that were given up. */
  readonly judged: readonly Exchange[];
}

interface CallsInit {
  readonly tag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly context: CaseContext;
}

async function makeCalls(one: VerifyCase, init: CallsInit): Promise<Calls> {
  const { count, order, ids } = one.calls;
  const { uuid } = init.context;
  const [first, session] = [uuid(), uuid()];
  const call = (id: string, signal?: AbortSignal): Promise<Exchange> =>
    callOnce(one, { ...init, id, session, signal });
  const idOf = (index: number): string => (ids === "same" || index === 0 ? first : uuid());
  const start = (index: number): Promise<Exchange> =>
    one.giveUp === undefined
      ? call(idOf(index))
      : giveUp((signal) => call(idOf(index), signal), one.giveUp.afterMs, init.context.clock);
  const all: Exchange[] = [];
  if (order === "at-once")
    all.push(...(await Promise.all(Array.from({ length: count }, (_, index) => start(index)))));
  else for (let index = 0; index < count; index++) all.push(await start(index));
  if (one.giveUp === undefined) return { all, judged: all };
  const last = await call(one.giveUp.follow === "same" ? first : uuid());
  return { all: [...all, last], judged: [last] };
}

/** Begins a call, and goes away from it. */
async function giveUp(
  begin: (signal: AbortSignal) => Promise<Exchange>,
  afterMs: number,
  clock: Clock,
): Promise<Exchange> {
  const gone = new AbortController();
  const timer = clock.setTimeout(() => gone.abort(), afterMs);
  try {
    return await begin(gone.signal);
  } finally {
    clock.clearTimeout(timer);
  }
}

function callOnce(
  one: VerifyCase,
  init: CallsInit & {
    readonly id: string;
    readonly session: string;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Exchange> {
  const { id, session, tag, headers, context } = init;
  const { caller, format, parameters } = context;
  const signals = [init.signal, context.signal].filter((one) => one !== undefined);
  return caller.call({
    method: one.method,
    body: compose(one, { format, facts: { id, session, tag, parameters } }),
    headers,
    ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
  });
}

function judge(
  { calls, expect, severity }: VerifyCase,
  { judged }: Calls,
  { format, timeoutMs, refusable }: CaseContext,
): readonly Finding[] {
  const each = judged.flatMap((exchange) =>
    judgeCall(exchange, { expect, format, timeoutMs, refusable }),
  );
  const repeats = calls.ids === "same" && judged.length > 1 ? judgeRepeats(judged) : [];
  return distinct([...each, ...repeats].map((one) => softened(one, severity)));
}

/** A case that is worth a warning finds no errors. */
function softened(finding: Finding, severity: VerifyCase["severity"]): Finding {
  const isError = finding.level === "error";
  return severity === "warning" && isError ? { ...finding, level: "warning" } : finding;
}

/** Calls of one case that have the same fault tell of it once. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const byText = new Map(findings.map((one) => [`${one.rule} ${one.advice}`, one]));
  return [...byText.values()];
}
