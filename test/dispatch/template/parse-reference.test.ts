import { describe, expect, it } from "vitest";
import { parseReference } from "../../../src/dispatch/template/parse-reference.ts";
import { TemplateError } from "../../../src/dispatch/template/template-error.ts";

/** The reference's parts in short: scope, whether `.params` follows, path. */
function read(text: string, index = 0): readonly unknown[] | undefined {
  const parsed = parseReference(text, index);
  if (parsed === undefined) return undefined;
  const { expression } = parsed;
  expect(expression.text).toBe(text.slice(index, parsed.end));
  return [expression.scope, expression.params, ...expression.path];
}

describe("every form of reference", () => {
  it.each([
    ["$session.params.size", ["session", true, "size"], "documented: parameter references"],
    ["$session.params.who.name", ["session", true, "who", "name"], "documented: members"],
    ["$session.params.a.m.n", ["session", true, "a", "m", "n"], "documented: members of members"],
    ["$session.params.list[0]", ["session", true, "list", 0], "documented: items of lists"],
    ["$session.params.l[0].m", ["session", true, "l", 0, "m"], "documented: members of items"],
    ["$session.params.l[1][20]", ["session", true, "l", 1, 20], "follows: lists of lists"],
    ["$session.params.date.original", ["session", true, "date", "original"], "documented"],
    ["$session.params.date.resolved", ["session", true, "date", "resolved"], "documented"],
    ["$session.params", ["session", true], "observed: real agents give it to GET_FIELD"],
    ["$intent.params.date.original", ["intent", true, "date", "original"], "documented"],
    ["$intent.params.d.resolved.year", ["intent", true, "d", "resolved", "year"], "documented"],
    ["$intent.params.d.resolved[0]", ["intent", true, "d", "resolved", 0], "documented"],
    ["$page.params.size", ["page", true, "size"], "documented: form parameters"],
    ["$page.params.status", ["page", true, "status"], "documented: conditions"],
    ["$page.params.size.status", ["page", true, "size", "status"], "documented: conditions"],
    ["$flow.card", ["flow", false, "card"], "documented: flow-scoped, without .params"],
    ["$flow.card.number", ["flow", false, "card", "number"], "documented: members"],
    ["$mine.params.x", ["mine", true, "x"], "proto: QueryParameters.parameter_scope"],
    ["$request.user-utterance", ["request", false, "user-utterance"], "release notes 2024-03-19"],
    ["$request.session-id", ["request", false, "session-id"], "documented: code blocks"],
    ["$request.sentiment.score", ["request", false, "sentiment", "score"], "documented"],
    ["$request.sentiment.magnitude", ["request", false, "sentiment", "magnitude"], "documented"],
    ["$request.sentiment.succeeded", ["request", false, "sentiment", "succeeded"], "documented"],
    [
      "$request.knowledge.answers[0]",
      ["request", false, "knowledge", "answers", 0],
      "documented: data store answers",
    ],
    ["$request.generative.NAME", ["request", false, "generative", "NAME"], "documented"],
    [
      "$request.payload.telephony.caller_id",
      ["request", false, "payload", "telephony", "caller_id"],
      "documented",
    ],
    [
      "$request.end-user-metadata.KEY",
      ["request", false, "end-user-metadata", "KEY"],
      "documented",
    ],
    ["$request.webhook_status_code", ["request", false, "webhook_status_code"], "documented"],
  ])("%s is %j: %s", (text, expected) => {
    expect(read(text)).toEqual(expected);
    expect(parseReference(text, 0)?.end).toBe(text.length);
  });
});

describe("where a reference ends", () => {
  it.each([
    ["$session.params.fruit&s=1", "$session.params.fruit", "at what no name has"],
    ["$session.params.a/b?c", "$session.params.a", "at a slash"],
    ['$session.params.a"', "$session.params.a", "at a quote"],
    ["$session.params.a b", "$session.params.a", "at a space"],
    ["$session.params.a$flow.b", "$session.params.a", "at another reference"],
    ["$session.params.a.", "$session.params.a", "before a dot at the end"],
    ["$session.params.a..b", "$session.params.a", "before two dots"],
    ["$session.params.a.-", "$session.params.a", "before a dot that leads to dashes alone"],
    ["$session.params.a-", "$session.params.a-", "behind dashes, which may be part of the name"],
    ["$session.params.a[x]", "$session.params.a", "before brackets without an index"],
    ["$session.params.a[0", "$session.params.a", "before brackets without an end"],
    ["$session.params.a[-1]", "$session.params.a", "before an index below zero"],
    ["$session.params.a[]", "$session.params.a", "before empty brackets"],
    ["$session.params.größe", "$session.params.gr", "at a letter beyond ASCII"],
    ["$session.params.a[0].", "$session.params.a[0]", "before a dot behind an item"],
    ["$session.params, all", "$session.params", "behind the whole scope"],
  ])("%s: %s, %s", (text, expected) => {
    expect(parseReference(text, 0)?.expression.text).toBe(expected);
  });
});

describe("a dollar sign that is text", () => {
  it.each([
    ["$", "alone"],
    ["$$", "before another"],
    ["$5", "before an amount"],
    ["$5.params.x", "before a digit, with which no scope begins"],
    ["$ session.params.x", "before a space"],
    ["$session", "before the word session and no more"],
    ["$flow", "before the word flow and no more"],
    ["$flow[0]", "before a flow with an index"],
    ["$sessions.x", "before another word"],
    ["$last-user-utterance", "of a generator's prompt"],
    ["$price.total", "before a word without .params"],
    ["$größe.params.x", "before a letter beyond ASCII"],
  ])("%s: %s", (text) => {
    expect(parseReference(text, 0)).toBeUndefined();
  });
});

describe("a reference that can be meant as nothing else", () => {
  it.each([
    ["$session.fruit", /followed by params/],
    ["$session.param.y", /followed by params/],
    ["$session.", /followed by params/],
    ["$session.paramsize", /followed by params/],
    ["$page..a", /followed by params/],
    ["$session.params.", /name of a parameter/],
    ["$page.params. b", /name of a parameter/],
    ["$intent.params[0]", /name of a parameter/],
    ["$session.params.-", /name of a parameter/],
    ["$mine.params.", /name of a parameter/],
    ["$flow. x", /no name/],
    ["$flow.", /no name/],
    ["$request./", /no name/],
    [`$session.params${".a".repeat(101)}`, /more than 100 names/],
  ])("%s is refused", (text, problem) => {
    const parse = (): unknown => parseReference(`x${text}`, 1);
    expect(parse).toThrow(TemplateError);
    expect(parse).toThrow(problem);
    expect(parse).toThrow(/^Column 2: /);
  });
});

describe("names that JavaScript has another use for", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("%s is a name", (name) => {
    expect(read(`$session.params.${name}`)).toEqual(["session", true, name]);
    expect(read(`$${name}.params.x`)).toEqual(name.startsWith("_") ? undefined : [name, true, "x"]);
  });
});
