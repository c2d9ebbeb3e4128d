import { describe, expect, it } from "vitest";
import { readCases } from "../../src/verify/read-cases.ts";

const one = (members: string): string =>
  `group: Own\ncases:\n  - id: a\n    why: Because.\n${members.replaceAll(/^(?=.)/gm, "    ")}`;

describe("reading cases", () => {
  it("takes a case with an id and a reason, and gives everything else a default", () => {
    expect(readCases(one(""), "own.yaml")).toEqual([
      {
        id: "a",
        group: "Own",
        why: "Because.",
        body: { kind: "request", json: {}, layout: "platform" },
        fill: {},
        method: "POST",
        credentials: "right",
        calls: { count: 1, order: "in-turn", ids: "distinct" },
        expect: "answer",
        severity: "error",
      },
    ]);
  });

  it("reads JSON as well", () => {
    const text = JSON.stringify({ group: "Own", cases: [{ id: "a", why: "Because.", text: "" }] });
    expect(readCases(text, "own.json")).toMatchObject([{ body: { kind: "text", text: "" } }]);
  });

  it("keeps __proto__ a name like any other", () => {
    const [read] = readCases(one("json: { __proto__: { a: 1 } }"), "own.yaml");
    expect(JSON.stringify(read?.body)).toContain('{"__proto__":{"a":1}}');
  });

  it.each([
    ["", "should be a map with group", "nothing is in the file"],
    ["group: [", "own.yaml: ", "it is no YAML"],
    ["cases: []", "should be a map with group", "there is no heading"],
    ["group: Own", "cases: should be a list of at least one", "there are no cases"],
    ["group: Own\ncases: []\nextra: 1", "extra: is not known", "a member is misspelt"],
    ["group: Own\ncases: [1]", "cases[0]: should be a map", "a case is no map"],
    ["group: Own\ncases: [{ why: Because. }]", "cases[0]: id is missing", "it has no id"],
    ["group: Own\ncases: [{ id: a }]", "a: why is missing", "it has no reason"],
    [one("why: without a full stop"), "own.yaml: ", "a key is there twice"],
    [one("id_: b"), "a: id_ is not known; a case has id, why, ", "a member is misspelt"],
    [one("request: []"), "a: request should be a map", "it is of the wrong type"],
    [one("json: {}\ntext: ''"), "a: json and text don't go together", "it has two bodies"],
    [one("text: ''\nlayout: compact"), "a: layout goes with request alone", "it means nothing"],
    [one("fill: { parameters: -1 }"), "a: fill should be parameters, ", "it is negative"],
    [one("fill: { levels: 1 }"), "a: fill should be parameters, ", "there is no such"],
    [one("method: get"), "a: method should be an HTTP method in capitals", "methods have a case"],
    [one("credentials: none-at-all"), "a: credentials should be right, none", "there is no such"],
    [one("calls: { count: 101, order: in-turn, ids: same }"), "a: calls should be", "too many"],
    [one("giveUp: { afterMs: soon, follow: same }"), "a: giveUp should be", "it is no number"],
    [one("expect: success"), "a: expect should be answer, refusal or unauthorized", "no such"],
    [one("severity: note"), "a: severity should be error or warning", "there is no such"],
    [one("format: cx/v3"), "a: format should be cx or es", "it is the family that counts"],
  ])("refuses %j: %s (%s)", (text, message) => {
    expect(() => readCases(text, "own.yaml")).toThrow(message);
  });

  it("tells of everything that is wrong at once", () => {
    expect(() => readCases(one("method: get\nexpect: success"), "own.yaml")).toThrow(
      /own\.yaml: a: method .*\nown\.yaml: a: expect /,
    );
  });
});
