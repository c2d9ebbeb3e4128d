import { describe, expect, it } from "vitest";
import { MockRulesError, readRules, showPath } from "../../src/mock/read-rules.ts";

/** The message of the error, or "" where there is none. */
function problemsOf(value: unknown): string {
  try {
    readRules(value);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(MockRulesError);
    return (error as Error).message;
  }
}

describe("readRules", () => {
  it("takes every field of a rule", () => {
    const rules = [
      {
        name: "all",
        tag: "t",
        action: "a",
        method: "POST",
        path: "/p",
        match: { a: 1 },
        duplicates: "same",
        status: 201,
        headers: { "X-Team": "bank" },
        response: { anything: ["goes"] },
        latency: "250ms",
        bodyTime: "1s",
        oversize: 70_000,
        missingBytes: 10,
        redirect: "http://10.0.0.1/",
      },
      { sequence: [{ status: 503 }, { body: "no json", drop: "in-body" }], duplicates: "next" },
      { brokenJson: true, duplicates: { status: 409 } },
    ];
    expect(readRules(rules)).toBe(rules);
  });

  it.each([
    [{}, "The rules: Should be a list of rules."],
    [["a"], "[0]: Should be a map: conditions, and an answer."],
    [
      [{ tags: "t" }],
      /^\[0\]\.tags: There is none; there are name, tag, .*sequence, duplicates\.$/,
    ],
    [[{ tag: 5 }], "[0].tag: Should be text."],
    [[{ method: "post" }], "[0].method: Should be an HTTP method in capitals, such as POST."],
    [[{ path: "hook" }], "[0].path: Should be a path, such as /webhook."],
    [[{ match: [] }], "[0].match: Should be an object, a part of the request's JSON."],
    [[{ status: 100 }], "[0].status: Should be an HTTP status, from 200 to 599."],
    [[{ headers: "a" }], "[0].headers: Should be a map of names to texts."],
    [[{ headers: { "a b": "c" } }], '[0].headers: "a b" is no name of a header.'],
    [[{ headers: { a: "b\r\nc: d" } }], "[0].headers: The value of a should be text in one line."],
    [
      [{ headers: { "Content-Length": "5" } }],
      /^\[0\]\.headers: Content-Length can't be chosen: missingBytes and drop/,
    ],
    [[{ redirect: "/a\r\nb" }], "[0].redirect: Should be a URL."],
    [[{ latency: 5 }], /^\[0\]\.latency: Should be a time with its unit/],
    [[{ oversize: 1e9 }], /^\[0\]\.oversize: Should be a number of bytes, from 1 to 67108864\.$/],
    [[{ brokenJson: "yes" }], "[0].brokenJson: Should be true or false."],
    [[{ drop: "sometimes" }], "[0].drop: Should be before-headers or in-body."],
    [[{ response: {}, body: "" }], "[0].body: Can't go with response: leave one of them out."],
    [[{ sequence: [] }], "[0].sequence: Should be a list of answers, at least one."],
    [
      [{ sequence: [{ tag: "t" }] }],
      /^\[0\]\.sequence\[0\]\.tag: There is none; there are response/,
    ],
    [[{ sequence: [5] }], "[0].sequence[0]: Should be a map: an answer."],
    [[{ sequence: [{}], status: 200 }], /^\[0\]\.status: Goes into the answers of the sequence/],
    [[{ duplicates: "other" }], "[0].duplicates: Should be same, next, or an answer."],
    [[{ duplicates: { status: 0 } }], /^\[0\]\.duplicates\.status: /],
    [[{ constructor: 1 }], /^\[0\]\.constructor: There is none/],
  ] as const)("refuses %j: %s", (rules, message) => {
    const told = problemsOf(rules);
    if (typeof message === "string") expect(told).toBe(message);
    else expect(told).toMatch(message);
  });

  it("tells everything that is wrong at once", () => {
    expect(problemsOf([{ tag: 1 }, { status: "200" }]).split("\n")).toHaveLength(2);
  });
});

describe("showPath", () => {
  it.each([
    [[], "The rules"],
    [[2, "sequence", 0, "status"], "[2].sequence[0].status"],
    [["a", "b"], "a.b"],
  ])("writes %j as %s", (path, text) => {
    expect(showPath(path)).toBe(text);
  });
});
