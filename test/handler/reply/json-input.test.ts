import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe as suite, expect, it } from "vitest";
import { copyObject, copyParameters, describe } from "../../../src/handler/reply/json-input.ts";
import { typeErrorOf } from "./failure.ts";

suite("copyObject", () => {
  it("gives an equal value for any JSON object", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        expect(JSON.stringify(copyObject(object, "x()"))).toBe(JSON.stringify(object));
      }),
    );
  });

  it("gives a copy that later changes do not reach, and that cannot be changed", () => {
    const list = [1];
    const copy = copyObject({ list }, "x()");
    list.push(2);
    expect(copy).toEqual({ list: [1] });
    expect(() => (copy["list"] as number[]).push(3)).toThrow(TypeError);
    expect(() => {
      copy["more"] = 1;
    }).toThrow(TypeError);
  });

  it("differs from that of parameters, which nobody sees, in that it is frozen", () => {
    const value = { list: [{ a: 1 }], none: null };
    const copy = copyParameters(value, "x()");
    expect(copy).toEqual(copyObject(value, "x()"));
    expect(copy).not.toBe(value);
    expect([copy, copy["list"]].map(Object.isFrozen)).toEqual([false, false]);
    expect(() => copyParameters({ a: undefined }, "setParameters()")).toThrow(
      'setParameters(): the value at ["a"] is undefined',
    );
  });

  it("keeps __proto__ and constructor as data", () => {
    const copy = copyObject(JSON.parse('{"__proto__":{"a":1},"constructor":2}') as object, "x()");
    expect(Object.keys(copy)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it("takes plain objects of another realm and without a prototype", () => {
    expect(copyObject(runInNewContext("({ a: [1] })") as object, "x()")).toEqual({ a: [1] });
    expect(copyObject(Object.assign(Object.create(null) as object, { a: 1 }), "x()")).toEqual({
      a: 1,
    });
  });

  it("takes an object that stands at two places, which is no cycle", () => {
    const shared = { a: 1 };
    expect(copyObject({ one: shared, two: shared }, "x()")).toEqual({ one: shared, two: shared });
  });

  class Money {
    readonly amount = 1;
  }
  it.each<[reason: string, value: unknown, text: string]>([
    [
      "undefined",
      undefined,
      'x(): the value at ["a"]["b"][1] is undefined, which JSON cannot carry; leave the key out, or use null.',
    ],
    ["NaN", Number.NaN, '["a"]["b"][1] is NaN'],
    ["infinity", -Infinity, '["a"]["b"][1] is -Infinity'],
    ["a bigint", 1n, "is a bigint, which JSON cannot carry; convert it to a number or a string."],
    ["a function", () => 1, "is a function"],
    ["a symbol", Symbol("s"), "is a symbol"],
    [
      "a date",
      new Date(0),
      "is an instance of Date, which JSON cannot carry; use value.toISOString().",
    ],
    ["a map", new Map(), "is an instance of Map"],
    ["a class's instance", new Money(), "is an instance of Money"],
    ["bytes", new Uint8Array(1), "is an instance of Uint8Array"],
  ])("refuses %s and names the place", (_reason, value, text) => {
    expect(typeErrorOf(() => copyObject({ a: { b: [0, value] } }, "x()"))).toContain(text);
  });

  it("refuses what refers back to itself", () => {
    const cycle: Record<string, unknown> = {};
    cycle["again"] = [cycle];
    expect(() => copyObject(cycle, "x()")).toThrow(
      'x(): the value at ["again"][0] refers back to itself',
    );
  });

  it("refuses more than 100 levels with a path that stays short", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 101; level++) deep = [deep];
    expect(() => copyObject({ deep }, "x()")).toThrow(
      'x(): the value at ["deep"][0][0][0][0][0][0][0]… is nested deeper than 100 levels.',
    );
  });

  it.each([[undefined], [null], ["text"], [[1]], [1]])(
    "refuses %j, which is no object",
    (value) => {
      expect(() => copyObject(value, "setParameters()")).toThrow(
        `setParameters() takes a plain object, not ${describe(value)}.`,
      );
    },
  );
});

suite("what an error calls a value", () => {
  const withoutPrototype = Object.create(null) as object;
  const bare = Object.create(Object.create(withoutPrototype) as object) as object;

  it.each<[value: unknown, text: string]>([
    [undefined, "undefined"],
    [null, "null"],
    [1.5, "1.5"],
    ["secret", "a string"],
    [[1], "an array"],
    [{}, "an object"],
    [new Date(0), "an instance of Date"],
    [bare, "an object with a prototype"],
  ])("names the kind of %o without its contents", (value, text) => {
    expect(describe(value)).toBe(text);
  });
});
