/** What pages may cost, on whatever database: a range of one index, however much there is. */
import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/storage/database.ts";
import { openStore } from "../../src/storage/index.ts";
import {
  deleteSequences,
  selectBeyond,
  selectPage,
  selectScan,
} from "../../src/storage/queries.ts";
import type { ListQuery, Store } from "../../src/storage/store.ts";
import { runSql, type Setting } from "./setting.ts";

/** How the database would run a query: the lines of its plan. */
async function planOf(
  database: Database,
  query: { compile(): { readonly parameters: readonly unknown[]; readonly sql: string } },
): Promise<string> {
  const { parameters, sql } = query.compile();
  const explain = database.dialect === "sqlite" ? "explain query plan" : "explain";
  const { rows } = await database.reads.executeQuery<Record<string, unknown>>(
    CompiledQuery.raw(`${explain} ${sql}`, [...parameters]),
  );
  return rows.map((row) => String(row["detail"] ?? row["QUERY PLAN"])).join("\n");
}

/** Inserts so many resources under a parent. */
async function fill(
  store: Store,
  { count, parent }: { readonly count: number; readonly parent: string },
): Promise<void> {
  await store.transaction(async (writer) => {
    for (let index = 0; index < count; index += 1) {
      const name = `${parent}/webhooks/${index}`;
      await writer.insert({ kind: "webhook", name, parent, body: { timeout: "5s" } });
    }
  });
}

/** The suite of the plans for pages. */
export function pageCostBehaviour(
  setting: Setting,
  openDatabase: (url: string) => Promise<Database>,
): void {
  describe("a page among thousands", () => {
    let url: string;
    let database: Database;
    beforeAll(async () => {
      url = await setting.freshUrl();
      const store = await openStore({ url, migrate: true });
      for (const [parent, count] of [
        ["before", 2000],
        ["large", 2000],
        ["small", 100],
      ] as const)
        await fill(store, { count, parent });
      await store.close();
      database = await openDatabase(url);
    });
    afterAll(() => database.close());

    const queries: readonly ListQuery[] = ["large", "small"].flatMap((parent) =>
      [{}, { newestFirst: true }, { after: 2500 }].map((more) => ({
        kind: "webhook",
        parent,
        limit: 101,
        ...more,
      })),
    );
    const expectRanges = async (): Promise<void> => {
      for (const query of queries) {
        const plan = await planOf(database, selectPage(database.reads, query));
        expect(plan).toContain("fulfillkit_resources_by_parent");
        expect(plan).toContain("sequence");
        expect(plan).not.toMatch(/sort|scan on|temp b-tree/i);
      }
    };

    const expectScans = async (): Promise<void> => {
      for (const after of ["", "before/webhooks/1", "large/webhooks/1999"]) {
        const query = { kind: "webhook", after, limit: 100 };
        const plan = await planOf(database, selectScan(database.reads, query));
        expect(plan).toContain("fulfillkit_resources_by_name");
        expect(plan).not.toMatch(/sort|seq scan|temp b-tree/i);
      }
    };
    const expectPruning = async (): Promise<void> => {
      const children = { kind: "webhook", parent: "large" };
      for (const query of [
        selectBeyond(database.writes, { ...children, keep: 1000, limit: 500 }),
        deleteSequences(database.writes, { ...children, sequences: [2001, 2002] }),
      ]) {
        const plan = await planOf(database, query);
        expect(plan).toContain("fulfillkit_resources_by_parent");
        expect(plan).not.toMatch(/sort|seq scan|temp b-tree/i);
      }
    };

    it("is a range of the index by parent, by name for a scan, by parent again to prune, with the database's statistics and without", async () => {
      await expectRanges();
      await expectScans();
      await expectPruning();
      await runSql(url, "analyze");
      await expectRanges();
      await expectScans();
      await expectPruning();
    });
  });
}
