/** Opens a store, and migrates its database. The drivers are loaded when one is opened. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { historyProblem, readApplied, schemaProblem } from "./applied.ts";
import type { Database, StoreClock } from "./database.ts";
import { DatabaseStore } from "./database-store.ts";
import { openingFailure } from "./failures.ts";
import { locateStore, type StoreLocation } from "./location.ts";
import { type MigrationReport, runMigrations, schemaDrift } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import type { Store } from "./store.ts";

export type { StoreClock } from "./database.ts";
export type { MigrationReport } from "./migrate.ts";
export type { NewResource, Store, StoredResource, StoreWriter } from "./store.ts";

/** Which store to open, and how. */
export interface OpenStoreOptions {
  /**
   * `memory:`, the path of a file (also as `file:path`), or `postgres://user@host/database`,
   * which needs the package `pg`. A file is made where it is missing. Default: `memory:`.
   */
  readonly url?: string;
  /** For createTime and updateTime. Default: the machine's. */
  readonly clock?: StoreClock;
  /** Makes etags: another text at every call. Default: 96 random bits, base64url. */
  readonly newEtag?: () => string;
  /** Applies pending migrations first. Default: yes in memory and in a file, no on PostgreSQL. */
  readonly migrate?: boolean;
}

/**
 * Opens a store. Throws WebhookError: INVALID_ARGUMENT (INVALID_STORE_URL),
 * UNAVAILABLE (STORE_UNAVAILABLE), and FAILED_PRECONDITION (SCHEMA_DRIFT) with a
 * sentence where the schema is not this program's: migrations pending, a newer
 * version, an edited migration, a missing table, column or index; or with
 * STORE_UNUSABLE and what the database said, as when a right is missing.
 */
export async function openStore(options: OpenStoreOptions = {}): Promise<Store> {
  const { clock = Date, newEtag = randomEtag } = options;
  const location = locateStore(options.url ?? "memory:");
  const database = await openDatabase(location);
  try {
    if (options.migrate ?? location.dialect === "sqlite")
      await runMigrations(database, { migrations, to: migrations.length, plan: false, clock });
    await checkSchema(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new DatabaseStore({ database, clock, newEtag });
}

/** What to migrate, and where to. */
export interface MigrateOptions {
  /** As for `openStore`. */
  readonly url: string;
  /** Change nothing, and say what would be done. A missing file stays missing. Default: false. */
  readonly plan?: boolean;
  /** The version to go to, up or down; 0 undoes all, and all data is lost. Default: the newest. */
  readonly to?: number;
  /** For the time at which a migration was applied. Default: the machine's. */
  readonly clock?: StoreClock;
}

/**
 * Brings the schema of a database to a version, in one transaction under a lock.
 * Throws WebhookError: INVALID_ARGUMENT (INVALID_STORE_URL, NO_SUCH_VERSION),
 * UNAVAILABLE (STORE_UNAVAILABLE), FAILED_PRECONDITION (SCHEMA_DRIFT,
 * STORE_UNUSABLE, MISSING_DRIVER).
 */
export async function migrate(options: MigrateOptions): Promise<MigrationReport> {
  const { clock = Date, plan = false, to = migrations.length } = options;
  const location = locateStore(options.url);
  const database = plan ? await openAsItIs(location) : await openDatabase(location);
  try {
    return await runMigrations(database, { migrations, to, plan, clock });
  } finally {
    await database.close();
  }
}

/**
 * The absolute path of the file that a store's URL names, or undefined where it
 * names no file: for what is to lie beside it. Throws INVALID_ARGUMENT (INVALID_STORE_URL).
 */
export function embeddedPath(url: string): string | undefined {
  const location = locateStore(url);
  return location.dialect === "sqlite" ? location.path : undefined;
}

const randomEtag = (): string => randomBytes(12).toString("base64url");

async function openDatabase(location: StoreLocation): Promise<Database> {
  if (location.dialect === "postgres")
    return (await import("./postgres.ts")).openPostgres(location.url);
  return (await import("./sqlite.ts")).openSqlite(location.path);
}

/** Opening would make a missing file, so an empty database stands in for it. */
async function openAsItIs(location: StoreLocation): Promise<Database> {
  if (location.dialect === "sqlite" && location.path !== undefined && !existsSync(location.path))
    return {
      ...(await openDatabase({ dialect: "sqlite", path: undefined })),
      place: location.path,
    };
  return openDatabase(location);
}

async function checkSchema(database: Database): Promise<void> {
  try {
    const applied = await readApplied(database, database.reads);
    const problem =
      historyProblem(database, applied, migrations) ??
      pendingProblem(applied.length) ??
      (await schemaProblem(database));
    if (problem !== undefined) throw schemaDrift(database, problem);
  } catch (error) {
    throw openingFailure(database, error);
  }
}

function pendingProblem(applied: number): string | undefined {
  if (applied === migrations.length) return undefined;
  return `Its schema is at version ${applied}, and this program needs version ${migrations.length}: run fulfillkit migrate.`;
}
