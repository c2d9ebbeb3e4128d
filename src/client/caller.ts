/**
 * The seam between the methods of a client, which load nothing, and what makes their calls.
 */
import type {
  DescMessage,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import type { HeaderRecord } from "./credentials.ts";
import type { ResolvedOptions } from "./options.ts";
import type { Runtime } from "./runtime.ts";
import type { Services } from "./services.ts";

/** Options of one call. */
export interface CallOptions {
  /** Aborts the call. */
  readonly signal?: AbortSignal;
  /** Milliseconds for the call with all its tries. Default: the client's. */
  readonly timeoutMs?: number;
  /** Headers for this call, over those of the client. */
  readonly headers?: HeaderRecord;
}

/** Makes the calls of one client. */
export interface Caller {
  readonly options: ResolvedOptions;
  /** The run-time, loaded once. */
  runtime(): Promise<Runtime>;
  /** Calls a method, picked out of the services once they are loaded. */
  unary<I extends DescMessage, O extends DescMessage>(
    pick: (services: Services) => DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    options?: CallOptions,
  ): Promise<MessageShape<O>>;
  /** Lets go of what is open. */
  close(): Promise<void>;
}

/** Makes a caller. Nothing is loaded before the first call. */
export function createCaller(options: ResolvedOptions): Caller {
  let loading: Promise<Runtime> | undefined;
  const runtime = (): Promise<Runtime> =>
    (loading ??= import("./runtime.ts").then(({ createRuntime }) => createRuntime(options)));
  return {
    options,
    runtime,
    async unary(pick, request, call = {}) {
      const loaded = await runtime();
      return loaded.unary(pick(loaded.services), request, call);
    },
    async close() {
      await (await loading)?.close();
    },
  };
}
