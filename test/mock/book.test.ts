import { describe, expect, it } from "vitest";
import { createRuleBook } from "../../src/mock/book.ts";
import type { MockRule } from "../../src/mock/rules.ts";

const call = { method: "POST", path: "/" };

/** The statuses that calls with these ids get. */
function statuses(rule: MockRule, ids: readonly string[]): readonly (number | undefined)[] {
  const book = createRuleBook([rule]);
  return ids.map((responseId) => book.decide({ ...call, responseId }).answer.status);
}

describe("createRuleBook", () => {
  const sequence = [{ status: 503 }, { status: 500 }, { status: 200 }];

  it.each<readonly [string, MockRule["duplicates"], readonly string[], readonly number[]]>([
    [
      "a sequence in its order, the last again and again",
      undefined,
      ["a", "b", "c", "d"],
      [503, 500, 200, 200],
    ],
    ["the next answer to a repeated id", "next", ["a", "a", "a"], [503, 500, 200]],
    ["the same answer to a repeated id", "same", ["a", "a", "b", "a"], [503, 503, 500, 503]],
    ["an answer of its own to a repeated id", { status: 409 }, ["a", "a", "b"], [503, 409, 500]],
    ["the next answer where there is no id to repeat", "same", ["", ""], [503, 500]],
  ])("gives %s", (_, duplicates, ids, expected) => {
    const rule = { sequence, ...(duplicates !== undefined && { duplicates }) };
    expect(statuses(rule, ids)).toEqual(expected);
  });

  it("says which rule it was, how often it was called, and whether it was a duplicate", () => {
    const book = createRuleBook([{ tag: "t" }]);
    const request = { ...call, tag: "t", responseId: "a" };
    expect(book.decide(request)).toMatchObject({ rule: "tag t", call: 1, duplicate: false });
    expect(book.decide(request)).toMatchObject({ rule: "tag t", call: 2, duplicate: true });
  });

  it("counts the calls of each rule, those of none at 0", () => {
    const book = createRuleBook([{ name: "a", tag: "a" }, { name: "b" }, { name: "c" }]);
    book.decide(call);
    book.decide(call);
    expect([...book.counts()]).toEqual([
      ["a", 0],
      ["b", 2],
      ["c", 0],
    ]);
  });

  it("answers 404 with the rules that there are, where none is for the request", () => {
    const book = createRuleBook([{ tag: "a" }, { name: "pay", action: "pay" }]);
    const { rule, answer } = book.decide({ ...call, tag: "b", action: "c" });
    expect(rule).toBeUndefined();
    expect(answer).toMatchObject({
      status: 404,
      body: "No rule is for POST /, tag b, action c. There are: tag a; pay.\n",
    });
    expect(createRuleBook([]).decide(call).answer.body).toMatch(/There are none\.\n$/);
  });

  it("forgets the oldest id where there are too many", () => {
    const book = createRuleBook([{}]);
    for (let id = 0; id <= 10_000; id += 1) book.decide({ ...call, responseId: `id-${id}` });
    expect(book.decide({ ...call, responseId: "id-10000" }).duplicate).toBe(true);
    expect(book.decide({ ...call, responseId: "id-0" }).duplicate).toBe(false);
  });
});
