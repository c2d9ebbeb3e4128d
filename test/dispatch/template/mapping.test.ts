import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "@bufbuild/protobuf";
import {
  parseMapping,
  parseMappingPath,
  parseMappingTarget,
} from "../../../src/dispatch/template/mapping.ts";

const payloads = new URL("../../../../shared/payloads/", import.meta.url);
const here = existsSync(payloads);
const payload = (name: string): string => readFileSync(new URL(name, payloads), "utf8");

/** What a path finds. */
const find = (path: string, json: JsonValue): JsonValue | undefined =>
  parseMapping({ x: path }).apply(json)[0]?.value;

describe("a path into a response", () => {
  const json: JsonValue = {
    user_name: "Ada",
    count: 0,
    off: false,
    none: null,
    a: { b: [{ c: 1 }, [2, 3]], "b.c": 4 },
    "a b": { "c'd": 5 },
    größe: 6,
    "0": 7,
    Case: 8,
  };

  it.each<[path: string, expected: unknown, why: string]>([
    ["$.user_name", "Ada", "documented: a field"],
    ["$.a.b[0].c", 1, "documented: members and items"],
    ["$.a.b[0]", { c: 1 }, "documented: a composite"],
    ["$.a.b", [{ c: 1 }, [2, 3]], "documented: a list"],
    ["$.a.b[1][1]", 3, "follows: an item of an item"],
    ["user_name", "Ada", "observed: exports have paths without $."],
    ["a.b[0].c", 1, "observed: exports have paths without $."],
    ["$['a b']", { "c'd": 5 }, "assumed: a key in quotes"],
    [`$["a b"]["c'd"]`, 5, "assumed: a key in double quotes"],
    ["$['a'].b[0]['c']", 1, "assumed: keys in quotes between others"],
    ["a['b.c']", 4, "assumed: a key with a dot"],
    ["$.größe", 6, "follows: letters of any language"],
    ["$.count", 0, "follows: zero is a value"],
    ["$.off", false, "follows: false is a value"],
    ["$.none", null, "assumed: null is there, and removes the parameter"],
    ["$.missing", undefined, "assumed: not there"],
    ["$.case", undefined, "follows: JSON's keys know case"],
    ["$.a.b[2]", undefined, "follows: behind the end"],
    ["$.a[0]", undefined, "follows: an item of an object"],
    ["$.a.b.length", undefined, "follows: no field of a list"],
    ["$.user_name.length", undefined, "follows: no field of a text"],
    ["$[0]", undefined, "follows: an item where the root is an object, whatever its keys"],
    ["$.none.x", undefined, "follows: a field of null"],
    ["$.constructor", undefined, "follows: what only the prototype has is not there"],
    ["$.__proto__", undefined, "follows: the prototype is not there"],
  ])("%s finds %j: %s", (path, expected) => {
    expect(find(path, json)).toEqual(expected);
  });

  it.each<[path: string, root: JsonValue, expected: unknown, why: string]>([
    ["$[0].a", [{ a: 1 }], 1, "assumed: a list at the root"],
    ["$.a", [{ a: 1 }], undefined, "follows: a field of a list"],
    ["$.a", "text", undefined, "follows: a field of a text"],
    ["$.a", null, undefined, "follows: a field of null"],
    [
      "$.__proto__",
      JSON.parse('{"__proto__": 1}') as JsonValue,
      1,
      "follows: a key like any other",
    ],
  ])("%s in %j finds %j: %s", (path, root, expected) => {
    expect(find(path, root)).toEqual(expected);
  });

  it.each([
    ["", 0, /names no field/],
    ["$", 1, /names no field/],
    ["$.", 2, /path ends/],
    ["$.a.", 4, /path ends/],
    ["$..a", 2, /dot and a field's name/],
    ["$.a[*]", 3, /Brackets hold/],
    ["$.*", 2, /wildcards/],
    ["$.a[x]", 3, /Brackets hold/],
    ["$.a[-1]", 3, /Brackets hold/],
    ["$.a[0:1]", 3, /Brackets hold/],
    ["$.a[0", 3, /Brackets hold/],
    ["$.a[0]b", 6, /dot and a field's name/],
    ["$a", 1, /dot and a field's name/],
    ["[0]", 0, /Brackets hold/],
    ["a b", 1, /dot and a field's name/],
    ["$.a[?(@.b)]", 3, /Brackets hold/],
    ["a$", 1, /dot and a field's name/],
  ])("%j is wrong at %i", (path, index, problem) => {
    const parse = (): unknown => parseMappingPath(path);
    expect(parse).toThrow(problem);
    expect(parse).toThrow(expect.objectContaining({ index }) as Error);
  });

  it("has 100 steps at most", () => {
    expect(parseMappingPath(`a${"[0]".repeat(99)}`)).toHaveLength(100);
    expect(() => parseMappingPath(`a${"[0]".repeat(100)}`)).toThrow(/more than 100 steps/);
  });

  it("made by the grammar finds what was put there, with and without its root", () => {
    const word = fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]*$/), fc.constant("__proto__"));
    const step = fc.oneof(word, fc.nat({ max: 5 }));
    fc.assert(
      fc.property(word, fc.array(step, { maxLength: 20 }), fc.jsonValue(), (first, rest, value) => {
        const steps = [first, ...rest];
        const path =
          first + rest.map((one) => (typeof one === "number" ? `[${one}]` : `.${one}`)).join("");
        const json = wrap(value as JsonValue, steps);
        expect(find(path, json)).toEqual(value);
        expect(find(`$.${path}`, json)).toEqual(value);
      }),
    );
  });
});

/** A value within objects and lists, where the steps lead to. */
function wrap(value: JsonValue, steps: readonly (string | number)[]): JsonValue {
  return steps.reduceRight<JsonValue>((inner, step) => {
    if (typeof step === "string") return Object.fromEntries([[step, inner]]);
    const list: JsonValue[] = Array.from({ length: step }, () => null);
    return [...list, inner];
  }, value);
}

describe("the parameter that is set", () => {
  it.each([
    ["balance", { scope: "session", name: "balance" }, "documented"],
    ["a-b_c.d", { scope: "session", name: "a-b_c.d" }, "documented: what names have"],
    ["$session.params.x", { scope: "session", name: "x" }, "assumed: the whole reference"],
    [
      "$flow.security_key_verified",
      { scope: "flow", name: "security_key_verified" },
      "observed: exported agents",
    ],
    ["__proto__", { scope: "session", name: "__proto__" }, "follows: a name like any other"],
  ])("by %s is %j: %s", (text, expected) => {
    expect(parseMappingTarget(text)).toEqual(expected);
  });

  it.each(["", "a b", "$page.params.x", "$flow.", ".a", "a.", "a[0]", "$x", "größe"])(
    "is not named by %j",
    (text) => {
      expect(() => parseMappingTarget(text)).toThrow("Column 1: Is no name of a parameter.");
    },
  );
});

describe("a mapping", () => {
  it("gives every parameter in its order, those without a field as well", () => {
    const mapping = parseMapping({ b: "$.x", "$flow.a": "y", c: "z" });
    expect(mapping.apply({ x: 1, y: null })).toEqual([
      { scope: "session", name: "b", path: "$.x", value: 1 },
      { scope: "flow", name: "a", path: "y", value: null },
      { scope: "session", name: "c", path: "z", value: undefined },
    ]);
  });

  it("that is wrong is named", () => {
    expect(() => parseMapping({ a: "$.x", b: "$.y[*]" })).toThrow(
      "In the mapping of b, column 4: Brackets hold an index",
    );
  });

  it.skipIf(!here)("of the official example takes the distance", () => {
    const json = JSON.parse(payload("doc-02-flexible-response-directions.json")) as JsonValue;
    const mapping = parseMapping({ distance: "$.routes[0].legs[0].distance.value" });
    expect(mapping.apply(json)).toEqual([
      {
        scope: "session",
        name: "distance",
        path: "$.routes[0].legs[0].distance.value",
        value: 3_321_004,
      },
    ]);
  });

  it.skipIf(!here)("of an exported agent sets parameters of the flow", () => {
    const { genericWebService } = JSON.parse(
      payload("export-03-webhook-flexible-renamed-mapping.json"),
    ) as { genericWebService: { parameterMapping: readonly { key: string; value: string }[] } };
    const entries = genericWebService.parameterMapping.map(({ key, value }) => [key, value]);
    const mapping = parseMapping(Object.fromEntries(entries) as Record<string, string>);
    expect(mapping.apply({ minimum_bill: 10, total_bill: 20.5 })).toMatchObject([
      { scope: "flow", name: "minimum_amount", value: 10 },
      { scope: "flow", name: "total_amount", value: 20.5 },
    ]);
  });
});
