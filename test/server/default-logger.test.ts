import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const program = fileURLToPath(new URL("log-program.ts", import.meta.url));

/** The lines of a program that logs once at each level. */
async function linesAt(level: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await run(process.execPath, [program, level]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the default logger", () => {
  it("writes Cloud Logging's fields, one JSON object a line", async () => {
    const lines = await linesAt("debug");
    expect(lines.map(({ severity, message, n }) => [severity, message, n])).toEqual([
      ["DEBUG", "d", 1],
      ["INFO", "i", 2],
      ["WARNING", "w", 3],
      ["ERROR", "e", 4],
    ]);
    for (const { time } of lines) expect(new Date(String(time)).toISOString()).toBe(time);
  });

  it("drops what is below its level", async () => {
    expect((await linesAt("warn")).map(({ message }) => message)).toEqual(["w", "e"]);
  });

  it("hides credentials, should they ever get into a line", async () => {
    const [line] = await linesAt("error");
    expect(line).toMatchObject({
      message: "e",
      authorization: "[Redacted]",
      request: { headers: "[Redacted]" },
    });
  });
});
