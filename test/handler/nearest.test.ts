import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "../../src/handler/nearest.ts";

const tags = ["check-balance", "transfer", "transfers", "pay"];

describe("the nearest name", () => {
  it.each([
    ["a letter left out", "check-balnce", "check-balance"],
    ["two letters exchanged", "trasnfer", "transfer"],
    ["another case", "CHECK-BALANCE", "check-balance"],
    ["another separator", "check_balance", "check-balance"],
    ["of two, the nearer one", "transferss", "transfers"],
    ["a short name with one letter wrong", "pai", "pay"],
  ])("is found for %s", (_, name, expected) => {
    expect(nearest(name, tags)).toBe(expected);
  });

  it.each([
    ["another word altogether", "weather"],
    ["a short name with two letters wrong", "pxx"],
    ["nothing", ""],
    ["more letters than are worth comparing", "t".repeat(101)],
  ])("is none for %s", (_, name) => {
    expect(nearest(name, tags)).toBeUndefined();
  });

  it("is itself where it is known, whatever else is", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 30 }),
        fc.array(fc.string()),
        (name, others) => {
          expect(nearest(name, [...others, name])?.toLowerCase()).toBe(name.toLowerCase());
        },
      ),
    );
  });

  it("is one of the known names, or none", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, known) => {
        const found = nearest(name, known);
        expect(found === undefined || known.includes(found)).toBe(true);
      }),
    );
  });
});
