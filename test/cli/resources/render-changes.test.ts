import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/cli/resources/changes.ts";
import { changeLines, painter, type Painter } from "../../../src/cli/resources/render-changes.ts";

const plain: Painter = (_, text) => text;

describe("changeLines", () => {
  const rows: readonly (readonly [string, Change, string])[] = [
    ["a value that comes", { path: "a", after: "x", secret: false }, "+ a: x"],
    ["a value that goes", { path: "a", before: true, secret: false }, "- a: true"],
    ["a value that changes", { path: "a", before: 1, after: [2], secret: false }, "~ a: 1 → [2]"],
    ["an empty text", { path: "a", before: "", after: "x", secret: false }, '~ a: "" → x'],
    ["a secret that comes", { path: "a", after: "x", secret: true }, "+ a: (secret)"],
    [
      "a secret that changes",
      { path: "a", before: "x", after: "y", secret: true },
      "~ a: (secret, changed)",
    ],
    [
      "a reference as the file has it, and nothing of what it replaces",
      { path: "a", before: "x", after: "y", secret: false, written: "${env:Y}" },
      "~ a: (secret) → ${env:Y}",
    ],
    [
      "a long text in part",
      { path: "a", after: "é".repeat(200), secret: false },
      `+ a: ${"é".repeat(160)}… (200 characters)`,
    ],
    [
      "no control characters",
      { path: "a", after: "\u001B[2J", secret: false },
      String.raw`+ a: \u001b[2J`,
    ],
  ];
  it.each(rows)("show %s", (_, change, line) => {
    expect(changeLines([change], { paint: plain })).toEqual([line]);
  });
});

describe("painter", () => {
  const paint = (output: boolean, env: Readonly<Record<string, string>>): string =>
    painter({ terminal: { output }, env })("-", "x");

  it("paints on a terminal alone, and not where NO_COLOR is set", () => {
    expect(paint(true, {})).toBe("\u001B[31mx\u001B[39m");
    expect(paint(true, { NO_COLOR: "1" })).toBe("x");
    expect(paint(false, {})).toBe("x");
  });
});
