import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limitRules, resolveLimits } from "../../src/server/limits.ts";
import type { Limits } from "../../src/server/limits.ts";

const rules = Object.entries(limitRules);

describe("limits", () => {
  it.each(rules)("%s is finite by default, and its default is allowed", (name, rule) => {
    expect(resolveLimits()).toHaveProperty(name, rule.default);
    expect(rule.default).toBeGreaterThanOrEqual(rule.min);
    expect(rule.default).toBeLessThanOrEqual(rule.max);
    expect(Number.isFinite(rule.max)).toBe(true);
  });

  it("takes every whole number in the range, and nothing else", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        fc.oneof(fc.integer(), fc.double(), fc.constantFrom(Infinity, NaN)),
        ([name, rule], value) => {
          const good = Number.isInteger(value) && value >= rule.min && value <= rule.max;
          const resolve = (): Limits => resolveLimits({ [name]: value });
          if (good) expect(resolve()).toHaveProperty(name, value);
          else
            expect(resolve).toThrow(
              `limits.${name} is ${value}; it must be a whole number from ${rule.min} to ${rule.max}.`,
            );
        },
      ),
    );
  });

  it("lists what there is when a name is wrong", () => {
    const given: Record<string, number> = { bodyBites: 1 };
    expect(() => resolveLimits(given)).toThrow(
      /limits\.bodyBites is no limit\. There are: bodyBytes, bodyDepth/,
    );
  });
});
