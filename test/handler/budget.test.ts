import { describe, expect, it } from "vitest";
import { type BudgetOptions, resolveBudget } from "../../src/handler/budget.ts";
import { createRouter } from "../../src/handler/router.ts";

describe("the budget", () => {
  it.each<[string, BudgetOptions | undefined, number, number]>([
    ["the defaults", undefined, 4750, 125],
    ["the longest timeout", { webhookTimeoutMs: 30_000 }, 29_750, 125],
    ["a margin", { marginMs: 1000 }, 4000, 500],
    ["no margin", { marginMs: 0 }, 5000, 0],
  ])(
    "of %s is the timeout less the margin, and half of the margin",
    (_, options, handlerMs, graceMs) => {
      expect(resolveBudget(options)).toEqual({ handlerMs, graceMs });
    },
  );

  it.each<[string, BudgetOptions, string]>([
    ["more than the platform allows", { webhookTimeoutMs: 30_001 }, "webhookTimeoutMs is 30001"],
    ["no time", { webhookTimeoutMs: 0 }, "webhookTimeoutMs is 0"],
    ["less than no time", { webhookTimeoutMs: -1 }, "webhookTimeoutMs is -1"],
    ["no number", { webhookTimeoutMs: Number.NaN }, "webhookTimeoutMs is NaN"],
    ["a margin that leaves nothing", { webhookTimeoutMs: 250 }, "marginMs is 250"],
    ["a margin below nothing", { marginMs: -1 }, "marginMs is -1"],
    ["a margin that is no number", { marginMs: Number.NaN }, "marginMs is NaN"],
  ])("refuses %s, when the router is made", (_, options, message) => {
    expect(() => createRouter(options)).toThrow(RangeError);
    expect(() => createRouter(options)).toThrow(message);
  });
});
