/** Reads the URL of a store. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { WebhookError } from "../errors.ts";

/** Where a store is. */
export type StoreLocation =
  | { readonly dialect: "sqlite"; readonly path: string }
  | { readonly dialect: "sqlite"; readonly path: undefined }
  | { readonly dialect: "postgres"; readonly url: string };

/**
 * The place that a URL names: `memory:`, `file:` with a path (relative to the
 * working directory, or absolute), a bare path, or `postgres://…` (also
 * `postgresql://…`). Throws INVALID_ARGUMENT for any other.
 */
export function locateStore(url: string): StoreLocation {
  if (url === "memory:") return { dialect: "sqlite", path: undefined };
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === "postgres" || scheme === "postgresql") return { dialect: "postgres", url };
  const path = scheme === "file" ? pathOf(url) : url;
  if ((scheme !== undefined && scheme !== "file") || path === "" || path === ":memory:")
    throw new WebhookError("INVALID_ARGUMENT", {
      reason: "INVALID_STORE_URL",
      message: `"${withoutCredentials(url)}" is no store: give memory:, the path of a file, or postgres://user@host/database.`,
    });
  return { dialect: "sqlite", path: resolve(path) };
}

/** The path in a URL of a file; empty where it names another machine's. */
function pathOf(url: string): string {
  const path = url.slice("file:".length);
  if (!path.startsWith("//")) return path;
  return path.startsWith("///") ? fileURLToPath(url) : "";
}

/** The URL without user, password and parameters, for messages and logs. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/]*@/i, "$1").replace(/\?.*$/s, "");
}
