import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "./modules.ts";

const suites = {
  "mixed.test.ts": `import { it, expect } from "vitest";
    it("passes", () => { expect(1).toBe(1); });
    it("fails", () => { expect(1).toBe(2); });
    it.skip("is skipped", () => {});`,
  "unreadable.test.ts": `import "./absent.ts";`,
  "good.test.ts": `import { it, expect } from "vitest"; it("passes", () => { expect(1).toBe(1); });`,
};

describe("the closing line", () => {
  const folder = mkdtempSync(join(root, "node_modules", ".closing-line-"));
  for (const [name, text] of Object.entries(suites)) writeFileSync(join(folder, name), text);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs vitest over some of the suites and returns its status and the last line it prints. */
  function lastLine(...names: readonly string[]): readonly [number | null, string | undefined] {
    const reporters = ["--reporter=default", `--reporter=${join(root, "test/reporter.ts")}`];
    writeFileSync(
      join(folder, "vitest.config.ts"),
      `export default { test: { include: ${JSON.stringify(names)}, exclude: [] } };`,
    );
    const { status, stdout } = spawnSync("vitest", ["run", "--root", folder, ...reporters], {
      encoding: "utf8",
    });
    return [status, stdout.trimEnd().split("\n").at(-1)];
  }

  it("counts what passed, failed and was skipped, and a file that does not load as failed", () => {
    expect(lastLine("mixed.test.ts", "unreadable.test.ts")).toEqual([
      1,
      "1 passed, 2 failed, 1 skipped",
    ]);
  });

  it("comes with status 0 when nothing failed", () => {
    expect(lastLine("good.test.ts")).toEqual([0, "1 passed, 0 failed, 0 skipped"]);
  });
});
