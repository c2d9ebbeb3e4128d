/** What a verification came to. */
import type { CaseFormat } from "../case.ts";
import type { Exchange } from "../exchange.ts";
import type { Finding } from "../judge/finding.ts";

/** `warned` is passed with warnings. */
export type Verdict = "passed" | "warned" | "failed" | "skipped";

/** What a case came to, with one tag. */
export interface CaseResult {
  readonly id: string;
  readonly group: string;
  /** The tag that was sent. */
  readonly tag: string;
  readonly why: string;
  readonly verdict: Verdict;
  /** Why it was skipped. */
  readonly skipped?: string;
  readonly findings: readonly Finding[];
  /** Every call, in the order in which they were begun. */
  readonly exchanges: readonly Exchange[];
  readonly durationMs: number;
}

/** What all cases came to. */
export interface Report {
  /** As it may be shown. */
  readonly url: string;
  readonly format: CaseFormat;
  /** Whether the webhook's tags were given, or an unknown one was called. */
  readonly tagsGiven: boolean;
  readonly timeoutMs: number;
  /** In milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly results: readonly CaseResult[];
}

/** How many cases came to what. */
export function countVerdicts({ results }: Report): Readonly<Record<Verdict, number>> {
  const counts = { passed: 0, warned: 0, failed: 0, skipped: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}

/** Results by their groups, both in the order in which they come. */
export function groupResults({ results }: Report): ReadonlyMap<string, readonly CaseResult[]> {
  return Map.groupBy(results, ({ group }) => group);
}

/** What a person calls a result: the id, and the tag where that was given. */
export function titleOf({ id, tag }: CaseResult, { tagsGiven }: Report): string {
  return tagsGiven ? `${id} [${tag}]` : id;
}
