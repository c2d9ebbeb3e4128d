import type { JsonValue } from "@bufbuild/protobuf";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { FunctionError } from "../../../src/dispatch/functions/system-function.ts";
import {
  findFunction,
  functionDescriptions,
  systemFunctions,
} from "../../../src/dispatch/functions/table.ts";
import { TemplateError } from "../../../src/dispatch/template/template-error.ts";
import { contextOf } from "./fixture.ts";

/** As https://cloud.google.com/dialogflow/cx/docs/reference/system-functions has them. */
const documented =
  "ADD ADD_DATE APPEND CONCATENATE CONTAIN COUNT DIVIDE FILTER FORMAT_DATE GET GET_FIELD IDENTITY IF " +
  "IS_CREDIT_CARD_NUMBER IS_DATE IS_FUTURE_DATE IS_PAST_DATE IS_PHONE_NUMBER JOIN LEN LOWER MATCH MID MINUS " +
  "MULTIPLY NESTED_FIELD NOW RAND REMOVE ROUND SPLIT SUBSTITUTE TO_NUMBER TO_OBJECT TO_PHONE_NUMBER TO_TEXT " +
  "UNIQUE UPPER URL_ENCODE UUID";

describe("the table", () => {
  it("has the 40 documented functions, and no others", () => {
    expect([...systemFunctions.keys()].toSorted()).toEqual(documented.split(" "));
    expect(systemFunctions.size).toBe(40);
  });

  it("describes each for documentation, in alphabetical order", () => {
    expect(functionDescriptions.map(({ name }) => name)).toEqual(documented.split(" "));
    for (const { name, signature, summary } of functionDescriptions) {
      expect(signature.startsWith(`${name}(`) && signature.endsWith(")")).toBe(true);
      expect(summary).toMatch(/\.$/);
    }
  });

  it("has as many arguments in a signature as the function takes", () => {
    for (const { name, signature, min, max } of systemFunctions.values()) {
      const [required = "", optional = ""] = signature.slice(name.length + 1, -1).split("[");
      const count = (text: string): number =>
        text.split(",").filter((part) => part.trim() !== "").length;
      const open = signature.includes("…");
      expect([name, max === Infinity]).toEqual([name, open]);
      if (!open)
        expect([name, min, max]).toEqual([
          name,
          count(required),
          count(required) + count(optional.replace("]", "")),
        ]);
    }
  });

  it("is asked by the name in a call", () => {
    expect(findFunction("ADD")?.name).toBe("ADD");
    expect(findFunction("rand")?.name).toBe("RAND");
    for (const name of ["add", "Rand", "__proto__", "constructor", ""])
      expect(findFunction(name)).toBeUndefined();
  });
});

describe("every function", () => {
  beforeAll(async () => {
    for (const { prepare } of systemFunctions.values()) await prepare?.();
  });

  it.each([...systemFunctions.values()])(
    "$name gives JSON or a FunctionError for any arguments, in short time",
    (entry) => {
      const telling = fc.constantFrom<JsonValue>(
        "",
        "DAYS",
        "$.a",
        "yyyy-MM-dd",
        "2026-03-29",
        "(a+)+b",
        "a".repeat(5000),
        "true",
        "US",
        "__proto__",
        0,
        -1,
        1e308,
        0.1,
        null,
        [],
        {},
        [[1]],
        { year: 2026, month: 1, day: 1 },
        { __proto__: null, a: [1] },
      );
      // Printed and read, as JSON has no -0.
      const printed = fc.json({ maxDepth: 2 }).map((json) => JSON.parse(json) as JsonValue);
      const argument = fc.oneof(telling, printed);
      const counted = fc.array(argument, {
        minLength: entry.min,
        maxLength: Math.min(entry.max, entry.min + 3),
      });
      fc.assert(
        fc.property(counted, (args) => {
          const before = JSON.stringify(args);
          try {
            const value = entry.call(args, contextOf());
            expect(JSON.parse(JSON.stringify(value))).toEqual(value);
          } catch (error) {
            // Of IF, a condition that can't be read: the evaluator's own concern.
            expect(error instanceof FunctionError || error instanceof TemplateError).toBe(true);
            expect(String(error)).toContain(entry.name === "IF" ? "" : entry.name);
          }
          expect(JSON.stringify(args)).toBe(before);
        }),
        { numRuns: 150 },
      );
    },
  );
});
