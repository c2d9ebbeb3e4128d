import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startCommand, type CommandResult } from "./process.ts";

let folder: string;
let store: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
  store = join(folder, "store.db");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const migrate = (...args: readonly string[]): Promise<CommandResult> =>
  startCommand(["migrate", "--store", store, ...args]).result;

describe("migrate", () => {
  it("plans with the statements, changes nothing, and exits with 3", async () => {
    const { code, output } = await migrate("--plan");
    expect(code).toBe(3);
    expect(output).toMatch(/^Migration 1 [^]*\n {2}create table [^]*would go from version 0 to /);
    expect(existsSync(store)).toBe(false);
  });

  it("migrates, and then has nothing to do", async () => {
    const { code, output } = await migrate();
    expect({ code }).toEqual({ code: 0 });
    expect(output).toMatch(/went from version 0 to /);
    expect(await migrate("--plan")).toMatchObject({
      code: 0,
      output: expect.stringMatching(/nothing to do\.\n$/) as string,
    });
  });

  it("goes back", async () => {
    await migrate();
    expect((await migrate("--to", "0")).output).toMatch(/^Undoing migration /);
  });

  it("says what is wrong without a stack", async () => {
    const { code, errors } = await migrate("--to", "99");
    expect(code).toBe(1);
    expect(errors).toMatch(/^INVALID_ARGUMENT: There is no version 99 [^]*NO_SUCH_VERSION\n$/);
  });

  it("wants a database", async () => {
    const { code, errors } = await startCommand(["migrate"]).result;
    expect(code).toBe(2);
    expect(errors).toMatch(/Which database\?/);
  });
});
