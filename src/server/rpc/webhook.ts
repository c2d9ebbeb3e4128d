/**
 * fulfillkit.v1.WebhookService: the same handlers as on the JSON door.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { WebhookService } from "../../../gen/es/fulfillkit/v1/webhook_pb.ts";
import type {
  WebhookRequest,
  WebhookResponseSchema,
} from "../../../gen/es/google/cloud/dialogflow/cx/v3/webhook_pb.ts";
import { UnaryContext } from "./unary-context.ts";

/** What the protocol knows of a call. */
export interface RpcCallContext {
  /** Aborts when the caller goes away; not at the deadline, which is the handler's to mind. */
  readonly callerSignal: AbortSignal;
  /** Milliseconds that the client has left for the call, if it says so. */
  readonly remainingMs: number | undefined;
  /** A request header by its lower-case name; several of one name are joined by commas. */
  header(name: string): string | undefined;
  /** "connect", "grpc" or "grpc-web". */
  readonly protocolName: string;
}

/** Runs the handler of a request. What it throws is sent by way of `toConnectError`. */
export type HandleWebhook = (
  message: WebhookRequest,
  context: RpcCallContext,
) => Promise<MessageInitShape<typeof WebhookResponseSchema>>;

/** Registers fulfillkit.v1.WebhookService. */
export function serveWebhook(router: ConnectRouter, handleWebhook: HandleWebhook): void {
  router.service(WebhookService, {
    handleWebhook: (message, context) =>
      handleWebhook(
        message,
        context instanceof UnaryContext ? context : new ConnectCallContext(context),
      ),
  });
}

/** A call that came through Connect. Each part is made when it is first asked for. */
class ConnectCallContext implements RpcCallContext {
  readonly #context: HandlerContext;
  #signal: AbortSignal | undefined;

  constructor(context: HandlerContext) {
    this.#context = context;
  }

  get callerSignal(): AbortSignal {
    this.#signal ??= callerSignal(this.#context.signal);
    return this.#signal;
  }

  get remainingMs(): number | undefined {
    return this.#context.timeoutMs();
  }

  get protocolName(): string {
    return this.#context.protocolName;
  }

  header(name: string): string | undefined {
    return this.#context.requestHeader.get(name) ?? undefined;
  }
}

/** The call's signal without the deadline, so that the handler's own deadline can be told from a caller that left. */
function callerSignal(signal: AbortSignal): AbortSignal {
  const caller = new AbortController();
  const follow = (): void => {
    const late =
      signal.reason instanceof ConnectError && signal.reason.code === Code.DeadlineExceeded;
    if (!late) caller.abort(signal.reason);
  };
  if (signal.aborted) follow();
  else signal.addEventListener("abort", follow, { once: true });
  return caller.signal;
}
