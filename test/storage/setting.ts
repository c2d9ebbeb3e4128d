/** What the storage suites run on: a database that can be opened, and looked into by hand. */
import { DatabaseSync } from "node:sqlite";
import type { Store, StoreClock } from "../../src/storage/index.ts";
import { openStore } from "../../src/storage/index.ts";
import { query } from "./postgres-server.ts";

/** One of the databases under test. */
export interface Setting {
  readonly name: string;
  /** The URL of another, empty database at every call. */
  freshUrl(): Promise<string>;
}

/** Opens an empty store with all migrations. */
export async function openFresh(
  setting: Setting,
  options: { readonly clock?: StoreClock; readonly newEtag?: () => string } = {},
): Promise<Store> {
  return openStore({ ...options, url: await setting.freshUrl(), migrate: true });
}

/** Runs one statement behind the store's back. */
export async function runSql(
  url: string,
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  if (url.startsWith("postgres")) return query(url, text);
  const file = new DatabaseSync(url);
  try {
    return file.prepare(text).all();
  } finally {
    file.close();
  }
}

/** A clock that goes on by one second whenever it is read, from the start of 2026. */
export function steppingClock(): StoreClock {
  let now = Date.UTC(2026, 0, 1);
  return { now: () => (now += 1000) };
}
