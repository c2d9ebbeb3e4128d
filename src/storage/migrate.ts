/** Applies and undoes migrations, or says what that would do. */
import { sql, type Transaction } from "kysely";
import { WebhookError } from "../errors.ts";
import { openingFailure } from "./failures.ts";
import { checksumOf, historyProblem, readApplied } from "./applied.ts";
import type { Database, Dialect, StoreClock } from "./database.ts";
import type { Migration } from "./migrations/migration.ts";
import type { StoreTables } from "./schema.ts";

/** One migration, applied or undone. */
export interface MigrationStep {
  readonly version: number;
  readonly name: string;
  readonly direction: "up" | "down";
  /** What it did, or would do, in a sentence. */
  readonly summary: string;
  /** The SQL statements, in order. */
  readonly sql: readonly string[];
}

/** What a migration did, or would do. */
export interface MigrationReport {
  readonly dialect: Dialect;
  /** The database, without credentials. */
  readonly place: string;
  /** Whether nothing was changed because only a plan was asked for. */
  readonly planned: boolean;
  /** The schema's version before; 0: there is none. */
  readonly from: number;
  /** The schema's version afterwards. */
  readonly to: number;
  readonly steps: readonly MigrationStep[];
  /** All of it in a sentence. */
  readonly summary: string;
}

/** How to migrate. */
export interface RunMigrationsOptions {
  readonly migrations: readonly Migration[];
  /** The version to go to, up or down; 0 undoes all. */
  readonly to: number;
  /** Change nothing. */
  readonly plan: boolean;
  readonly clock: StoreClock;
}

/** The table that remembers them; made before the first migration. */
const migrationTable: Readonly<Record<Dialect, string>> = {
  sqlite:
    "create table if not exists fulfillkit_migrations (version integer primary key, name text not null, checksum text not null, applied_time integer not null) strict",
  postgres:
    "create table if not exists fulfillkit_migrations (version integer primary key, name text not null, checksum text not null, applied_time bigint not null)",
};

/**
 * Brings the schema to a version, all of it or nothing, in one transaction that
 * other migrations wait for. Throws INVALID_ARGUMENT for a version that there is
 * not, and FAILED_PRECONDITION (SCHEMA_DRIFT) where the database's history is
 * not this program's, or (STORE_UNUSABLE) where a statement fails.
 */
export async function runMigrations(
  database: Database,
  options: RunMigrationsOptions,
): Promise<MigrationReport> {
  const { migrations, plan, to } = options;
  if (!Number.isInteger(to) || to < 0 || to > migrations.length)
    throw new WebhookError("INVALID_ARGUMENT", {
      reason: "NO_SUCH_VERSION",
      message: `There is no version ${to} of the schema: give 0 to ${migrations.length}.`,
    });
  try {
    return await database.writes.transaction().execute(async (transaction) => {
      if (!plan) await database.lockMigrations(transaction);
      const applied = await readApplied(database, transaction);
      const problem = historyProblem(database, applied, migrations);
      if (problem !== undefined) throw schemaDrift(database, problem);
      const report = reportOf(database, { ...options, from: applied.length });
      if (!plan && report.steps.length > 0)
        await apply(transaction, { ...options, report, database });
      return report;
    });
  } catch (error) {
    throw openingFailure(database, error);
  }
}

/** The database is not in the shape that this program needs. */
export function schemaDrift(database: Database, problem: string): WebhookError {
  return new WebhookError("FAILED_PRECONDITION", {
    reason: "SCHEMA_DRIFT",
    message: `The database ${database.place} does not fit this program. ${problem}`,
  });
}

function reportOf(
  database: Database,
  { from, migrations, plan, to }: RunMigrationsOptions & { readonly from: number },
): MigrationReport {
  const { dialect, place } = database;
  const steps =
    from <= to
      ? migrations
          .slice(from, to)
          .map((migration) => stepOf(migration, { direction: "up", dialect }))
      : migrations
          .slice(to, from)
          .toReversed()
          .map((migration) => stepOf(migration, { direction: "down", dialect }));
  const verb = plan ? "would go" : "went";
  const summary =
    steps.length === 0
      ? `The database ${place} is at version ${from}: nothing to do.`
      : `The database ${place} ${verb} from version ${from} to ${to}, in ${steps.length === 1 ? "one step" : `${steps.length} steps`}.`;
  return { dialect, place, planned: plan, from, to, steps, summary };
}

function stepOf(
  migration: Migration,
  { dialect, direction }: { readonly dialect: Dialect; readonly direction: "up" | "down" },
): MigrationStep {
  const { name, version } = migration;
  const what = direction === "up" ? migration.summary : migration.undoSummary;
  const summary =
    direction === "up"
      ? `Migration ${version} (${name}) ${what}.`
      : `Undoing migration ${version} (${name}) ${what}.`;
  return { version, name, direction, summary, sql: migration[direction][dialect] };
}

interface Application extends RunMigrationsOptions {
  readonly report: MigrationReport;
  readonly database: Database;
}

async function apply(
  transaction: Transaction<StoreTables>,
  { clock, database, migrations, report }: Application,
): Promise<void> {
  await sql.raw(migrationTable[database.dialect]).execute(transaction);
  for (const step of report.steps) {
    for (const statement of step.sql) await sql.raw(statement).execute(transaction);
    const migration = migrations[step.version - 1];
    if (step.direction === "up" && migration)
      await transaction
        .insertInto("fulfillkit_migrations")
        .values({
          version: step.version,
          name: step.name,
          checksum: checksumOf(migration, database),
          applied_time: Math.floor(clock.now()),
        })
        .execute();
    else
      await transaction
        .deleteFrom("fulfillkit_migrations")
        .where("version", "=", step.version)
        .execute();
  }
}
