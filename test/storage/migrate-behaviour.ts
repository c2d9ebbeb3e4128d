/** How migrations and the check at start have to behave, on whatever database. */
import { describe, expect, it } from "vitest";
import { type MigrationReport, migrate, openStore } from "../../src/storage/index.ts";
import { migrations } from "../../src/storage/migrations/index.ts";
import { runSql, type Setting } from "./setting.ts";

const newest = migrations.length;

/** The steps of a report, in short. */
const steps = ({ steps: all }: MigrationReport): readonly string[] =>
  all.map(({ direction, version }) => `${direction} ${version}`);

/** The suite of migrations. */
export function migrateBehaviour(setting: Setting): void {
  const migrated = async (): Promise<string> => {
    const url = await setting.freshUrl();
    await migrate({ url });
    return url;
  };

  describe("migrate", () => {
    it("brings an empty database to the newest version, step by step, once", async () => {
      const url = await setting.freshUrl();
      const first = await migrate({ url });
      expect(first).toMatchObject({ from: 0, to: newest, planned: false });
      expect(steps(first)).toEqual(migrations.map(({ version }) => `up ${version}`));
      expect(first.steps[0]).toMatchObject({
        summary: "Migration 1 (resources) creates the table of resources.",
        sql: migrations[0]?.up[url.startsWith("postgres") ? "postgres" : "sqlite"],
      });
      expect(first.summary).toMatch(/ went from version 0 to \d, in \d steps\.$/);
      const second = await migrate({ url });
      expect(second).toMatchObject({ from: newest, to: newest, steps: [] });
      expect(second.summary).toMatch(/: nothing to do\.$/);
    });

    it("only says what it would do when a plan is asked for", async () => {
      const url = await setting.freshUrl();
      const plan = await migrate({ url, plan: true });
      expect(plan).toMatchObject({ from: 0, to: newest, planned: true });
      expect(plan.summary).toContain(" would go from version 0 to ");
      const { planned, summary, ...rest } = await migrate({ url });
      expect({
        planned: !planned,
        summary: summary.replace(" went ", " would go "),
        ...rest,
      }).toEqual(plan);
    });

    it.each(migrations.map(({ version }) => version - 1))(
      "goes down to version %i and up again, to the same schema",
      async (to) => {
        const url = await migrated();
        const down = await migrate({ url, to });
        expect(down).toMatchObject({ from: newest, to });
        expect(steps(down)).toEqual(
          migrations
            .slice(to)
            .toReversed()
            .map(({ version }) => `down ${version}`),
        );
        expect(down.steps[0]?.summary).toMatch(/^Undoing migration .* with all that is in it\.$/);
        expect(steps(await migrate({ url }))).toEqual(
          migrations.slice(to).map(({ version }) => `up ${version}`),
        );
        await (await openStore({ url, migrate: false })).close();
      },
    );

    it.each([-1, newest + 1, 0.5, Number.NaN])("knows no version %d", async (to) => {
      const url = await setting.freshUrl();
      await expect(migrate({ url, to })).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        reason: "NO_SUCH_VERSION",
        message: expect.stringContaining(`give 0 to ${newest}`) as string,
      });
    });

    it("is done by one of many that come at the same time", async () => {
      const url = await setting.freshUrl();
      const reports = await Promise.all(Array.from({ length: 5 }, () => migrate({ url })));
      expect(reports.filter((report) => report.steps.length > 0)).toHaveLength(1);
    });

    it("leaves the database as it was when a statement fails", async () => {
      const url = await setting.freshUrl();
      await migrate({ url, to: 1 });
      await runSql(url, "create table fulfillkit_references (other integer)");
      await expect(migrate({ url })).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        reason: "STORE_UNUSABLE",
        message: expect.stringMatching(
          /can't be used, and is as it was: .*fulfillkit_references.* already exists\.$/,
        ) as string,
      });
      await runSql(url, "drop table fulfillkit_references");
      expect(steps(await migrate({ url }))).toEqual(["up 2"]);
    });
  });

  describe("opening a store", () => {
    const open = async (url: string): Promise<void> =>
      (await openStore({ url, migrate: false })).close();

    it("works on a schema as the migrations left it", async () => {
      await expect(open(await migrated())).resolves.toBeUndefined();
    });

    it.each<readonly [string, string, string]>([
      [
        "a newer version",
        `insert into fulfillkit_migrations values (${newest + 1}, 'future', 'x', 0)`,
        `Its schema is at version ${newest + 1}, and this program knows versions up to ${newest}`,
      ],
      [
        "an edited migration",
        "update fulfillkit_migrations set checksum = 'x' where version = 1",
        "Migration 1 (resources) was applied to it in another form",
      ],
      [
        "a renamed migration",
        "update fulfillkit_migrations set name = 'x' where version = 2",
        "Migration 2 (x) was applied to it in another form",
      ],
      [
        "a gap in the history",
        "delete from fulfillkit_migrations where version = 1",
        "Migration 1 was never applied to it, although later ones were",
      ],
      [
        "a missing table",
        "drop table fulfillkit_references",
        "the table fulfillkit_references is missing",
      ],
      [
        "a missing column",
        "alter table fulfillkit_resources rename column body to content",
        "the column fulfillkit_resources.body is missing",
      ],
      [
        "a missing index",
        "drop index fulfillkit_resources_by_display_name",
        "the index fulfillkit_resources_by_display_name is missing",
      ],
      [
        "a forgotten history",
        "drop table fulfillkit_migrations",
        `Its schema is at version 0, and this program needs version ${newest}: run fulfillkit migrate.`,
      ],
    ])("stops at %s with a sentence", async (_, change, sentence) => {
      const url = await migrated();
      await runSql(url, change);
      await expect(open(url)).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        reason: "SCHEMA_DRIFT",
        message: expect.stringContaining(sentence) as string,
      });
    });

    it("stops at pending migrations with a sentence, and applies them when told", async () => {
      const url = await setting.freshUrl();
      await migrate({ url, to: 1 });
      await expect(open(url)).rejects.toMatchObject({
        reason: "SCHEMA_DRIFT",
        message: expect.stringContaining("run fulfillkit migrate") as string,
      });
      await (await openStore({ url, migrate: true })).close();
      await expect(open(url)).resolves.toBeUndefined();
    });

    it("migrates nothing that a newer program has migrated", async () => {
      const url = await migrated();
      await runSql(
        url,
        `insert into fulfillkit_migrations values (${newest + 1}, 'future', 'x', 0)`,
      );
      await expect(openStore({ url, migrate: true })).rejects.toMatchObject({
        reason: "SCHEMA_DRIFT",
      });
      await expect(migrate({ url, to: 0 })).rejects.toMatchObject({ reason: "SCHEMA_DRIFT" });
    });
  });
}
