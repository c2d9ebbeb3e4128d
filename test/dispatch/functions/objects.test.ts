import { beforeAll, describe } from "vitest";
import { loadJsonPath } from "../../../src/dispatch/functions/json-path.ts";
import { rowsOf } from "./fixture.ts";

beforeAll(loadJsonPath);

const session = {
  values: {
    "$session.params.shapes": { result: { shapes: ["square", "circle"] } },
    "$session.params.days": [
      { formattedDate: "May 1", rides: ["a"] },
      { formattedDate: "May 2", rides: ["b", "c"] },
    ],
    "$session.params.deep": { a: { c: [10, [20, 21]] }, "c[0]": "literal" },
  },
};

describe("FILTER", () => {
  rowsOf("FILTER", [
    {
      args: ["$session.params.shapes", "$.result.shapes[:1]"],
      session,
      is: ["square"],
      why: "in the documentation",
    },
    {
      args: ["$session.params.days", "$[?(@.formattedDate == 'May 2')].rides"],
      session,
      is: [["b", "c"]],
      why: "in real agents",
    },
    {
      args: ["$session.params.shapes", "$.result.shapes[1]"],
      session,
      is: "circle",
      why: "assumed: one value where there can be but one",
    },
    {
      args: ["$session.params.shapes", "$.none"],
      session,
      is: null,
      why: "assumed: nothing there",
    },
    {
      args: ["$session.params.shapes", "$.none[*]"],
      session,
      is: [],
      why: "assumed: an empty list",
    },
    {
      args: [[1, 2, 3], "$[?@ > 1]"],
      is: [2, 3],
      why: "a value, as a reference without quotes comes",
    },
    { args: ["$session.params.unset", "$.a"], session, is: null, why: "not set" },
    { args: [[1], "a b"], fails: "can't be followed", why: "no path" },
    { args: [[1], null], fails: "the path is a text", why: "not set" },
    { args: [[1], `$${".a".repeat(501)}`], fails: "longer than 1000", why: "a limit" },
  ]);
});

describe("GET_FIELD", () => {
  rowsOf("GET_FIELD", [
    { args: [{ year: 2023 }, "year"], is: 2023, why: "in real agents" },
    { args: [{ a: 1 }, "b"], is: null, why: "agents ask `GET_FIELD($session.params, x) != null`" },
    { args: [null, "a"], is: null, why: "assumed: what is not set has no members" },
    { args: [{ "a.b": 1 }, "a.b"], is: 1, why: "a key is a name, not a path" },
    { args: [{ a: 1 }, "__proto__"], is: null, why: "a prototype is no member" },
    { args: [{ a: 1 }, "constructor"], is: null, why: "a prototype's members are not its own" },
    {
      args: [JSON.parse('{"__proto__": 5}'), "__proto__"],
      is: 5,
      why: "but what is there is found",
    },
    { args: [{ a: 1 }, 0], fails: "the key is a text", why: "a number is no key" },
    { args: [[1], "0"], fails: "the first argument is a composite", why: "GET is for lists" },
    {
      args: ["abc", "length"],
      fails: "the first argument is a composite",
      why: "a text has no members",
    },
  ]);
});

describe("NESTED_FIELD", () => {
  rowsOf("NESTED_FIELD", [
    { args: ["$session.params.deep", "a"], session, is: { c: [10, [20, 21]] }, why: "documented" },
    {
      args: ["$session.params.deep", "a", "c[0]"],
      session,
      is: 10,
      why: "indexes in keys (documented)",
    },
    { args: ["$session.params.deep", "a", "c[1][0]"], session, is: 20, why: "one after the other" },
    {
      args: ["$session.params.deep", "a", "c", "[1]", "[1]"],
      session,
      is: 21,
      why: "assumed: an index alone",
    },
    { args: ["$session.params.deep", "a", "c[9]"], session, is: null, why: "beyond the end" },
    { args: ["$session.params.deep", "a", "c[-1]"], session, is: null, why: "no such name" },
    { args: ["$session.params.deep", "x", "y", "z"], session, is: null, why: "nothing there" },
    {
      args: ["$session.params.deep", "a[0]"],
      session,
      is: null,
      why: "a composite has no indexes",
    },
    { args: ["$session.params.unset", "a"], session, is: null, why: "not set" },
    {
      args: [{ a: { b: 1 } }, "a", "b"],
      is: 1,
      why: "a value, as a reference without quotes comes",
    },
    { args: [{ a: 1 }, "__proto__", "constructor"], is: null, why: "prototypes are not followed" },
    { args: [{ a: 1 }, null], fails: "every key is a text", why: "not set" },
    { args: [{ a: 1 }, "[1]".repeat(400)], fails: "longer than 1000", why: "a limit" },
    { args: [{ a: 1 }], fails: "takes 2 to 1000", why: "a key is needed" },
  ]);
});
