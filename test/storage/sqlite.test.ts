import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
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
});
