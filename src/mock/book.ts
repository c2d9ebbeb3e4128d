/** Which answer a request gets: rules, sequences, duplicates and counts. */
import { describeRule, findRule, type MatchedRequest } from "./match.ts";
import type { MockAnswer, MockRule } from "./rules.ts";

/** What is decided about a request. */
export interface Decision {
  /** The rule in a few words. Absent: none fits. */
  readonly rule?: string;
  /** How often the rule was called, this time included; 0 without one. */
  readonly call: number;
  /** Whether the rule has seen the id of the request before. */
  readonly duplicate: boolean;
  readonly answer: MockAnswer;
}

/** A request, with the id that repeats share. */
export interface BookedRequest extends MatchedRequest {
  readonly responseId?: string;
}

/** Rules with their memory. */
export interface RuleBook {
  decide(request: BookedRequest): Decision;
  /** How often each rule was called, by what it is called. */
  counts(): ReadonlyMap<string, number>;
}

/** How many ids a rule remembers: the oldest is forgotten first. */
const maxIds = 10_000;

interface Entry extends MockRule {
  calls: number;
  /** How many answers of the sequence were given. */
  given: number;
  readonly seen: Map<string, MockAnswer>;
}

/** Opens a book on rules that are checked. */
export function createRuleBook(rules: readonly MockRule[]): RuleBook {
  const entries = rules.map((rule): Entry => ({ ...rule, calls: 0, given: 0, seen: new Map() }));
  return {
    decide(request) {
      const entry = findRule(entries, request);
      if (entry === undefined) return { call: 0, duplicate: false, answer: noRule(request, rules) };
      entry.calls += 1;
      const { responseId = "" } = request;
      const before = responseId === "" ? undefined : entry.seen.get(responseId);
      const answer = before === undefined ? next(entry) : repeated(entry, before);
      if (before === undefined && responseId !== "") remember(entry, responseId, answer);
      const duplicate = before !== undefined;
      return { rule: describeRule(entry), call: entry.calls, duplicate, answer };
    },
    counts: () => new Map(entries.map((entry) => [describeRule(entry), entry.calls])),
  };
}

function next(entry: Entry): MockAnswer {
  const { sequence } = entry;
  if (sequence === undefined) return entry;
  const answer = sequence[Math.min(entry.given, sequence.length - 1)];
  entry.given += 1;
  return answer ?? entry;
}

function repeated(entry: Entry, before: MockAnswer): MockAnswer {
  const { duplicates = "next" } = entry;
  if (duplicates === "next") return next(entry);
  return duplicates === "same" ? before : duplicates;
}

function remember({ seen }: Entry, id: string, answer: MockAnswer): void {
  seen.set(id, answer);
  const [oldest] = seen.keys();
  if (seen.size > maxIds && oldest !== undefined) seen.delete(oldest);
}

function noRule(
  { method, path, tag, action }: BookedRequest,
  rules: readonly MockRule[],
): MockAnswer {
  const asked = [
    ...(tag === undefined ? [] : [`tag ${tag}`]),
    ...(action === undefined ? [] : [`action ${action}`]),
  ];
  const request = [`${method} ${path}`, ...asked].join(", ");
  const there = rules.map((rule) => describeRule(rule)).join("; ");
  return {
    status: 404,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: `No rule is for ${request}. There ${rules.length === 0 ? "are none" : `are: ${there}`}.\n`,
  };
}
