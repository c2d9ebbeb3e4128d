import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../../src/storage/index.ts";
import { killWriters } from "./crash-behaviour.ts";
import { raceProcesses } from "./race-behaviour.ts";
import { runSql } from "./setting.ts";

describe("processes on one SQLite file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fulfillkit-sqlite-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("lose nothing that was acknowledged when they are killed 100 times", async () => {
    const url = join(folder, "killed.db");
    await migrate({ url });
    await killWriters(url, 100);
    expect(await runSql(url, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
    expect(await runSql(url, "pragma foreign_key_check")).toEqual([]);
  });

  it("give every name and every etag to exactly one of two", async () => {
    await raceProcesses(join(folder, "raced.db"));
  });
});
