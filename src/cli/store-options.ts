/** Options of the commands that work on a database themselves, with no server between, and its opening. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { KeyRing } from "../management/key-ring.ts";
import type { Store } from "../storage/index.ts";
import type { CommandContext } from "./command.ts";
import { CommandError } from "./failure.ts";
import { UsageError, type OptionTable, type OptionValues } from "./options.ts";

/** Which database. */
export const storeOptions = {
  store: {
    kind: "text",
    env: "FULFILLKIT_STORE",
    value: "<url>",
    help: "The database: a file, or postgres://user@host/database",
  },
} as const satisfies OptionTable;

/** Which keys. */
export const keyOptions = {
  "key-file": {
    kind: "text",
    env: "FULFILLKIT_KEY_FILE",
    value: "<file>",
    help: "The keys that seal stored secrets, old and new",
    shownDefault: "beside the file of the store",
  },
} as const satisfies OptionTable;

/** The URL of the database. @throws UsageError where none is given, or one that ends with the command */
export function databaseOf({ store }: OptionValues<typeof storeOptions>): string {
  if (store !== undefined && store !== "memory:") return store;
  throw new UsageError("Which database? Give --store, a file or postgres://user@host/database.");
}

/** What a database and its keys are opened for. */
export interface OpenOptions {
  /** The URL of the database, from `databaseOf`. */
  readonly url: string;
  /** Make the file and its keys where they are missing, as a server does at its start. Default: false. */
  readonly make?: boolean;
}

/**
 * The keys of a database.
 *
 * @throws UsageError where they are not given and lie beside no file, CommandError for a line that
 *   is no key, WebhookError NO_SECRET_KEYS
 */
export async function ringOf(
  values: OptionValues<typeof keyOptions>,
  { cwd }: Pick<CommandContext, "cwd">,
  { url, make = false }: OpenOptions,
): Promise<KeyRing> {
  const keyFile = values["key-file"];
  const { embeddedPath } = await import("../storage/index.ts");
  if (keyFile === undefined && embeddedPath(url) === undefined)
    throw new UsageError("Which keys? Give --key-file, the one that the servers have.");
  const { loadKeyRing } = await import("../management/index.ts");
  const file = keyFile === undefined ? undefined : resolve(cwd, keyFile);
  try {
    return await loadKeyRing({ store: url, keyFile: file, make });
  } catch (error) {
    if (error instanceof TypeError) throw new CommandError(error.message);
    throw error;
  }
}

/**
 * Opens a database, works, and closes it.
 *
 * @throws CommandError where there is no such file and none is to be made, what opening throws, and
 *   whatever the work throws
 */
export async function withStore<T>(
  { url, make = false }: OpenOptions,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { embeddedPath, openStore } = await import("../storage/index.ts");
  const path = embeddedPath(url);
  // Opening would make the file.
  if (!make && path !== undefined && !existsSync(path))
    throw new CommandError(`There is no file ${path}.`);
  const store = await openStore(make ? { url } : { url, migrate: false });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
