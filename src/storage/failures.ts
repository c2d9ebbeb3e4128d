/** The errors that a store throws, each made in one place. */
import { WebhookError } from "../errors.ts";
import type { Database, DatabaseFailure } from "./database.ts";
import type { ResourceKey } from "./store.ts";

/** A unique index refused the write. */
export function taken(what: "name" | "displayName", cause: unknown): DatabaseFailure {
  const error =
    what === "name"
      ? new WebhookError("ALREADY_EXISTS", {
          reason: "NAME_TAKEN",
          message: "A resource of this name exists.",
          cause,
        })
      : new WebhookError("ALREADY_EXISTS", {
          reason: "DISPLAY_NAME_TAKEN",
          message: "Another resource under the same parent has this display name.",
          cause,
        });
  return { error, retryable: false };
}

/** The transaction lost against another. */
export function conflict(cause: unknown, { retryable }: { retryable: boolean }): DatabaseFailure {
  const error = new WebhookError("ABORTED", {
    reason: "CONFLICT",
    message: "Another change to the same resources came first.",
    cause,
  });
  return { error, retryable };
}

/** The database can't be reached, or can't write. */
export function unavailable(cause: unknown): DatabaseFailure {
  const error = new WebhookError("UNAVAILABLE", {
    reason: "STORE_UNAVAILABLE",
    message: "The database did not answer.",
    cause,
  });
  return { error, retryable: false };
}

/** Anything else: a bug, or a broken database. */
export function unexpected(cause: unknown): DatabaseFailure {
  return { error: WebhookError.from(cause), retryable: false };
}

/** There is no such resource to write. */
export function notFound({ kind, name }: ResourceKey): WebhookError {
  return new WebhookError("NOT_FOUND", {
    reason: "RESOURCE_NOT_FOUND",
    message: `There is no ${kind} named "${name}".`,
    metadata: { resource: name },
  });
}

/** The resource was written since its etag was read. */
export function etagMismatch({ kind, name }: ResourceKey): WebhookError {
  return new WebhookError("ABORTED", {
    reason: "ETAG_MISMATCH",
    message: `The ${kind} "${name}" has changed since it was read: its etag is another one.`,
    metadata: { resource: name },
  });
}

/**
 * What went wrong while a database was opened or migrated. Whoever does that is
 * meant to see what the database said, so it is in the message.
 */
export function openingFailure(database: Database, thrown: unknown): WebhookError {
  const { error } = database.failureOf(thrown);
  if (error === thrown || error.code !== "INTERNAL") return error;
  return new WebhookError("FAILED_PRECONDITION", {
    reason: "STORE_UNUSABLE",
    message: `The database ${database.place} can't be used, and is as it was: ${textOf(thrown)}.`,
    cause: thrown,
  });
}

/** The message of anything thrown. */
export function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
