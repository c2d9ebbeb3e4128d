/** Runs cases against a webhook. */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "@bufbuild/protobuf";
import { systemClock, type Clock } from "../clock.ts";
import type { CaseFormat, VerifyCase } from "./case.ts";
import { checkCases } from "./check-cases.ts";
import { createCaller, type CallerOptions } from "./caller.ts";
import type { GivenCredentials } from "./credentials.ts";
import { shownUrl } from "./exchange.ts";
import { firstCalls } from "./first-call.ts";
import type { CaseResult, Report } from "./report/report.ts";
import { runCase, skippedResult, type CaseContext } from "./run-case.ts";

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

/** A tag that nobody has. */
const unknownTag = "fulfillkit-verify-unknown-tag";

/**
 * Runs the cases. An ordinary call of each tag comes first: where it brings no
 * answer, the report says so once, and the cases of that tag are skipped.
 *
 * @throws CasesError for cases that make no request; TypeError for addresses that
 *   are none; what the signal is aborted with
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
  const first = await firstCalls(known, { context, tagsGiven: tags.length > 0 });
  const results = await runJobs(jobsOf(cases, { tags: known, failed: first.failed }), {
    context: { ...context, refusable: first.refusable },
    failed: first.failed,
    concurrency: options.concurrency ?? 4,
  });
  return {
    url: shownUrl(url),
    format,
    tagsGiven: tags.length > 0,
    timeoutMs,
    startedAt,
    durationMs: clock.now() - startedAt,
    results: [...first.results, ...results],
  };
}

/** A case with a tag. */
interface Job {
  readonly one: VerifyCase;
  readonly tag: string;
}

/** Tags, and those of them whose first call has failed. */
interface JobTags {
  readonly tags: readonly string[];
  readonly failed: ReadonlySet<string>;
}

/** What is refused is refused before the tag matters: one tag will do. */
function jobsOf(cases: readonly VerifyCase[], { tags, failed }: JobTags): readonly Job[] {
  const refusalTag = tags.find((tag) => !failed.has(tag)) ?? tags[0];
  const refusalTags = refusalTag === undefined ? [] : [refusalTag];
  return cases.flatMap((one) =>
    (one.expect === "answer" ? tags : refusalTags).map((tag) => ({ one, tag })),
  );
}

/** Calls whose answers are compared, or that are given up, must not have others change the state meanwhile. */
function runsAlone({ one }: Job): boolean {
  return one.calls.count > 1 || one.giveUp !== undefined;
}

interface RunOptions extends Pick<JobTags, "failed"> {
  readonly context: CaseContext;
  readonly concurrency: number;
}

async function runJobs(
  jobs: readonly Job[],
  { context, failed, concurrency }: RunOptions,
): Promise<readonly CaseResult[]> {
  const results = new Map<Job, CaseResult>();
  const run = async (job: Job): Promise<void> => {
    context.signal?.throwIfAborted();
    const { one, tag } = job;
    results.set(
      job,
      failed.has(tag)
        ? skippedResult(one, { tag, skipped: "The first call has failed." })
        : await runCase(one, { tag, context }),
    );
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
