/** The report for people. */
import type { Finding } from "../judge/finding.ts";
import {
  countVerdicts,
  groupResults,
  type CaseResult,
  type Report,
  type Verdict,
} from "./report.ts";
import { showReceived, showSent } from "./show-exchange.ts";

const words: Readonly<Record<Verdict, string>> = {
  passed: "ok     ",
  warned: "warning",
  failed: "FAILED ",
  skipped: "skipped",
};

/** How much of a body is shown. */
const bodyCharacters = 300;

const indent = " ".repeat(11);

/**
 * A report as lines: by group, a line for each case, and below those with errors
 * or warnings what was sent, what came and what to do; notes at the end, each
 * once. Control characters of answers are taken out, so that none moves the
 * cursor.
 */
export function textReport(report: Report): string {
  const told: Told = new Map();
  const groups = [...groupResults(report)].map(([group, results]) =>
    [group, ...foldAlike(results).flatMap((fold) => linesOf(fold, report, told))].join("\n"),
  );
  const sections = [headOf(report), ...groups, ...notesOf(report), footOf(report)];
  return `${sections.map(printable).join("\n\n")}\n`;
}

function headOf({ url, format, tagsGiven, timeoutMs }: Report): string {
  const tags = tagsGiven ? "" : "; no --tag given: a tag that it will not know";
  return `${url} (${format}, timeout ${timeoutMs} ms${tags})`;
}

/** Results of one case that are told in one line. */
type Fold = readonly [first: CaseResult, ...others: CaseResult[]];

const isFaulty = ({ verdict }: CaseResult): boolean => verdict === "failed" || verdict === "warned";

/** What is well with several tags is told once, and so is a reason to skip several cases. */
function foldAlike(results: readonly CaseResult[]): readonly Fold[] {
  const folds: [CaseResult, ...CaseResult[]][] = [];
  for (const result of results) {
    const before = isFaulty(result) ? undefined : folds.find(([first]) => isAlike(first, result));
    if (before === undefined) folds.push([result]);
    else before.push(result);
  }
  return folds;
}

function isAlike(one: CaseResult, other: CaseResult): boolean {
  if (one.verdict !== other.verdict) return false;
  return one.verdict === "skipped" ? one.skipped === other.skipped : one.id === other.id;
}

/** Where a warning was told first, by what it says. */
type Told = Map<string, string>;

function linesOf(fold: Fold, report: Report, told: Told): readonly string[] {
  const [result] = fold;
  const { id, skipped, why, verdict } = result;
  const ids = new Set(fold.map((one) => one.id));
  const what = ids.size > 1 ? `${ids.size} cases` : id;
  const named = new Set(fold.map(({ tag }) => tag));
  const tags = report.tagsGiven ? ` [${[...named].join(", ")}]` : "";
  const slowest = Math.max(...fold.map(({ durationMs }) => durationMs));
  const line = `  ${words[verdict]}  ${what}${tags} (${skipped ?? `${Math.round(slowest)} ms`})`;
  if (!isFaulty(result)) return [line];
  const findings = result.findings.filter(({ level }) => level !== "note");
  const repeated = findings.map((one) => told.get(textOf(one)));
  if (verdict === "warned" && repeated.every((first) => first !== undefined))
    return [`${line}: ${findings.map(({ rule }) => rule).join(", ")}, as ${repeated[0]}`];
  for (const one of findings) if (!told.has(textOf(one))) told.set(textOf(one), id);
  return [
    line,
    ...[why, ...findings.map(textOf), ...callsOf(result)].map((text) => `${indent}${text}`),
  ];
}

function textOf({ level, rule, message, advice }: Finding): string {
  return `${level} ${rule}: ${message} ${advice}`;
}

/** The last call; of a case of several calls what came of the first one as well. */
function callsOf({ exchanges }: CaseResult): readonly string[] {
  const last = exchanges.at(-1);
  if (last === undefined) return [];
  const shown = [...new Set([exchanges[0] ?? last, last])];
  return [
    `sent: ${showSent(last.sent, bodyCharacters)}`,
    ...shown.map((one) => `came: ${showReceived(one, bodyCharacters)}`),
  ];
}

function notesOf({ results }: Report): readonly string[] {
  const counts = new Map<string, number>();
  for (const { findings } of results)
    for (const { level, message, advice } of findings) {
      const note = `${message} ${advice}`;
      if (level === "note") counts.set(note, (counts.get(note) ?? 0) + 1);
    }
  const lines = [...counts].map(([note, times]) => `  ${note} (${times}×)`);
  return lines.length === 0 ? [] : [["Notes", ...lines].join("\n")];
}

function footOf(report: Report): string {
  const { passed, warned, failed, skipped } = countVerdicts(report);
  const seconds = (report.durationMs / 1000).toFixed(1);
  return `${passed} passed, ${warned} passed with warnings, ${failed} failed, ${skipped} skipped, in ${seconds} s.`;
}

function printable(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, "�");
}
