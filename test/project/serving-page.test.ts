import { describe, expect, it } from "vitest";
import { limitRules } from "../../src/server/limits.ts";
import { createMetrics } from "../../src/server/metrics.ts";
import { textOf } from "./modules.ts";

const page = textOf("docs/serving.md");

/** The cells of every row below a heading. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const [, section = ""] = page.split(`## ${heading}\n`);
  return (section.split("\n## ")[0] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));
}

describe("the page about serving", () => {
  it("lists every limit with its default, in the order of the code", () => {
    const listed = rowsOf("Limits").map(([, name, value]) => [name, Number(value)]);
    expect(listed).toEqual(
      Object.entries(limitRules).map(([name, rule]) => [name, rule.default] as const),
    );
  });

  it("lists every metric that the server has with its type", () => {
    const text = createMetrics({
      fulfillkit_connections: { help: "Open connections.", read: () => 0 },
    }).render();
    const served = [...text.matchAll(/^# TYPE (\S+ \S+)$/gm)].map(([, found]) => found);
    const listed = rowsOf("Metrics").map(([, name, type]) => `${name} ${type}`);
    expect(new Set(listed)).toEqual(new Set(served));
  });
});
