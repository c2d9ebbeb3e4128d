import { describe, expect, it } from "vitest";
import { behavioursPage, behavioursPagePath } from "../../scripts/generate-behaviours-page.ts";
import { behaviours } from "../../src/dispatch/behaviours.ts";
import { systemFunctions } from "../../src/dispatch/functions/table.ts";
import { textOf } from "./modules.ts";

describe("the page of behaviours", () => {
  it("is what npm run generate writes", () => {
    expect(textOf(behavioursPagePath)).toBe(behavioursPage());
  });

  it("has a row for every behaviour and every system function, each with all its cells", () => {
    const rows = behavioursPage()
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    const cells = rows.map((line) => line.split(/(?<!\\)\|/).length - 2);
    expect(cells.filter((count) => count === 6)).toHaveLength(Object.keys(behaviours).length);
    expect(cells.filter((count) => count === 2)).toHaveLength(systemFunctions.size);
    expect(rows).toHaveLength(Object.keys(behaviours).length + systemFunctions.size);
  });
});
