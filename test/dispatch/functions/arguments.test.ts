import type { JsonValue } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  isObject,
  listArgument,
  numberArgument,
  ownMember,
  patternArgument,
  textArgument,
  wholeArgument,
} from "../../../src/dispatch/functions/arguments.ts";

const place = { of: "F", what: "the thing" };

describe("arguments of the wrong kind", () => {
  it.each<readonly [JsonValue | undefined, string]>([
    [null, "null (not set)"],
    [undefined, "null (not set)"],
    [1, "a number"],
    [true, "a boolean"],
    [{}, "a composite"],
    [[], "a list"],
  ])("%j is told as %s", (value, kind) => {
    expect(() => textArgument(value, place)).toThrow(`F: the thing is a text, not ${kind}.`);
  });

  it("do not tell the value", () => {
    expect(() => numberArgument("secret", place)).toThrow("F: the thing is a number, not a text.");
  });
});

describe("limits", () => {
  it("of texts", () => {
    expect(textArgument("x".repeat(262_144), place)).toHaveLength(262_144);
    expect(() => textArgument("x".repeat(262_145), place)).toThrow(
      "F: the thing is longer than 262144.",
    );
  });

  it("of patterns", () => {
    expect(patternArgument("x".repeat(1000), place)).toHaveLength(1000);
    expect(() => patternArgument("x".repeat(1001), place)).toThrow("longer than 1000");
  });

  it("of lists", () => {
    expect(
      listArgument(
        Array.from({ length: 65_536 }, () => 0),
        place,
      ),
    ).toHaveLength(65_536);
    expect(() =>
      listArgument(
        Array.from({ length: 65_537 }, () => 0),
        place,
      ),
    ).toThrow("more than 65536 items");
  });

  it("of whole numbers", () => {
    const range = { ...place, min: -1, max: 3 };
    expect([wholeArgument(-1, range), wholeArgument(3, range)]).toEqual([-1, 3]);
    for (const number of [-2, 4, 0.5])
      expect(() => wholeArgument(number, range)).toThrow(
        `a whole number from -1 to 3, not ${number}.`,
      );
  });
});

describe("members", () => {
  it("are a composite's own", () => {
    expect(ownMember({ a: 1 }, "a")).toBe(1);
    for (const name of ["b", "__proto__", "constructor", "toString"])
      expect(ownMember({ a: 1 }, name)).toBeUndefined();
  });

  it("are of composites alone", () => {
    const objects: readonly (JsonValue | undefined)[] = [{}, [], null, "x", 1, undefined];
    expect(objects.map(isObject)).toEqual([true, false, false, false, false, false]);
  });
});
