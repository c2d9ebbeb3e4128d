import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ParameterEdit } from "../../../src/dispatch/session/parameters.ts";
import { frozen } from "./frozen.ts";
import { parameterName, parameters } from "./states.ts";

type Step = readonly [name: string, value: JsonValue];

function edited(before: JsonObject, ...steps: readonly Step[]): JsonObject {
  const edit = new ParameterEdit(frozen(before));
  for (const [name, value] of steps)
    if (value === null) edit.remove(name);
    else edit.set(name, value);
  return edit.result();
}

describe("ParameterEdit", () => {
  it.each<[string, JsonObject, readonly Step[], JsonObject]>([
    ["a new name is added at the end", { b: 1 }, [["a", 2]], { b: 1, a: 2 }],
    [
      "a known one keeps its place and spelling",
      { Size: 1, b: 2 },
      [["SIZE", 3]],
      { Size: 3, b: 2 },
    ],
    ["removing needs no case either", { Size: 1, b: 2 }, [["sIZE", null]], { b: 2 }],
    ["removing what is not there does nothing", { a: 1 }, [["b", null]], { a: 1 }],
    [
      "a new name is known by its first spelling",
      {},
      [
        ["aB", 1],
        ["Ab", 2],
      ],
      { aB: 2 },
    ],
    [
      "after removal, by the next one",
      { a: 1 },
      [
        ["A", null],
        ["A", 2],
      ],
      { A: 2 },
    ],
    ["of several spellings the same is left", { a: 1, A: 2 }, [["A", 3]], { A: 3 }],
    ["even where it has the value already", { a: 1, A: 2 }, [["A", 2]], { A: 2 }],
    ["or the first", { ab: 1, AB: 2 }, [["Ab", 3]], { ab: 3 }],
    ["all of them are removed", { a: 1, A: 2, b: 3 }, [["a", null]], { b: 3 }],
    ["an empty text is a value", { a: 1 }, [["a", ""]], { a: "" }],
  ])("%s", (_, before, steps, after) => {
    const result = edited(before, ...steps);
    expect(result).toEqual(after);
    expect(Object.keys(result)).toEqual(Object.keys(after));
  });

  it("says which name changed, and nothing where nothing did", () => {
    const edit = new ParameterEdit({ Size: [1] });
    expect(edit.set("size", [1])).toBeUndefined();
    expect(edit.set("size", [2])).toBe("Size");
    expect(edit.remove("SIZE")).toBe("Size");
    expect(edit.remove("SIZE")).toBeUndefined();
  });

  it("takes zero with another sign for another value, as JSON and the platform's numbers do", () => {
    expect(new ParameterEdit({ a: 0 }).set("A", -0)).toBe("a");
    expect(new ParameterEdit({ a: -0 }).set("A", -0)).toBeUndefined();
  });

  it("gives the very object back where nothing changed", () => {
    const before = { a: [1] };
    expect(edited(before, ["A", [1]], ["b", null])).toBe(before);
  });

  it("keeps __proto__ as a name", () => {
    const result = edited({}, ["__proto__", { polluted: 1 }]);
    expect(Object.keys(result)).toEqual(["__proto__"]);
    expect(result).not.toHaveProperty("polluted");
    expect(Object.keys(edited(result, ["__PROTO__", null]))).toEqual([]);
  });

  it("changes no parameter but the one that is named, and that one in every spelling", () => {
    fc.assert(
      fc.property(
        parameters,
        parameterName,
        fc.constantFrom(null, 1, "x"),
        (before, name, value) => {
          const after = edited(before, [name, value]);
          const same = (one: string): boolean => one.toLowerCase() === name.toLowerCase();
          const others = (json: JsonObject): unknown =>
            Object.entries(json).filter(([one]) => !same(one));
          expect(others(after)).toEqual(others(before));
          expect(Object.entries(after).filter(([one]) => same(one))).toHaveLength(
            value === null ? 0 : 1,
          );
        },
      ),
    );
  });
});
