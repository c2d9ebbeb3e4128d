/** Which migrations a database has, and whether they are those of this program. */
import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { Database } from "./database.ts";
import type { Migration } from "./migrations/migration.ts";
import { expectedTables, type StoreTables } from "./schema.ts";

/** A migration that a database has. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/** What the database has, in order; none where even the table of migrations is missing. */
export async function readApplied(
  database: Database,
  queries: Kysely<StoreTables>,
): Promise<readonly AppliedMigration[]> {
  const tables = await database.columns(queries, ["fulfillkit_migrations"]);
  if (!tables.has("fulfillkit_migrations")) return [];
  return queries
    .selectFrom("fulfillkit_migrations")
    .select(["version", "name", "checksum"])
    .orderBy("version")
    .execute();
}

/** A fingerprint of what a migration does to a database. */
export function checksumOf(migration: Migration, database: Database): string {
  const { dialect } = database;
  return createHash("sha256")
    .update(JSON.stringify([migration.up[dialect], migration.down[dialect]]))
    .digest("hex");
}

/** Where the database's history departs from this program's migrations: a sentence, or undefined. */
export function historyProblem(
  database: Database,
  applied: readonly AppliedMigration[],
  migrations: readonly Migration[],
): string | undefined {
  for (const [index, { checksum, name, version }] of applied.entries()) {
    const migration = migrations[index];
    if (migration === undefined)
      return `Its schema is at version ${applied.at(-1)?.version}, and this program knows versions up to ${migrations.length}: run the program's newer release, or undo the migrations with it.`;
    if (migration.version !== version)
      return `Migration ${migration.version} was never applied to it, although later ones were: restore the table fulfillkit_migrations.`;
    if (migration.name !== name || checksum !== checksumOf(migration, database))
      return `Migration ${version} (${name}) was applied to it in another form than this program's: run the release that applied it, or restore a backup.`;
  }
  return undefined;
}

/** Which table, column or index is missing from the database: a sentence, or undefined. */
export async function schemaProblem(database: Database): Promise<string | undefined> {
  const names = Object.keys(expectedTables);
  const columns = await database.columns(database.reads, names);
  const indexes = await database.indexes(database.reads, names);
  const missing = Object.entries(expectedTables).flatMap(([table, expected]) => {
    const there = columns.get(table);
    if (there === undefined) return [`the table ${table}`];
    return [
      ...expected.columns
        .filter((column) => !there.has(column))
        .map((column) => `the column ${table}.${column}`),
      ...expected.indexes
        .filter((index) => !indexes.has(index))
        .map((index) => `the index ${index}`),
    ];
  });
  if (missing.length === 0) return undefined;
  return `It was changed by hand: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing. Restore a backup, or put back what is missing.`;
}
