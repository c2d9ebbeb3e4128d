/**
 * Work that a process left behind: it crashed, or lost its store, between
 * accepting an operation and ending it.
 */
import { resolveParts, type ManagementDeps, type ManagementParts } from "./context.ts";
import { workParent } from "./operations-record.ts";
import { performWork } from "./operations-run.ts";
import { operationMethodTable } from "./operations-table.ts";

/** What came of the work that was left behind, in operations. */
export interface RecoveryReport {
  /** Ended with a response. */
  readonly done: number;
  /** Ended with an error: the method's own, or ABORTED. */
  readonly failed: number;
}

const batch = 100;

/**
 * Ends every operation that is unfinished. For the start of a server, before it
 * serves; other processes on the same store may go on meanwhile, since work is
 * done once, whoever does it.
 *
 * @throws WebhookError UNAVAILABLE, reason STORE_UNAVAILABLE
 */
export async function recoverOperations(deps: ManagementDeps): Promise<RecoveryReport> {
  const parts = resolveParts(deps);
  let done = 0;
  let failed = 0;
  let after: number | undefined;
  for (;;) {
    const found = await parts.store.list({
      kind: "operation-work",
      parent: workParent,
      limit: batch,
      ...(after !== undefined && { after }),
    });
    for (const { name } of found) {
      const result = await resumeOperation(parts, name);
      if (result === "done") done += 1;
      if (result === "failed") failed += 1;
    }
    after = found.at(-1)?.sequence;
    if (found.length < batch) return { done, failed };
  }
}

/** Ends one operation if it is unfinished. */
export function resumeOperation(
  parts: ManagementParts,
  name: string,
): ReturnType<typeof performWork> {
  return performWork(parts, operationMethodTable, name);
}
