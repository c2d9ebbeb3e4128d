import { describe, expect, it } from "vitest";
import { behaviours } from "../../src/dispatch/behaviours.ts";
import { describeChoices } from "../../src/cli/behaviours.ts";
import { startCommand } from "./process.ts";

describe("behaviours", () => {
  it("prints every behaviour with its choices, its default, the evidence and why", async () => {
    const { code, output } = await startCommand(["behaviours"]).result;
    expect(code).toBe(0);
    for (const [name, { about, evidence, why, ...row }] of Object.entries(behaviours))
      expect(output).toContain(
        `${name}: ${describeChoices(row).join(" | ")} (default ${row.default}, ${evidence})\n  ${about}\n  ${why}\n`,
      );
  });

  it("prints those that are named alone", async () => {
    const { output } = await startCommand(["behaviours", "overrideMerge"]).result;
    expect(output).toMatch(/^overrideMerge: replace \| merge \(default replace, assumed\)\n/);
    expect(output.split("\n")).toHaveLength(4);
  });

  it("prints JSON for programs", async () => {
    const { output } = await startCommand(["behaviours", "-o", "json"]).result;
    expect(JSON.parse(output)).toEqual(
      Object.entries(behaviours).map(([name, row]) => ({ name, ...row })),
    );
  });

  it.each([
    ["a name that there is not", ["nothing"], /no behaviour "nothing"; there are requestPrinter, /],
    ["another format", ["-o", "yaml"], /--output takes text, json/],
  ] as const)("refuses %s", async (_, args, message) => {
    const { code, errors } = await startCommand(["behaviours", ...args]).result;
    expect(code).toBe(2);
    expect(errors).toMatch(message);
  });
});

describe("describeChoices", () => {
  it("shows a range as one choice", () => {
    expect(describeChoices({ choices: { min: 0, max: 5 } })).toEqual(["0 to 5"]);
    expect(describeChoices({ choices: ["a", "b"] })).toEqual(["a", "b"]);
  });
});
