/** Runs cases against a webhook. */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "@bufbuild/protobuf";
import { systemClock, type Clock } from "../dispatch/clock.ts";
import type { FailureKind } from "../dispatch/failure.ts";
import type { CaseFormat, VerifyCase } from "./case.ts";
import { checkCases } from "./check-cases.ts";
import { createCaller, type CallerOptions } from "./caller.ts";
import { compose } from "./compose.ts";
import { credentialHeaders, type GivenCredentials } from "./credentials.ts";
import { shownUrl } from "./exchange.ts";
import type { CaseResult, Report } from "./report/report.ts";
import { runCase, type CaseContext } from "./run-case.ts";

/** What is verified, and how. */
export interface VerifyOptions extends Omit<CallerOptions, "timeoutMs"> {
  readonly cases: readonly VerifyCase[];
  /** Default: `cx`. Cases of the other format are left out. */
  readonly format?: CaseFormat;
  /**
   * Tags (ES: actions) that the webhook knows; every case that expects an answer
   * is run with each. Default: one that it will not know, to which a refusal with
   * 400 or 404 is as good as an answer.
   */
  readonly tags?: readonly string[];
  /** Session parameters of every request. Default: none. */
  readonly parameters?: JsonObject;
  /** Default: none; cases of wrong credentials are skipped. */
  readonly credentials?: GivenCredentials;
  /** The timeout that the platform would have, in milliseconds. Default: 5000. */
  readonly timeoutMs?: number;
  /** How many cases run at a time; those that call several times run alone. Default: 4. */
  readonly concurrency?: number;
  /** Stops everything. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Makes ids. Default: random UUIDs. */
  readonly uuid?: () => string;
}

/** The webhook can't be called at all. The message is a sentence. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** A tag that nobody has. */
const unknownTag = "fulfillkit-verify-unknown-tag";

/**
 * Runs the cases.
 *
 * @throws UnreachableError if nothing answers at the URL; CasesError for cases that
 *   make no request; TypeError for addresses that are none; what the signal is
 *   aborted with
 */
export async function verify(options: VerifyOptions): Promise<Report> {
  const { url, format = "cx", tags = [], timeoutMs = 5_000, clock = systemClock } = options;
  const cases = options.cases.filter((one) => (one.format ?? format) === format);
  checkCases(cases, format);
  const startedAt = clock.now();
  await using caller = createCaller({ ...options, timeoutMs });
  const context: CaseContext = {
    caller,
    format,
    timeoutMs,
    clock,
    parameters: options.parameters ?? {},
    credentials: options.credentials ?? {},
    uuid: options.uuid ?? randomUUID,
    signal: options.signal,
    refusable: false,
  };
  const known = tags.length > 0 ? tags : [unknownTag];
  const refuses = await refusesFirst(context, known[0] ?? unknownTag);
  const results = await runJobs(jobsOf(cases, known), {
    context: { ...context, refusable: tags.length === 0 && refuses },
    concurrency: options.concurrency ?? 4,
  });
  return {
    url: shownUrl(url),
    format,
    tagsGiven: tags.length > 0,
    timeoutMs,
    startedAt,
    durationMs: clock.now() - startedAt,
    results,
  };
}

/** Failures after which no other call would fare better. */
const hopeless: readonly FailureKind[] = [
  "plan",
  "credentials",
  "dns",
  "address",
  "connect",
  "tls",
  "timeout",
];

/**
 * Makes an ordinary call, to see whether anything answers.
 *
 * @returns whether it was refused with 400 or 404
 * @throws UnreachableError
 */
async function refusesFirst(context: CaseContext, tag: string): Promise<boolean> {
  const { caller, format, credentials, parameters, uuid, signal } = context;
  const facts = { id: uuid(), session: uuid(), tag, parameters };
  const body = { kind: "request", json: {}, layout: "platform" } as const;
  const { received, failure } = await caller.call({
    method: "POST",
    body: compose({ body, fill: {} }, { format, facts }),
    headers: credentialHeaders(credentials, "right") ?? {},
    ...(signal && { signal }),
  });
  signal?.throwIfAborted();
  if (received === undefined && failure !== undefined && hopeless.includes(failure.kind))
    throw new UnreachableError(failure.message);
  return received?.statusCode === 400 || received?.statusCode === 404;
}

/** A case with a tag. */
interface Job {
  readonly one: VerifyCase;
  readonly tag: string;
}

/** What is refused is refused before the tag matters: one tag will do. */
function jobsOf(cases: readonly VerifyCase[], tags: readonly string[]): readonly Job[] {
  return cases.flatMap((one) =>
    (one.expect === "answer" ? tags : tags.slice(0, 1)).map((tag) => ({ one, tag })),
  );
}

/** Calls whose answers are compared, or that are given up, must not have others change the state meanwhile. */
function runsAlone({ one }: Job): boolean {
  return one.calls.count > 1 || one.giveUp !== undefined;
}

async function runJobs(
  jobs: readonly Job[],
  { context, concurrency }: { readonly context: CaseContext; readonly concurrency: number },
): Promise<readonly CaseResult[]> {
  const results = new Map<Job, CaseResult>();
  const run = async (job: Job): Promise<void> => {
    context.signal?.throwIfAborted();
    results.set(job, await runCase(job.one, { tag: job.tag, context }));
  };
  const together = jobs.filter((job) => !runsAlone(job)).values();
  const worker = async (): Promise<void> => {
    for (const job of together) await run(job);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  for (const job of jobs.filter(runsAlone)) await run(job);
  context.signal?.throwIfAborted();
  return jobs.flatMap((job) => results.get(job) ?? []);
}
