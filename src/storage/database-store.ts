/** The store over either database: reads, and transactions with their retries. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Database } from "./database.ts";
import { countChildren, readPage, readReferrers, selectResource, selectScan } from "./queries.ts";
import { resourceOf } from "./schema.ts";
import type {
  ListQuery,
  ParentQuery,
  ResourceKey,
  ScanQuery,
  Store,
  StoredResource,
  StoreWriter,
} from "./store.ts";
import { TransactionWriter, type WriterContext } from "./writer.ts";

/** How often a transaction runs that deadlocks or can't be serialised, the first time included. */
const maxAttempts = 5;

/** The work of a transaction, from begin to commit; `open` until it has ended. */
interface Running {
  open: boolean;
}

/** A store over an open database, whose schema is as it has to be. */
export class DatabaseStore implements Store {
  readonly #context: WriterContext;
  readonly #database: Database;
  readonly #current = new AsyncLocalStorage<Running>();
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(context: WriterContext) {
    this.#context = context;
    this.#database = context.database;
  }

  get(key: ResourceKey): Promise<StoredResource | undefined> {
    return this.#read(async () => {
      const row = await selectResource(this.#database.reads, key).executeTakeFirst();
      return row && resourceOf(row);
    });
  }

  list(query: ListQuery): Promise<readonly StoredResource[]> {
    return this.#read(() => readPage(this.#database.reads, query));
  }

  count(query: ParentQuery): Promise<number> {
    return this.#read(() => countChildren(this.#database.reads, query));
  }

  referrers(to: string): Promise<readonly ResourceKey[]> {
    return this.#read(() => readReferrers(this.#database.reads, to));
  }

  scan(query: ScanQuery): Promise<readonly StoredResource[]> {
    return this.#read(async () => {
      const rows = await selectScan(this.#database.reads, query).execute();
      return rows.map((row) => resourceOf(row));
    });
  }

  async transaction<T>(work: (writer: StoreWriter) => Promise<T>): Promise<T> {
    this.#checkUse();
    return this.#tracked(async () => {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await this.#attempt(work);
        if ("value" in outcome) return outcome.value;
        if (!outcome.retryable || attempt === maxAttempts) throw outcome.error;
      }
    });
  }

  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#running).then(() => this.#database.close());
    return this.#closing;
  }

  /** Runs `work` once. An error of the database goes before what `work` made of it. */
  async #attempt<T>(work: (writer: StoreWriter) => Promise<T>): Promise<Outcome<T>> {
    let writer: TransactionWriter | undefined;
    let thrown: { readonly error: unknown } | undefined;
    try {
      const value = await this.#database.writes.transaction().execute(async (transaction) => {
        writer = new TransactionWriter(this.#context, transaction);
        try {
          return await this.#within(writer, work);
        } catch (error) {
          thrown = { error };
          throw error;
        }
      });
      return { value };
    } catch (error) {
      const failure = writer?.failure;
      if (failure?.retryable) return failure;
      if (thrown) return { error: thrown.error, retryable: false };
      return this.#database.failureOf(error);
    }
  }

  async #within<T>(
    writer: TransactionWriter,
    work: (writer: StoreWriter) => Promise<T>,
  ): Promise<T> {
    const running: Running = { open: true };
    try {
      const value = await this.#current.run(running, () => work(writer));
      await writer.end();
      if (writer.failure) throw writer.failure.error;
      return value;
    } finally {
      running.open = false;
      await writer.end();
    }
  }

  async #read<T>(read: () => Promise<T>): Promise<T> {
    this.#checkUse();
    return this.#tracked(async () => {
      try {
        return await read();
      } catch (error) {
        throw this.#database.failureOf(error).error;
      }
    });
  }

  /** What runs is waited for when the store closes. */
  async #tracked<T>(run: () => Promise<T>): Promise<T> {
    const running = run();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  #checkUse(): void {
    if (this.#closing) throw new Error("The store is closed.");
    if (this.#current.getStore()?.open)
      throw new Error("Within a transaction, read and write with its writer, not with the store.");
  }
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown; readonly retryable: boolean };
