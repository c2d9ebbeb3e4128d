import { describe, expect, it } from "vitest";
import { judgeRepeats } from "../../../src/verify/judge/judge-repeats.ts";
import { answered, unanswered } from "./exchanges.ts";

const a = answered({ body: '{"payload": {"x": 1, "y": [1.0]}}' });

describe("answers to one request", () => {
  it.each([
    ["the order of members", [a, answered({ body: '{"payload":{"y":[1],"x":1}}' })]],
    ["a call that was not answered, which is found by itself", [a, unanswered("reset"), a]],
    ["text that is the same", [answered({ body: "no" }), answered({ body: "no" })]],
    ["nothing at all", [unanswered("reset"), unanswered("reset")]],
  ])("may differ in %s", (_, exchanges) => {
    expect(judgeRepeats(exchanges)).toEqual([]);
  });

  it.each([
    ["bodies", [a, a, answered({ body: '{"payload":{"x":2}}' })], "they have different bodies"],
    ["statuses", [a, answered({ status: 409 })], "they have the statuses 200 and 409"],
    ["the order of lists", [answered({ body: "[1,2]" }), answered({ body: "[2,1]" })], "bodies"],
  ])("may not differ in %s", (_, exchanges, text) => {
    expect(judgeRepeats(exchanges)).toEqual([
      expect.objectContaining({ rule: "idempotency", level: "error" }),
    ]);
    expect(judgeRepeats(exchanges)[0]?.message).toContain(text);
  });
});
