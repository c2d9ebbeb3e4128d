import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  readScalars,
  readTree,
  readWellKnown,
  writeMaps,
  writeScalars,
  writeWellKnown,
} from "../gen/json/kinds_json.ts";

const prototype = Object.prototype as unknown as Record<string, unknown>;

describe("with a property on Object.prototype that is enumerable", () => {
  beforeEach(() => {
    prototype["aString"] = "inherited";
    prototype["stringToString"] = { a: "inherited" };
  });
  afterEach(() => {
    delete prototype["aString"];
    delete prototype["stringToString"];
  });

  it("a reader takes own properties alone for fields", () => {
    expect(readScalars({ aDouble: 1 }).aString).toBe("");
  });

  it("a reader finds no unknown fields that were not sent", () => {
    expect(Object.keys(readTree({ left: {} })).toSorted()).toEqual([
      "$typeName",
      "branches",
      "left",
      "named",
      "ownName",
    ]);
  });

  it("what is in a Struct is what was sent", () => {
    expect(Object.entries(readWellKnown({ struct: { a: { b: 1 } } }).struct?.["a"] ?? {})).toEqual([
      ["b", 1],
    ]);
  });

  it("a writer takes own properties alone for fields and entries", () => {
    expect(Object.entries(writeScalars({ aDouble: 1 }))).toEqual([["aDouble", 1]]);
    expect(Object.entries(writeMaps({ stringToColor: { x: 1 } }))).toEqual([
      ["stringToColor", { x: "RED" }],
    ]);
    expect(Object.entries(writeWellKnown({ struct: { x: {} } }))).toEqual([["struct", { x: {} }]]);
  });
});

describe("hostile keys", () => {
  it("never reach a prototype", () => {
    const json = JSON.parse(
      '{"struct":{"__proto__":{"polluted":1}},"value":{"__proto__":{"polluted":1}}}',
    ) as never;
    const message = readWellKnown(json);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.getPrototypeOf(message.struct)).toBe(Object.prototype);
    expect(JSON.stringify(writeWellKnown(message))).toBe(JSON.stringify(json));
  });
});
