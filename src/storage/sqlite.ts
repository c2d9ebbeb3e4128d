/**
 * The embedded database: `node:sqlite`, in a file or in memory, under Kysely's
 * SQLite dialect. A file is in WAL mode (https://sqlite.org/wal.html) with
 * `synchronous = full`: what is committed survives a kill and a power cut. One
 * connection writes, another one reads; other processes may do the same.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import {
  type DatabaseConnection,
  Kysely,
  sql,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
} from "kysely";
import { WebhookError } from "../errors.ts";
import type { Database, DatabaseFailure } from "./database.ts";
import { conflict, taken, textOf, unavailable, unexpected } from "./failures.ts";
import { groupColumns, type StoreTables } from "./schema.ts";

/**
 * How long SQLite blocks the process in a try to become the writer, in
 * milliseconds. Short, since nothing else runs meanwhile; requests get their
 * turn between tries.
 */
const writerTimeoutMs = 20;

/** Tries to become the writer: about ten seconds, then the transaction is aborted. */
const maxTries = 500;

/** How long a read may block the process while another one repairs the log after a crash. */
const readerTimeoutMs = 5000;

/** Primary result codes (https://sqlite.org/rescode.html). */
const resultCodes = { busy: 5, readOnly: 8, io: 10, full: 13, cantOpen: 14, constraint: 19 };

/** Opens a file, made where it is missing with its folder, or, without a path, a database in memory. */
export async function openSqlite(path: string | undefined): Promise<Database> {
  try {
    if (path !== undefined) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const writer = await connect(path ?? ":memory:");
    const reader = path === undefined ? writer : await connect(path, { queryOnly: true });
    return database({ writer, reader, place: path ?? "memory" });
  } catch (error) {
    if (WebhookError.is(error)) throw error;
    throw new WebhookError("UNAVAILABLE", {
      reason: "STORE_UNAVAILABLE",
      message: `The database ${path ?? "in memory"} can't be opened: ${textOf(error)}.`,
      cause: error,
    });
  }
}

interface Connections {
  readonly writer: DatabaseSync;
  readonly reader: DatabaseSync;
  readonly place: string;
}

function database({ writer, reader, place }: Connections): Database {
  const writes = new Kysely<StoreTables>({ dialect: new ImmediateDialect(writer) });
  const reads =
    reader === writer ? writes : new Kysely<StoreTables>({ dialect: new ImmediateDialect(reader) });
  return {
    dialect: "sqlite",
    place,
    writes,
    reads,
    failureOf,
    columns: async (queries, tables) => {
      const { rows } = await sql<{ table: string; column: string }>`
        select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c
        where m.type = 'table' and m.name in (${sql.join(tables)})`.execute(queries);
      return groupColumns(rows);
    },
    indexes: async (queries, tables) => {
      const { rows } = await sql<{ name: string }>`
        select name from sqlite_master where type = 'index' and tbl_name in (${sql.join(tables)})`.execute(
        queries,
      );
      return new Set(rows.map(({ name }) => name));
    },
    // The transaction itself is the lock: there is one writer at a time.
    lockMigrations: async () => {},
    close: async () => {
      await Promise.all([writes.destroy(), reads.destroy()]);
      for (const each of new Set([writer, reader])) each.close();
    },
  };
}

async function connect(path: string, { queryOnly = false } = {}): Promise<DatabaseSync> {
  const connection = new (sqliteModule().DatabaseSync)(path);
  // Another process that opens the file at the same time makes the change of mode fail at once.
  try {
    await whileBusy(() =>
      connection.exec(`
        pragma busy_timeout = ${queryOnly ? readerTimeoutMs : writerTimeoutMs};
        pragma journal_mode = wal;
        pragma synchronous = full;
        pragma foreign_keys = on;
        pragma query_only = ${queryOnly ? "on" : "off"};`),
    );
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** The built-in module, without the warning that Node 22 prints when it is loaded. */
function sqliteModule(): typeof import("node:sqlite") {
  const original: unknown = Reflect.get(process, "emitWarning");
  const emitWarning: (...values: never) => void = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    if (String(warning).startsWith("SQLite is an experimental feature")) return;
    Reflect.apply(emitWarning, undefined, [warning, ...rest]);
  };
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    Reflect.set(process, "emitWarning", original);
  }
}

/** Kysely's dialect, whose transactions start as writers: none has to become one half-way and fail. */
class ImmediateDialect extends SqliteDialect {
  readonly #connection: DatabaseSync;

  constructor(connection: DatabaseSync) {
    super({ database: adapt(connection) });
    this.#connection = connection;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#connection);
  }
}

class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync;

  constructor(connection: DatabaseSync) {
    super({ database: adapt(connection) });
    this.#database = connection;
  }

  override async beginTransaction(): Promise<void> {
    await whileBusy(() => this.#database.exec("begin immediate"));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch (error) {
      // A full disk, for one, makes SQLite roll back by itself.
      if (!textOf(error).includes("no transaction is active")) throw error;
    }
  }
}

/** `node:sqlite` in the shape that Kysely expects of a driver. */
function adapt(connection: DatabaseSync): SqliteDatabase {
  return {
    // Kysely closes only what it has used, so whoever opened the connection closes it.
    close: () => {},
    prepare: (text) => {
      const statement = connection.prepare(text);
      const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
      return {
        reader: /^\s*(select|with|pragma|explain)\b|\breturning\b/i.test(text),
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}

async function whileBusy(action: () => void): Promise<void> {
  for (let left = maxTries; ; left -= 1) {
    try {
      action();
      return;
    } catch (error) {
      if (left <= 1 || resultCode(error) !== resultCodes.busy) throw error;
    }
    await setImmediate();
  }
}

function failureOf(error: unknown): DatabaseFailure {
  switch (resultCode(error)) {
    case resultCodes.constraint:
      return /\bUNIQUE\b/.test(textOf(error))
        ? taken(textOf(error).includes("display_name") ? "displayName" : "name", error)
        : unexpected(error);
    case resultCodes.busy:
      return conflict(error, { retryable: false });
    case resultCodes.readOnly:
    case resultCodes.io:
    case resultCodes.full:
    case resultCodes.cantOpen:
      return unavailable(error);
    default:
      return unexpected(error);
  }
}

/** The primary result code of an error of SQLite; its lowest eight bits carry it. */
function resultCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : undefined;
}
