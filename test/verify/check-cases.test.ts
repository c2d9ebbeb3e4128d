import { describe, expect, it } from "vitest";
import { checkCases } from "../../src/verify/check-cases.ts";
import { readCases } from "../../src/verify/read-cases.ts";

const check = (body: object, format: "cx" | "es" = "cx"): void =>
  checkCases(
    readCases(JSON.stringify({ group: "G", cases: [{ id: "a", why: "W.", ...body }] }), "f"),
    format,
  );

describe("cases", () => {
  it.each<[object, string]>([
    [{ request: {} }, "the ordinary request"],
    [{ request: { text: null, dtmfDigits: "1" } }, "null takes a member out"],
    [{ request: { pageInfo: { formInfo: {} } } }, "an empty message is printed"],
    [{ request: { messages: [] } }, "an empty list is none"],
    [{ request: { payload: { a: { b: 0 }, "": 1 } } }, "payloads have any members"],
    [{ request: { sessionInfo: { parameters: { __proto__x: { c: [] } } } } }, "so have parameters"],
    [{ json: { txet: 1 } }, "unknown members are what json is for"],
    [{ text: "nothing" }, "text may be anything"],
  ])("may have %j: %s", (body) => {
    expect(() => check(body)).not.toThrow();
  });

  it.each<[object, string]>([
    [{ request: { txet: "hello" } }, "a: request has no member txet; json sends"],
    [{ request: { sessionInfo: { sesion: "s" } } }, "request has no member sessionInfo.sesion"],
    [
      { request: { language_code: "de" } },
      "a: The request is invalid: languageCode: the field is given twice",
    ],
    [
      { request: { sessionInfo: "s" } },
      "a: The request is invalid: sessionInfo: expected an object",
    ],
  ])("may not have %j: %s", (body, message) => {
    expect(() => check(body)).toThrow(message);
  });

  it("are checked by the format that is called", () => {
    expect(() => check({ request: { queryResult: { action: "x" } } }, "es")).not.toThrow();
    expect(() => check({ request: { queryResult: { action: "x" } } }, "cx")).toThrow(/^a: /);
  });
});
