/**
 * Long-running operations: accepted in one transaction, done in another.
 *
 * What is accepted is stored as work and survives the process; the transaction
 * that does the work also ends the operation and removes the work, so it is done
 * once, and wholly or not at all, whoever tries it and however often.
 */
import { create, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import type { Operation } from "../../gen/es/google/longrunning/operations_pb.ts";
import { WebhookError } from "../errors.ts";
import type { StoredResource, StoreWriter } from "../storage/store.ts";
import type { ApiVersion, ManagementContext, ManagementParts } from "./context.ts";
import {
  asBody,
  operationBody,
  operationKey,
  operationMessage,
  operationWork,
  statusJson,
  typedJson,
  workKey,
  workParent,
  type OperationBody,
  type OperationWork,
  type TypedMessage,
} from "./operations-record.ts";
import { announceEnd } from "./operations-wait.ts";
import { formatName, type NameParts } from "./resource-name.ts";
import { fromBody, toBody } from "./stored-message.ts";

/** What an attempt at the work of an operation has at hand. */
export interface OperationRun {
  readonly parts: ManagementParts;
  readonly writer: StoreWriter;
  /** For the resource that is made, the same at every attempt. */
  readonly id: string;
}

/** What an operation ends with. */
export interface OperationOutcome {
  readonly response: TypedMessage;
  /** Default: an empty message. */
  readonly metadata?: TypedMessage;
}

/** A method that runs as a long-running operation. */
export interface OperationMethod<Request extends DescMessage = DescMessage> {
  /** Names the method in stored work, so it never changes. */
  readonly name: string;
  readonly request: Request;
  readonly metadata: DescMessage;
  /**
   * Does the work, by the writer alone: it may run more than once, and what it
   * wrote may be undone. Throws a WebhookError to refuse.
   */
  perform(request: MessageShape<Request>, run: OperationRun): Promise<OperationOutcome>;
}

/** What is asked of a method. */
export interface OperationCall<Request extends DescMessage> {
  readonly request: MessageShape<Request>;
  /** The location, `projects/P/locations/L`, in which the operation is listed. */
  readonly location: NameParts<"location">;
}

/**
 * Accepts an operation, does it, and returns it. It has ended then, unless the
 * store has failed in between.
 *
 * @throws WebhookError what the method refuses at once (https://google.aip.dev/151#errors)
 */
export async function startOperation<Request extends DescMessage>(
  context: ManagementContext,
  method: OperationMethod<Request>,
  { request, location }: OperationCall<Request>,
): Promise<Operation> {
  const { store, secrets, ids, apiVersion } = context;
  const id = ids();
  await rehearse(context, (writer) => method.perform(request, { parts: context, writer, id }));
  const parent = formatName("location", location);
  const name = formatName("operation", { ...location, operation: ids() });
  const body = newBody(context, name, { version: apiVersion, metadata: method.metadata });
  const work: OperationWork = {
    method: method.name,
    id,
    request: toBody(secrets, method.request, { name, message: request }),
  };
  const accepted = await store.transaction(async (writer) => {
    await dropExpired(context, writer, parent);
    await writer.insert({ ...workKey(name), parent: workParent, body: asBody(work) });
    return writer.insert({ ...operationKey(name), parent, body: asBody(body) });
  });
  const result = await performWork(context, [method], name);
  const ended = result === "left" ? undefined : await store.get(operationKey(name));
  return operationMessage(context, ended ?? accepted);
}

/** Ends a transaction that should leave nothing behind. */
class Rehearsed extends Error {}

/** Runs the work and undoes it, so that what cannot succeed is refused before it is accepted. */
async function rehearse(
  { store }: ManagementParts,
  work: (writer: StoreWriter) => Promise<unknown>,
): Promise<void> {
  try {
    await store.transaction(async (writer) => {
      await work(writer);
      throw new Rehearsed();
    });
  } catch (thrown) {
    if (!(thrown instanceof Rehearsed)) throw thrown;
  }
}

function newBody(
  { secrets }: ManagementParts,
  name: string,
  made: { readonly version: ApiVersion; readonly metadata: DescMessage },
): OperationBody {
  const metadata = { schema: made.metadata, message: create(made.metadata) };
  return { version: made.version, done: false, metadata: typedJson(secrets, name, metadata) };
}

/** How long operations that have ended are kept, and how many of the older ones go at a time. */
const retentionMs = 7 * 24 * 3_600_000;
const expiryBatch = 10;

async function dropExpired(
  { clock }: ManagementParts,
  writer: StoreWriter,
  parent: string,
): Promise<void> {
  const oldest = await writer.list({ kind: "operation", parent, limit: expiryBatch });
  for (const stored of oldest)
    if (operationBody(stored).done && clock.now() - stored.updateTime.getTime() > retentionMs)
      await writer.delete(operationKey(stored.name));
}

/** What became of the work of an operation. */
export type WorkResult = "done" | "failed" | "left" | "gone";

/**
 * Does the work of an operation if it is still to be done, and ends the operation
 * with what comes of it. When the store is out of reach, the work is left for
 * another attempt.
 */
export async function performWork(
  parts: ManagementParts,
  methods: readonly OperationMethod[],
  name: string,
): Promise<WorkResult> {
  const result = await attempt(parts, methods, name);
  if (result !== "left") announceEnd(parts.store, name);
  return result;
}

async function attempt(
  parts: ManagementParts,
  methods: readonly OperationMethod[],
  name: string,
): Promise<WorkResult> {
  const { store, secrets } = parts;
  try {
    return await store.transaction(async (writer) => {
      const work = await writer.get(workKey(name));
      if (work === undefined) return "gone";
      const outcome = await runWork({ parts, writer, methods }, work);
      await endOperation(writer, name, {
        response: typedJson(secrets, name, outcome.response),
        ...(outcome.metadata && { metadata: typedJson(secrets, name, outcome.metadata) }),
      });
      return "done";
    });
  } catch (thrown) {
    return failOperation(parts, name, thrown);
  }
}

interface Attempt {
  readonly parts: ManagementParts;
  readonly writer: StoreWriter;
  readonly methods: readonly OperationMethod[];
}

async function runWork(
  { parts, writer, methods }: Attempt,
  { name, body }: StoredResource,
): Promise<OperationOutcome> {
  const { method: wanted, id, request } = operationWork(body);
  const method = findMethod(methods, wanted);
  const message = fromBody(parts.secrets, method.request, { name, body: request });
  return method.perform(message, { parts, writer, id });
}

/** The method of this name. Throws a TypeError if there is none. */
export function findMethod(methods: readonly OperationMethod[], name: string): OperationMethod {
  const method = methods.find((one) => one.name === name);
  if (method === undefined) throw new TypeError(`No method ${JSON.stringify(name)} is known.`);
  return method;
}

/** Ends the operation with a failure. What is no refusal by the method is ABORTED: asking again may help. */
async function failOperation(
  { store }: ManagementParts,
  name: string,
  thrown: unknown,
): Promise<WorkResult> {
  const known = WebhookError.from(thrown);
  if (known.code === "UNAVAILABLE") return "left";
  const error =
    known.code === "INTERNAL"
      ? new WebhookError("ABORTED", {
          reason: "OPERATION_ABORTED",
          message: "The operation could not be completed. Ask for it again.",
          cause: thrown,
        })
      : known;
  try {
    const found = await cancelWork(store, name, error);
    return found ? "failed" : "gone";
  } catch (second) {
    if (WebhookError.from(second).code === "UNAVAILABLE") return "left";
    throw second;
  }
}

/** Ends an operation whose work is still to be done with a failure. Returns whether there was any. */
export function cancelWork(
  store: ManagementParts["store"],
  name: string,
  error: WebhookError,
): Promise<boolean> {
  return store.transaction(async (writer) => {
    const work = await writer.get(workKey(name));
    if (work === undefined) return false;
    await endOperation(writer, name, { error: statusJson(error) });
    return true;
  });
}

/** Marks the operation as ended, unless its record was deleted meanwhile, and removes its work. */
async function endOperation(
  writer: StoreWriter,
  name: string,
  end: Partial<OperationBody>,
): Promise<void> {
  await writer.delete(workKey(name));
  const stored = await writer.get(operationKey(name));
  if (stored === undefined) return;
  const body: OperationBody = { ...operationBody(stored), ...end, done: true };
  await writer.update({ ...operationKey(name), body: asBody(body) });
}
