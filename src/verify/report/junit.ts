/**
 * The report for continuous integration: JUnit's XML, as the Ant task and Maven
 * Surefire write it and CI services read it.
 */
import type { Finding } from "../judge/finding.ts";
import { groupResults, titleOf, type CaseResult, type Report } from "./report.ts";
import { showReceived, showSent } from "./show-exchange.ts";

/** How much of a body is shown. */
const bodyCharacters = 1000;

/** A report as an XML document: a suite for each group, errors as failures, warnings and notes as output. */
export function junitReport(report: Report): string {
  const suites = [...groupResults(report)].map(([group, results]) =>
    element(
      "testsuite",
      { name: group, ...countsOf(results), timestamp: new Date(report.startedAt).toISOString() },
      results.map((result) => caseOf(result, report)),
    ),
  );
  const attributes = { name: `fulfillkit verify ${report.url}`, ...countsOf(report.results) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", attributes, suites)}\n`;
}

function countsOf(results: readonly CaseResult[]): Readonly<Record<string, string>> {
  const failures = results.filter(({ verdict }) => verdict === "failed").length;
  const skipped = results.filter(({ verdict }) => verdict === "skipped").length;
  const total = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return {
    tests: String(results.length),
    failures: String(failures),
    errors: "0",
    skipped: String(skipped),
    time: secondsOf(total),
  };
}

const secondsOf = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

function caseOf(result: CaseResult, report: Report): string {
  const { group, skipped, findings, durationMs } = result;
  const errors = findings.filter(({ level }) => level === "error");
  const others = findings.filter(({ level }) => level !== "error");
  const [first] = errors;
  const children = [
    ...(skipped === undefined ? [] : [element("skipped", { message: skipped }, [])]),
    ...(first === undefined
      ? []
      : [
          element("failure", { type: first.rule, message: first.message }, [
            escape(detailsOf(result, errors)),
          ]),
        ]),
    ...(others.length === 0
      ? []
      : [element("system-out", {}, [escape(others.map(lineOf).join("\n"))])]),
  ];
  const attributes = {
    name: titleOf(result, report),
    classname: `fulfillkit.verify.${group}`,
    time: secondsOf(durationMs),
  };
  return element("testcase", attributes, children);
}

function lineOf({ level, rule, message, advice }: Finding): string {
  return `${level} ${rule}: ${message} ${advice}`;
}

function detailsOf({ why, exchanges }: CaseResult, errors: readonly Finding[]): string {
  const last = exchanges.at(-1);
  return [
    why,
    ...errors.map(lineOf),
    ...(last === undefined
      ? []
      : [
          `sent: ${showSent(last.sent, bodyCharacters)}`,
          `came: ${showReceived(last, bodyCharacters)}`,
        ]),
  ].join("\n");
}

/** @param children XML, escaped already */
function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly string[],
): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  const head = `<${name}${pairs.join("")}`;
  return children.length === 0 ? `${head}/>` : `${head}>${children.join("")}</${name}>`;
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // As they stand, a parser makes spaces or line feeds of these (XML 1.0, sections 2.11 and 3.3.3).
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Characters that no XML document can have, not even by a reference (XML 1.0, section 2.2). */
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

function escape(text: string): string {
  return text
    .replaceAll(forbidden, "�")
    .replaceAll(/[&<>"'\t\n\r]/g, (character) => references[character] ?? character);
}
