import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatabaseSync } from "node:sqlite";
import { migrate, openStore } from "../../src/storage/index.ts";
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

  it("wait for one that writes for long, read meanwhile, and give up at last", async () => {
    const url = join(folder, "held.db");
    const store = await openStore({ url });
    const resource = { kind: "webhook", name: "w", parent: "a", body: {} };
    const other = new DatabaseSync(url);
    other.exec("begin immediate");
    let ended = false;
    const writing = store
      .transaction((writer) => writer.insert(resource))
      .finally(() => (ended = true));
    writing.catch(() => undefined);
    expect(await store.get(resource)).toBeUndefined();
    expect(ended).toBe(false);
    await expect(writing).rejects.toMatchObject({ code: "ABORTED", reason: "CONFLICT" });
    other.exec("commit");
    other.close();
    await store.transaction((writer) => writer.insert(resource));
    await store.close();
  });
});
