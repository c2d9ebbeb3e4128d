import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { call, rowsOf } from "./fixture.ts";

describe("IDENTITY", () => {
  rowsOf("IDENTITY", [
    { args: [{ a: [1] }], is: { a: [1] }, why: "composites stay composites (documented)" },
    { args: [1.5], is: 1.5, why: "numbers stay numbers" },
    { args: [null], is: null, why: "what is not set is not set" },
    { args: [], fails: "takes 1 argument, not 0", why: "one argument" },
  ]);
});

describe("IF", () => {
  rowsOf("IF", [
    { args: ["1 < 2", "yes", "no"], is: "yes", why: "observed" },
    { args: ["$session.params.due=null", "N/A", 5], is: "N/A", why: "in real agents" },
    {
      args: ["$session.params.due=null", "N/A", 5],
      session: { values: { "$session.params.due": 5 } },
      is: 5,
      why: "in real agents",
    },
    { args: ["true", null, 1], is: null, why: "a branch that is not set" },
    { args: [true, 1, 2], is: 1, why: "assumed: a condition that is a boolean already" },
    { args: [false, 1, 2], is: 2, why: "assumed: a condition that is a boolean already" },
    { args: [null, 1, 2], fails: "the condition is a text, not null", why: "not set" },
    { args: ["true", 1], fails: "takes 3 arguments", why: "documented" },
  ]);
});

describe("TO_NUMBER", () => {
  rowsOf("TO_NUMBER", [
    { args: ["45"], is: 45, why: "documented" },
    { args: ["-3"], is: -3, why: "observed" },
    { args: [" 1.50 "], is: 1.5, why: "assumed: space around it is set aside" },
    { args: ["1e3"], is: 1000, why: "as numbers are written in JSON" },
    { args: [7], is: 7, why: "assumed: a number is one already" },
    { args: [""], fails: "not a number", why: "nothing" },
    { args: ["1,000"], fails: "not a number", why: "assumed: no signs between digits" },
    { args: ["0x1F"], fails: "not a number", why: "decimal alone" },
    { args: ["1e400"], fails: "not a number", why: "JSON has no Infinity" },
    { args: ["NaN"], fails: "not a number", why: "JSON has no NaN" },
    { args: [null], fails: "not null", why: "not set" },
    { args: [true], fails: "not a boolean", why: "assumed: a boolean is no number" },
  ]);
});

describe("TO_OBJECT", () => {
  rowsOf("TO_OBJECT", [
    { args: ["{'key':'value'}"], is: { key: "value" }, why: "single quotes (documented)" },
    { args: ['{"name": "test"}'], is: { name: "test" }, why: "observed" },
    { args: ["[1, 'two']"], is: [1, "two"], why: "assumed: lists as well" },
    { args: [{ a: 1 }], is: { a: 1 }, why: "assumed: a composite is one already" },
    { args: ["5"], fails: "neither a composite nor a list", why: "a number is no object" },
    { args: ["null"], fails: "neither a composite nor a list", why: "nothing" },
    { args: ["{"], fails: "no JSON at column 2", why: "not closed" },
    { args: ["[".repeat(101)], fails: "nested deeper than 100", why: "a limit" },
    { args: [null], fails: "not null", why: "not set" },
  ]);
});

describe("TO_TEXT", () => {
  rowsOf("TO_TEXT", [
    { args: [123], is: "123", why: "documented" },
    { args: [3.0], is: "3", why: "numbers without .0 (§2.2)" },
    { args: [1e21], is: "1e+21", why: "as JSON prints it" },
    { args: [true], is: "true", why: "a boolean" },
    { args: [{ a: [1, "x"] }], is: '{"a":[1,"x"]}', why: "compact JSON (§2.3)" },
    { args: ['"'], is: '"', why: "a text as it is" },
    { args: [null], is: "", why: "assumed: what is not set is no text" },
  ]);

  it("and TO_OBJECT undo each other", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (value) => {
        const text = call("TO_TEXT", [value as number[]]);
        expect(call("TO_OBJECT", [text])).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("stops where a value has the same lists in it over and over", () => {
    let value: number[] | unknown[] = [1];
    for (let depth = 0; depth < 60; depth++) value = [value, value];
    expect(() => call("TO_TEXT", [value as number[]])).toThrow("longer than 262144");
  });
});

describe("UUID", () => {
  rowsOf("UUID", [
    { args: [], is: "6b1c2a3e-0000-4000-8000-000000000001", why: "the session's source of UUIDs" },
  ]);
});
