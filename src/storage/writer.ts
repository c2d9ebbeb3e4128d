/** The queries that write, and those that read within a transaction. */
import { sql, type Transaction } from "kysely";
import { WebhookError } from "../errors.ts";
import type { Database, DatabaseFailure, StoreClock } from "./database.ts";
import { etagMismatch, notFound } from "./failures.ts";
import {
  countChildren,
  deleteSequences,
  readPage,
  selectBeyond,
  readReferrers,
  selectResource,
} from "./queries.ts";
import { resourceOf, type StoreTables } from "./schema.ts";
import type {
  KeepQuery,
  ListQuery,
  NewResource,
  ParentQuery,
  ResourceDeletion,
  ResourceKey,
  ResourceUpdate,
  StoredResource,
  StoreWriter,
} from "./store.ts";

/** What a writer needs besides the transaction. */
export interface WriterContext {
  readonly database: Database;
  readonly clock: StoreClock;
  /** Another text at every call, for etags. */
  readonly newEtag: () => string;
}

/** Names longer than this would not fit into PostgreSQL's indexes, of which an entry takes 2,704 bytes. */
const maxNameBytes = 1000;

/** References per statement: databases bound the number of parameters. */
const referencesAtOnce = 500;

/** Deletions per statement, for the same reason. */
const deletionsAtOnce = 500;

/**
 * Writes within one transaction. Calls run one after another, also when `work`
 * does not wait for each, for there is one connection.
 */
export class TransactionWriter implements StoreWriter {
  readonly #context: WriterContext;
  readonly #transaction: Transaction<StoreTables>;
  #last: Promise<unknown> = Promise.resolve();
  #failure: DatabaseFailure | undefined;
  #over = false;

  constructor(context: WriterContext, transaction: Transaction<StoreTables>) {
    this.#context = context;
    this.#transaction = transaction;
  }

  /** The first error of the database, after which the transaction can't be committed. */
  get failure(): DatabaseFailure | undefined {
    return this.#failure;
  }

  /** Waits for the calls so far and refuses further ones. */
  async end(): Promise<void> {
    this.#over = true;
    await this.#last;
  }

  get(key: ResourceKey): Promise<StoredResource | undefined> {
    return this.#next(async () => {
      const query = selectResource(this.#transaction, key);
      const row = await (this.#locksRows ? query.forUpdate() : query).executeTakeFirst();
      return row && resourceOf(row);
    });
  }

  list(query: ListQuery): Promise<readonly StoredResource[]> {
    return this.#next(() => readPage(this.#transaction, query));
  }

  count(query: ParentQuery): Promise<number> {
    return this.#next(async () => {
      if (this.#locksRows) {
        const what = JSON.stringify([query.kind, query.parent]);
        await sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`.execute(
          this.#transaction,
        );
      }
      return countChildren(this.#transaction, query);
    });
  }

  referrers(to: string): Promise<readonly ResourceKey[]> {
    return this.#next(() => readReferrers(this.#transaction, to));
  }

  insert(resource: NewResource): Promise<StoredResource> {
    return this.#next(async () => {
      checkNames(resource);
      const { body, kind, name, parent } = resource;
      const time = this.#now();
      const row = await this.#transaction
        .insertInto("fulfillkit_resources")
        .values({
          kind,
          name,
          parent,
          display_name: resource.displayName ?? null,
          etag: this.#context.newEtag(),
          body: JSON.stringify(body),
          create_time: time,
          update_time: time,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await this.#addReferences(resource, resource.references ?? []);
      return resourceOf(row);
    });
  }

  update(resource: ResourceUpdate): Promise<StoredResource> {
    return this.#next(async () => {
      checkNames(resource);
      const { body, displayName, etag, keepUpdateTime = false, kind, name, references } = resource;
      const query = this.#transaction
        .updateTable("fulfillkit_resources")
        .set({
          etag: this.#context.newEtag(),
          body: JSON.stringify(body),
          ...(!keepUpdateTime && { update_time: this.#now() }),
          ...(displayName !== undefined && { display_name: displayName }),
        })
        .where("kind", "=", kind)
        .where("name", "=", name)
        .returningAll();
      const row = await (
        etag === undefined ? query : query.where("etag", "=", etag)
      ).executeTakeFirst();
      if (row === undefined)
        throw (await this.#exists(resource)) ? etagMismatch(resource) : notFound(resource);
      if (references !== undefined) await this.#setReferences(resource, references);
      return resourceOf(row);
    });
  }

  delete(key: ResourceDeletion): Promise<boolean> {
    return this.#next(async () => {
      const query = this.#transaction
        .deleteFrom("fulfillkit_resources")
        .where("kind", "=", key.kind)
        .where("name", "=", key.name)
        .returning("sequence");
      const row = await (
        key.etag === undefined ? query : query.where("etag", "=", key.etag)
      ).executeTakeFirst();
      if (row !== undefined) return true;
      if (await this.#exists(key)) throw etagMismatch(key);
      return false;
    });
  }

  deleteChildren({ kind, parent }: ParentQuery): Promise<number> {
    return this.#next(async () => {
      const { numDeletedRows } = await this.#transaction
        .deleteFrom("fulfillkit_resources")
        .where("kind", "=", kind)
        .where("parent", "=", parent)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    });
  }

  deleteOldest(query: KeepQuery): Promise<number> {
    return this.#next(async () => {
      let deleted = 0;
      for (;;) {
        const limited = { ...query, limit: deletionsAtOnce };
        const rows = await selectBeyond(this.#transaction, limited).execute();
        if (rows.length === 0) return deleted;
        const some = { ...query, sequences: rows.map(({ sequence }) => sequence) };
        await deleteSequences(this.#transaction, some).execute();
        deleted += rows.length;
      }
    });
  }

  /** On SQLite the one writer has locked everything. */
  get #locksRows(): boolean {
    return this.#context.database.dialect === "postgres";
  }

  #now(): number {
    return Math.floor(this.#context.clock.now());
  }

  async #exists(key: ResourceKey): Promise<boolean> {
    return (await selectResource(this.#transaction, key).executeTakeFirst()) !== undefined;
  }

  async #setReferences({ kind, name }: ResourceKey, references: readonly string[]): Promise<void> {
    await this.#transaction
      .deleteFrom("fulfillkit_references")
      .where("from_kind", "=", kind)
      .where("from_name", "=", name)
      .execute();
    await this.#addReferences({ kind, name }, references);
  }

  async #addReferences({ kind, name }: ResourceKey, references: readonly string[]): Promise<void> {
    const targets = [...new Set(references)];
    for (let start = 0; start < targets.length; start += referencesAtOnce)
      await this.#transaction
        .insertInto("fulfillkit_references")
        .values(
          targets
            .slice(start, start + referencesAtOnce)
            .map((to_name) => ({ from_kind: kind, from_name: name, to_name })),
        )
        .execute();
  }

  #next<T>(call: () => Promise<T>): Promise<T> {
    if (this.#over)
      return Promise.reject(
        new Error("The transaction is over: its writer can't be used any more."),
      );
    const result = this.#last.then(() => this.#translated(call));
    this.#last = result.catch(() => {});
    return result;
  }

  async #translated<T>(call: () => Promise<T>): Promise<T> {
    // PostgreSQL takes nothing more after an error; the first one says why.
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return await call();
    } catch (error) {
      if (WebhookError.is(error)) throw error;
      this.#failure = this.#context.database.failureOf(error);
      throw this.#failure.error;
    }
  }
}

/** Refuses texts that one of the databases could not store or index. */
function checkNames(resource: {
  readonly name: string;
  readonly parent?: string;
  readonly displayName?: string;
  readonly references?: readonly string[];
}): void {
  const { displayName, name, parent, references = [] } = resource;
  const named = Object.entries({ name, parent, displayName });
  const texts = [...named, ...references.map((text) => ["references", text] as const)];
  for (const [field, text] of texts) {
    if (text === undefined) continue;
    const description =
      Buffer.byteLength(text) > maxNameBytes
        ? `It is longer than ${maxNameBytes} bytes.`
        : text.includes("\0")
          ? "It contains the character U+0000."
          : undefined;
    if (description === undefined) continue;
    throw new WebhookError("INVALID_ARGUMENT", {
      reason: "INVALID_NAME",
      message: `The ${field} can't be stored. ${description}`,
      violations: [{ field, description }],
    });
  }
}
