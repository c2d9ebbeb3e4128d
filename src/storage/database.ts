/** What the two databases have in common, and the few things in which they differ. */
import type { Kysely, Transaction } from "kysely";
import type { WebhookError } from "../errors.ts";
import type { StoreTables } from "./schema.ts";

/** The SQL that is spoken. */
export type Dialect = "sqlite" | "postgres";

/** Time, as far as a store needs it. */
export interface StoreClock {
  /** The time now, in milliseconds since the epoch. */
  now(): number;
}

/** A failure of the database, for the caller. */
export interface DatabaseFailure {
  readonly error: WebhookError;
  /** Whether the same transaction may well succeed if it runs again. */
  readonly retryable: boolean;
}

/** An open database. */
export interface Database {
  readonly dialect: Dialect;
  /** Where it is, for messages, without credentials. */
  readonly place: string;
  /** Runs transactions. */
  readonly writes: Kysely<StoreTables>;
  /** Runs reads outside of transactions; on a file it does not wait for `writes`. */
  readonly reads: Kysely<StoreTables>;
  /** What an error that a query threw means. */
  failureOf(error: unknown): DatabaseFailure;
  /** Names of tables' columns, by table; tables that are missing are missing. */
  columns(
    queries: Kysely<StoreTables>,
    tables: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** Names of the indexes on the tables. */
  indexes(queries: Kysely<StoreTables>, tables: readonly string[]): Promise<ReadonlySet<string>>;
  /** Keeps other migrations out until the transaction ends. */
  lockMigrations(transaction: Transaction<StoreTables>): Promise<void>;
  close(): Promise<void>;
}
