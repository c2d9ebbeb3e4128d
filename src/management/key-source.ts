/** Where a server, or a command, finds the keys of a store. */
import { randomUUID } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { WebhookError } from "../errors.ts";
import { embeddedPath } from "../storage/index.ts";
import { newKeyRing, parseKeyRing, type KeyRing } from "./key-ring.ts";

/** What is known of the keys. */
export interface KeySource {
  /** The URL of the store that they are for. */
  readonly store: string;
  /** The ring as text. Default: what is in `keyFile`. */
  readonly keys?: string | undefined;
  /** The path of a ring. Default: an embedded database's path with `.keys` at its end. */
  readonly keyFile?: string | undefined;
  /**
   * Make keys where there are none: a file with mode 0600 for an embedded database,
   * and for a store in memory a ring as short-lived. Default: false.
   */
  readonly make?: boolean;
}

/**
 * Reads the ring of a store, or makes it.
 *
 * @throws WebhookError FAILED_PRECONDITION, reason NO_SECRET_KEYS, where there is none;
 *   TypeError where a line of it is no key
 */
export async function loadKeyRing(source: KeySource): Promise<KeyRing> {
  const { store, keys, make = false } = source;
  if (keys !== undefined) return parseKeyRing(keys);
  const path = embeddedPath(store);
  const file = source.keyFile ?? (path === undefined ? undefined : `${path}.keys`);
  if (file !== undefined)
    return parseKeyRing(await readKeys(file, { make: make && path !== undefined }));
  if (make && store === "memory:") return parseKeyRing(newKeyRing());
  throw new WebhookError("FAILED_PRECONDITION", {
    reason: "NO_SECRET_KEYS",
    message:
      "Secrets on a shared database need keys that every process has: give them by keyFile or keys.",
  });
}

async function readKeys(file: string, { make }: { readonly make: boolean }): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (!missing || !make)
      throw new WebhookError("FAILED_PRECONDITION", {
        reason: "NO_SECRET_KEYS",
        message: `The key file ${file} can't be read${missing ? ": there is none" : ""}.`,
        cause,
      });
  }
  // Made whole under another name first: a process that starts at the same time reads all of it, or makes its own in vain.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, newKeyRing(), { flag: "wx", mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file, "utf8");
}
