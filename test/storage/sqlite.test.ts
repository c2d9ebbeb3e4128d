import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { migrateBehaviour } from "./migrate-behaviour.ts";
import { openSqlite } from "../../src/storage/sqlite.ts";
import { pageCostBehaviour } from "./page-cost-behaviour.ts";
import { pagingBehaviour } from "./paging-behaviour.ts";
import type { Setting } from "./setting.ts";
import { storeBehaviour } from "./store-behaviour.ts";
import { transactionBehaviour } from "./transaction-behaviour.ts";

const folder = mkdtempSync(join(tmpdir(), "fulfillkit-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const files: Setting = {
  name: "SQLite in a file",
  freshUrl: async () => join(folder, `${(count += 1)}.db`),
};
const memory: Setting = { name: "SQLite in memory", freshUrl: async () => "memory:" };

describe.each([memory, files])("$name", (setting) => {
  storeBehaviour(setting);
  transactionBehaviour(setting);
  pagingBehaviour(setting);
});

// What is in memory can be opened only once, so there is nothing to migrate again.
describe("SQLite in a file", () => {
  migrateBehaviour(files);
  pageCostBehaviour(files, openSqlite);

  it.each<readonly [string, string | number, string]>([
    ["journal_mode", "wal", "readers and writers do not wait for one another"],
    ["synchronous", 2, "a commit is on the disk before it is acknowledged"],
    ["foreign_keys", 1, "references go with the resource that holds them"],
  ])("sets %s to %s, so that %s", async (pragma, value) => {
    const database = await openSqlite(await files.freshUrl());
    const { rows } = await sql.raw(`pragma ${pragma}`).execute(database.writes);
    expect(rows).toEqual([{ [pragma]: value }]);
    await database.close();
  });
});
