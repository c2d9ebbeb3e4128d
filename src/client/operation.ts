/**
 * Long-running operations (https://google.aip.dev/151) as promises with progress.
 */
import type { DescMessage, JsonObject, MessageShape } from "@bufbuild/protobuf";
import type { Operation } from "../../gen/es/google/longrunning/operations_pb.ts";
import { WebhookError } from "../errors.ts";
import type { Caller, CallOptions } from "./caller.ts";
import { duration } from "./duration.ts";
import { nextDelay, sleep } from "./retry.ts";
import type { Services } from "./services.ts";

/** How far an operation is. */
export interface OperationProgress {
  /** Resource name of the operation. */
  readonly name: string;
  readonly done: boolean;
  /** What the method tells while it works, as a google.protobuf.Any in JSON, with its `@type`. */
  readonly metadata: JsonObject | undefined;
}

/** How to wait for an operation. */
export interface ResultOptions {
  /** Aborts the waiting. The operation goes on; `cancel` ends it. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait. Default: the client's `polling.totalTimeoutMs`. */
  readonly timeoutMs?: number;
}

/**
 * An operation that was asked for. The call that starts it is on its way already.
 *
 * @example
 * const environment = await client.environments.create({ parent, environment: { displayName: "live" } }).result();
 */
export interface PendingOperation<Response> {
  /** The server's answer to the call that started it. @throws ManagementError if that failed */
  started(): Promise<Operation>;
  /**
   * Waits until it is done.
   *
   * @throws ManagementError with which the operation ended; WebhookError
   *   DEADLINE_EXCEEDED or CANCELLED if the waiting ended before
   */
  result(options?: ResultOptions): Promise<Response>;
  /** Is told of every answer that `result` gets on its way, the first included. */
  onProgress(listener: (progress: OperationProgress) => void): PendingOperation<Response>;
  /** Asks the server to end it. What comes of that, `result` tells. */
  cancel(options?: CallOptions): Promise<void>;
}

/** What an operation is made of. */
export interface OperationParts<Desc extends DescMessage> {
  readonly caller: Caller;
  /** Makes the call that starts it. */
  readonly start: () => Promise<Operation>;
  /** The message of its result, picked out of the services once they are loaded. */
  readonly response: (services: Services) => Desc;
}

/** Starts an operation. */
export function startOperation<Desc extends DescMessage>(
  parts: OperationParts<Desc>,
): PendingOperation<MessageShape<Desc>> {
  return new StartedOperation(parts);
}

/** Milliseconds that the server is asked to hold its answer to WaitOperation. */
const waitMs = 20_000;
/** Milliseconds that such a call may take longer than the server was asked for. */
const waitMarginMs = 10_000;

class StartedOperation<Desc extends DescMessage> implements PendingOperation<MessageShape<Desc>> {
  readonly #caller: Caller;
  readonly #response: (services: Services) => Desc;
  readonly #started: Promise<Operation>;
  readonly #listeners: ((progress: OperationProgress) => void)[] = [];
  #waits: boolean;

  constructor({ caller, start, response }: OperationParts<Desc>) {
    this.#caller = caller;
    this.#response = response;
    this.#waits = caller.options.waits;
    this.#started = start();
    // Of operations that are started together and awaited one by one, a late one may fail first:
    // that must not end the process as a rejection that nobody has looked at.
    this.#started.catch(() => {});
  }

  started(): Promise<Operation> {
    return this.#started;
  }

  onProgress(listener: (progress: OperationProgress) => void): this {
    this.#listeners.push(listener);
    return this;
  }

  async cancel(options?: CallOptions): Promise<void> {
    const { name } = await this.#started;
    const pick = ({ operation }: Services) => operation.Operations.method.cancelOperation;
    await this.#caller.unary(pick, { name }, options);
  }

  async result(options: ResultOptions = {}): Promise<MessageShape<Desc>> {
    const { clock, polling } = this.#caller.options;
    const { signal, timeoutMs = polling.totalTimeoutMs } = options;
    const deadline = clock.now() + timeoutMs;
    let delay = polling.initialDelayMs;
    let operation = await this.#started;
    await this.#report(operation);
    while (!operation.done) {
      const leftMs = deadline - clock.now();
      if (leftMs <= 0) throw notInTime(operation, timeoutMs);
      const waited = await this.#wait(operation, { signal, leftMs });
      if (waited?.done !== true) {
        await sleep(Math.min(delay, leftMs), { clock, signal });
        delay = nextDelay(delay, polling);
      }
      operation = waited ?? (await this.#get(operation, signal));
      await this.#report(operation);
    }
    return this.#finish(operation);
  }

  /** Lets the server tell when it is done; undefined where that is not offered, or progress is to be seen on the way. */
  async #wait(
    { name }: Operation,
    { signal, leftMs }: { signal: AbortSignal | undefined; leftMs: number },
  ): Promise<Operation | undefined> {
    if (!this.#waits || this.#listeners.length > 0) return undefined;
    const holdMs = Math.max(1, Math.min(waitMs, Math.floor(leftMs)));
    try {
      return await this.#caller.unary(
        ({ operation }) => operation.Operations.method.waitOperation,
        { name, timeout: duration(holdMs) },
        { ...(signal && { signal }), timeoutMs: holdMs + waitMarginMs },
      );
    } catch (thrown) {
      if (!WebhookError.is(thrown)) throw thrown;
      // Where the method is not served, REST has no such path.
      if (thrown.code !== "UNIMPLEMENTED" && thrown.code !== "NOT_FOUND") throw thrown;
      this.#waits = false;
      return undefined;
    }
  }

  #get({ name }: Operation, signal: AbortSignal | undefined): Promise<Operation> {
    const pick = ({ operation }: Services) => operation.Operations.method.getOperation;
    return this.#caller.unary(pick, { name }, signal && { signal });
  }

  async #report({ name, done, metadata }: Operation): Promise<void> {
    if (this.#listeners.length === 0) return;
    const runtime = await this.#caller.runtime();
    const progress = { name, done, metadata: metadata && runtime.json(metadata) };
    for (const listener of this.#listeners) listener(progress);
  }

  async #finish({ name, result }: Operation): Promise<MessageShape<Desc>> {
    const runtime = await this.#caller.runtime();
    if (result.case === "error") throw runtime.operationError(result.value, name);
    const desc = this.#response(runtime.services);
    const response = result.case === "response" ? runtime.unpack(result.value, desc) : undefined;
    if (response !== undefined) return response;
    const message = `The operation ${name} ended without a ${desc.typeName}.`;
    throw new WebhookError("INTERNAL", { message });
  }
}

function notInTime({ name }: Operation, timeoutMs: number): WebhookError {
  const message = `The operation ${name} was not done within ${timeoutMs} ms. It goes on at the server.`;
  return new WebhookError("DEADLINE_EXCEEDED", { message });
}
