/**
 * PostgreSQL, through the optional package `pg` under Kysely's dialect. Every
 * wait is bounded: for a connection, for a statement, for a lock, and for a
 * transaction that does nothing.
 */
import type { Pool, PoolConfig } from "pg";
import { Kysely, PostgresDialect, sql } from "kysely";
import { WebhookError } from "../errors.ts";
import type { Database, DatabaseFailure } from "./database.ts";
import { conflict, taken, textOf, unavailable, unexpected } from "./failures.ts";
import { withoutCredentials } from "./location.ts";
import { groupColumns, type StoreTables } from "./schema.ts";

/** Limits of the pool and of every session; all times in milliseconds. */
const limits = {
  max: 10,
  connectionTimeoutMillis: 5000,
  idleTimeoutMillis: 30_000,
  statement_timeout: 10_000,
  lock_timeout: 5000,
  idle_in_transaction_session_timeout: 30_000,
  // Longer than the server's own limit: it counts when the server is gone without a word.
  query_timeout: 15_000,
  keepAlive: true,
} as const satisfies PoolConfig;

/** The lock of migrations: any two numbers that nobody else uses. */
const migrationLock = [0x66_75_6c_66, 1] as const;

/** PostgreSQL's type `bigint`, by its object id. Sequences and times are far below 2^53. */
const bigintType = 20;

/**
 * Opens a pool on a database, and makes sure that it answers. Throws UNAVAILABLE
 * (STORE_UNAVAILABLE) where it does not, and FAILED_PRECONDITION
 * (MISSING_DRIVER) where `pg` is not installed.
 */
export async function openPostgres(url: string): Promise<Database> {
  const pool = await createPool(url);
  const place = withoutCredentials(url);
  const queries = new Kysely<StoreTables>({
    dialect: new PostgresDialect({ pool }),
  });
  try {
    await sql`select 1`.execute(queries);
  } catch (error) {
    await pool.end();
    throw new WebhookError("UNAVAILABLE", {
      reason: "STORE_UNAVAILABLE",
      message: `The database ${place} can't be opened: ${textOf(error)}.`,
      cause: error,
    });
  }
  return {
    dialect: "postgres",
    place,
    writes: queries,
    reads: queries,
    failureOf,
    columns: async (within, tables) => {
      const { rows } = await sql<{ table: string; column: string }>`
        select table_name as "table", column_name as "column" from information_schema.columns
        where table_schema = current_schema() and table_name in (${sql.join(tables)})`.execute(
        within,
      );
      return groupColumns(rows);
    },
    indexes: async (within, tables) => {
      const { rows } = await sql<{ name: string }>`
        select indexname as name from pg_indexes
        where schemaname = current_schema() and tablename in (${sql.join(tables)})`.execute(within);
      return new Set(rows.map(({ name }) => name));
    },
    lockMigrations: async (transaction) => {
      await sql`set local statement_timeout = 0`.execute(transaction);
      await sql`set local lock_timeout = 0`.execute(transaction);
      const [first, second] = migrationLock;
      await sql`select pg_advisory_xact_lock(${first}::int, ${second}::int)`.execute(transaction);
    },
    close: () => queries.destroy(),
  };
}

async function createPool(url: string): Promise<Pool> {
  const { default: pg } = await import("pg").catch((cause: unknown) => {
    throw new WebhookError("FAILED_PRECONDITION", {
      reason: "MISSING_DRIVER",
      message: "A store on PostgreSQL needs the package pg: run npm install pg.",
      cause,
    });
  });
  const pool = new pg.Pool({
    ...limits,
    connectionString: url,
    application_name: "fulfillkit",
    // No query here is the better for a bitmap scan. Where statistics are older than what is
    // under a parent, though, the planner would sort all of that for one page. The pool waits
    // for what this returns, although its types do not say so.
    onConnect: (client): unknown => client.query("set enable_bitmapscan = off"),
    types: {
      getTypeParser: (id: number, format?: "text" | "binary"): ((text: string) => unknown) =>
        id === bigintType
          ? Number
          : (pg.types.getTypeParser(id, format) as (text: string) => unknown),
    },
  });
  // A connection that breaks while nobody uses it, or between two statements, is no reason to
  // end the process: the pool replaces it, and the next statement on it fails.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** What an error means, by its SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
function failureOf(error: unknown): DatabaseFailure {
  if (WebhookError.is(error)) return { error, retryable: false };
  const state = sqlState(error);
  if (state === "23505")
    return taken(constraintOf(error).includes("display_name") ? "displayName" : "name", error);
  if (state === "40001" || state === "40P01") return conflict(error, { retryable: true });
  if (state === "55P03") return conflict(error, { retryable: false });
  if (state === "57014" || /^(08|53|57P|58|25P03|25006)/.test(state ?? ""))
    return unavailable(error);
  return state === undefined && isConnectionError(error) ? unavailable(error) : unexpected(error);
}

function sqlState(error: unknown): string | undefined {
  return error instanceof Error &&
    "severity" in error &&
    "code" in error &&
    typeof error.code === "string"
    ? error.code
    : undefined;
}

function constraintOf(error: unknown): string {
  return error instanceof Error && "constraint" in error ? String(error.constraint) : "";
}

/** What `pg` and the sockets below it say when a connection can't be made, breaks, or stays silent. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && /^E[A-Z]+$/.test(String(error.code))) return true;
  return /connection|timeout|not queryable|discarded/i.test(error.message);
}
