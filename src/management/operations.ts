/**
 * The methods of google.longrunning.Operations (https://google.aip.dev/151).
 */
import { durationMs, type Duration } from "@bufbuild/protobuf/wkt";
import type { Operations } from "../../gen/es/google/longrunning/operations_pb.ts";
import { WebhookError } from "../errors.ts";
import type { StoredResource } from "../storage/store.ts";
import type { ManagementContext } from "./context.ts";
import { resourceNotFound } from "./failures.ts";
import type { Methods } from "./methods.ts";
import { operationBody, operationKey, operationMessage } from "./operations-record.ts";
import { resumeOperation } from "./operations-recovery.ts";
import { cancelWork } from "./operations-run.ts";
import { announceEnd, waitForEnd } from "./operations-wait.ts";
import { readPage, type Page, type PageLimits, type PageRequest } from "./page.ts";
import { matchName, parseName } from "./resource-name.ts";

const pageLimits: PageLimits = { standard: 100, max: 1000 };

/** How long WaitOperation waits, in milliseconds: at most, and when the request does not say. */
const maxWaitMs = 600_000;
const standardWaitMs = 60_000;

/** Work that nobody has ended for so long, in milliseconds, has been left behind by its process. */
const abandonedMs = 30_000;

/** Every method of Operations. */
export const operationMethods: Methods<typeof Operations> = {
  async getOperation({ name }, context) {
    return operationMessage(context, await readOperation(context, name));
  },

  async listOperations({ name, filter, pageSize, pageToken }, context) {
    if (matchName("project", name) === undefined) parseName("location", name);
    const wanted = parseFilter(filter);
    const page = await readMatching(context, { pageSize, pageToken }, { parent: name, wanted });
    const operations = page.resources.map((stored) => operationMessage(context, stored));
    return { operations, nextPageToken: page.nextPageToken };
  },

  async cancelOperation({ name }, context) {
    const { store } = context;
    await readOperation(context, name);
    const cancelled = await cancelWork(
      store,
      name,
      new WebhookError("CANCELLED", {
        reason: "OPERATION_CANCELLED",
        message: "The operation was cancelled before it was done.",
      }),
    );
    if (cancelled) announceEnd(store, name);
    return {};
  },

  async deleteOperation({ name }, context) {
    checkName(name);
    // Work that is still to be done is done all the same: nobody is interested in the answer, that is all.
    const deleted = await context.store.transaction((writer) => writer.delete(operationKey(name)));
    if (!deleted) throw resourceNotFound("operation", name);
    return {};
  },

  async waitOperation({ name, timeout }, context) {
    const { store, clock, signal } = context;
    const stored = await waitForEnd({
      store,
      clock,
      name,
      signal,
      timeoutMs: waitMs(timeout),
      look: () => readOperation(context, name),
      ended: (state) => operationBody(state).done,
    });
    return operationMessage(context, stored);
  },
};

/** A stored operation; one that its process has left behind is ended first. */
async function readOperation(context: ManagementContext, name: string): Promise<StoredResource> {
  checkName(name);
  const stored = await requireOperation(context, name);
  const age = context.clock.now() - stored.createTime.getTime();
  if (operationBody(stored).done || age < abandonedMs) return stored;
  await resumeOperation(context, name);
  return requireOperation(context, name);
}

async function requireOperation(
  { store }: ManagementContext,
  name: string,
): Promise<StoredResource> {
  const stored = await store.get(operationKey(name));
  if (stored === undefined) throw resourceNotFound("operation", name);
  return stored;
}

/** The API also has names without a location; this server has no operations of such names. */
const projectOperation = /^projects\/[^/]+\/operations\/[^/]+$/;

function checkName(name: string): void {
  if (!projectOperation.test(name)) parseName("operation", name);
}

function waitMs(timeout: Duration | undefined): number {
  if (timeout === undefined) return standardWaitMs;
  const milliseconds = durationMs(timeout);
  if (milliseconds >= 0) return Math.min(milliseconds, maxWaitMs);
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_REQUEST",
    message: "timeout is negative.",
    violations: [{ field: "timeout", description: "Should be 0s or more." }],
  });
}

/** Whether operations that have ended are wanted, or the others; undefined stands for all. */
type Wanted = boolean | undefined;

const comparison = /^done\s*(?<operator>!?=|:)\s*(?<value>true|false)$/i;
const negation = /^(?:NOT\s+|-\s*)done$/;

function parseFilter(text: string): Wanted {
  const filter = text.trim();
  if (filter === "") return undefined;
  if (filter === "done") return true;
  if (negation.test(filter)) return false;
  const groups = comparison.exec(filter)?.groups;
  if (groups !== undefined)
    return (groups["value"]?.toLowerCase() === "true") !== (groups["operator"] === "!=");
  throw new WebhookError("INVALID_ARGUMENT", {
    reason: "INVALID_FILTER",
    message: `The filter ${JSON.stringify(text)} is not known: operations are filtered by done=true or done=false.`,
    violations: [{ field: "filter", description: "Should be done=true or done=false." }],
  });
}

/** How many pages of the store are looked through for one answer that would be empty otherwise. */
const maxPages = 10;

/** A page of operations. With a filter it may have fewer than asked for and still not be the last (https://google.aip.dev/158). */
async function readMatching(
  context: ManagementContext,
  request: PageRequest,
  { parent, wanted }: { readonly parent: string; readonly wanted: Wanted },
): Promise<Page> {
  const query = { kind: "operation", parent, limits: pageLimits, filter: `done=${wanted ?? "*"}` };
  let { pageToken } = request;
  for (let pages = 1; ; pages += 1) {
    const page = await readPage(context, { ...request, pageToken }, query);
    const resources = page.resources.filter(
      (stored) => wanted === undefined || operationBody(stored).done === wanted,
    );
    if (resources.length > 0 || page.nextPageToken === "" || pages === maxPages)
      return { resources, nextPageToken: page.nextPageToken };
    pageToken = page.nextPageToken;
  }
}
