import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { junitReport } from "../../../src/verify/report/junit.ts";
import { answered } from "../judge/exchanges.ts";
import { finding, mixed, report, result } from "./reports.ts";

/** An element of a document. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

// oxlint-disable-next-line no-control-regex -- what XML can't have
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

function unescaped(text: string): string {
  expect(text.includes("<")).toBe(false);
  expect(text.match(forbidden)).toBeNull();
  return text.replaceAll(/&(?:#(\d+)|(\w+));|&/g, (whole, number?: string, name?: string) => {
    const character = number ? String.fromCodePoint(Number(number)) : named[name ?? ""];
    if (character === undefined) throw new Error(`No reference: ${whole}`);
    return character;
  });
}

/** Reads a document as strictly as XML is, as far as the report uses it. */
function parseXml(document: string): Element {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  expect(document.startsWith(head)).toBe(true);
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const tokens = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  let at = head.length;
  while (at < document.length) {
    tokens.lastIndex = at;
    const token = tokens.exec(document);
    if (!token) throw new Error(`No XML: ${document.slice(at, at + 80)}`);
    at = tokens.lastIndex;
    const [, closes, name = "", attributes = "", empty, text] = token;
    const parent = open.at(-1) ?? root;
    if (text !== undefined) parent.text += unescaped(text);
    else if (closes) expect(open.pop()?.name).toBe(name);
    else {
      const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)];
      expect(new Set(pairs.map(([, key]) => key)).size).toBe(pairs.length);
      const element: Element = {
        name,
        attributes: Object.fromEntries(
          pairs.map(([, key = "", value = ""]) => [key, unescaped(value)]),
        ),
        children: [],
        text: "",
      };
      parent.children.push(element);
      if (!empty) open.push(element);
    }
  }
  expect(open).toEqual([root]);
  const [suites] = root.children;
  if (!suites) throw new Error("There is no element.");
  return suites;
}

describe("the report for continuous integration", () => {
  it("has a suite for each group and a case for each result, with errors as failures", () => {
    const suites = parseXml(junitReport(mixed));
    expect(suites.attributes).toEqual({
      name: "fulfillkit verify https://example.com/webhook",
      tests: "7",
      failures: "2",
      errors: "0",
      skipped: "1",
      time: "0.074",
    });
    expect(suites.children.map(({ attributes }) => attributes["name"])).toEqual([
      "Queries",
      "Retries",
      "Credentials",
    ]);
    const cases = suites.children.flatMap(({ children }) => children);
    expect(cases.map(({ attributes }) => attributes["name"])).toEqual([
      "query-text [hello]",
      "query-text [bye]",
      "query-event [hello]",
      "retry-in-turn [hello]",
      "burst [hello]",
      "garbage-empty [hello]",
      "credentials-none [hello]",
    ]);
    expect(cases[2]?.children).toEqual([
      {
        name: "failure",
        attributes: { type: "status", message: "The answer has status 500." },
        children: [],
        text: [
          "People type.",
          "error status: The answer has status 500. Mend it.",
          "sent: POST https://example.com/webhook {}",
          "came: 500 after 10 ms <b>no</b>",
        ].join("\n"),
      },
    ]);
    expect(cases[3]?.children.map(({ name }) => name)).toEqual(["system-out"]);
    expect(cases[6]?.children).toMatchObject([
      { name: "skipped", attributes: { message: "No credentials are given." } },
    ]);
  });

  it("is XML whatever webhooks and cases hold, and loses nothing that XML can have", () => {
    const anything = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(anything, anything, anything, (message, body, tag) => {
        const failed = result({
          tag,
          group: tag,
          verdict: "failed",
          findings: [finding({ message }), finding({ level: "note", message: body })],
          exchanges: [answered({ status: 500, body })],
        });
        const suites = parseXml(junitReport(report([failed])));
        const [one] = suites.children.flatMap(({ children }) => children);
        expect(one?.attributes["name"]).toBe(`query-text [${tag.replaceAll(forbidden, "�")}]`);
        expect(one?.children[0]?.attributes["message"]).toBe(message.replaceAll(forbidden, "�"));
      }),
    );
  });
});
