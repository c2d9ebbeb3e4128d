import { describe, expect, it } from "vitest";
import { withProgress } from "../../../src/cli/manage/progress.ts";

/** Runs work with progress, and gives what was printed. */
async function printed(errors: boolean, work: () => Promise<string>): Promise<string> {
  let text = "";
  const context = {
    terminal: { input: false, output: false, errors },
    printError: (part: string) => {
      text += part;
    },
  };
  await withProgress("Working", context, work).catch(() => undefined);
  return text;
}

describe("withProgress", () => {
  const done = (): Promise<string> => Promise.resolve("done");
  const failed = (): Promise<string> => Promise.reject(new Error("no"));

  it("draws a line on a terminal, and wipes it however the work ends", async () => {
    const drawn = "\r- Working 0 s\r\u001B[K";
    expect(await printed(true, done)).toBe(drawn);
    expect(await printed(true, failed)).toBe(drawn);
  });

  it("says it once where there is no terminal", async () => {
    expect(await printed(false, done)).toBe("Working …\n");
  });
});
