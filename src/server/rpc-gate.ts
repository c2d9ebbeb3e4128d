/**
 * The way to the RPC door, which is loaded when the first RPC comes: a program
 * that serves JSON alone never loads Connect.
 */
import { verifyResponse } from "../wire/encode.ts";
import type { WebhookResponse } from "../wire/format.ts";
import type { Api } from "./api.ts";
import { runCall } from "./call.ts";
import type { Arrival, CallService } from "./call.ts";
import type { HealthSource } from "./health.ts";
import type { Limits } from "./limits.ts";
import type { RequestHandler, ServerAnswer, ServerRequest, StreamHandler } from "./listener.ts";
import type { RpcCallContext, RpcDoor } from "./rpc/index.ts";

/** What the door is made of, once it is needed. */
export interface RpcGateOptions {
  readonly service: CallService;
  readonly health: HealthSource;
  readonly limits: Limits;
  /** Services beside the webhook's. */
  readonly api: Api | undefined;
}

/** A door that opens at the first knock. */
export interface RpcGate {
  readonly handle: RequestHandler;
  readonly handleStream: StreamHandler;
  /** Ends endless streams. */
  close(): void;
}

/** The path of the RPC that leads to the handlers, for log lines. */
const webhookPath = "/fulfillkit.v1.WebhookService/HandleWebhook";

/** Full names of the services that the door has; health knows them before it is loaded. */
export const rpcServices: readonly string[] = [
  "fulfillkit.v1.WebhookService",
  "grpc.health.v1.Health",
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
];

/** A closed gate. */
export function createRpcGate(options: RpcGateOptions): RpcGate {
  let door: RpcDoor | undefined;
  let loading: Promise<RpcDoor> | undefined;
  let closed = false;
  const open = async (): Promise<RpcDoor> => {
    const { createRpcDoor } = await import("./rpc/index.ts");
    door = createRpcDoor({
      health: options.health,
      ...(options.api && {
        services: [options.api.register],
        registry: options.api.registry,
      }),
      maxMessageBytes: options.limits.bodyBytes,
      discardBytes: options.limits.discardBytes,
      requestMs: options.limits.requestMs,
      onFault: (thrown, path) =>
        options.service.reporter.notice("error", { message: `${path} failed`, cause: thrown }),
      handleWebhook: (message, context) =>
        runCall(options.service, {
          request: { format: "cx/v3", message },
          arrival: new RpcArrival(context),
          finish: cxMessageOf,
        }),
    });
    if (closed) door.close();
    return door;
  };
  const knock = async (request: ServerRequest, response: ServerAnswer): Promise<void> => {
    try {
      loading ??= open();
      (await loading).handle(request, response);
    } catch (cause) {
      options.service.reporter.notice("error", {
        message: "The RPC door could not be loaded.",
        cause,
      });
      response.destroy();
    }
  };
  return {
    handle(request, response) {
      // HTTP/1.1 clients of Connect may wait for it with a large message.
      if (request.headers.expect !== undefined) response.writeContinue();
      if (door === undefined) void knock(request, response);
      else door.handle(request, response);
    },
    handleStream: (stream, headers) => door?.handleStream(stream, headers) ?? false,
    close() {
      closed = true;
      door?.close();
    },
  };
}

/** The message of an answer that has been checked. */
function cxMessageOf(response: WebhookResponse): CxMessage {
  verifyResponse(response);
  if (response.format !== "cx/v3")
    throw new Error(`A cx/v3 call was answered in ${response.format}.`);
  return response.message;
}

type CxMessage = Extract<WebhookResponse, { format: "cx/v3" }>["message"];

/** What logs and traces read. */
const usedHeaders = ["x-request-id", "user-agent", "traceparent", "tracestate", "baggage"] as const;

/** An RPC as the handlers' part sees it. */
class RpcArrival implements Arrival {
  readonly method = "POST";
  readonly path = webhookPath;
  readonly #context: RpcCallContext;

  constructor(context: RpcCallContext) {
    this.#context = context;
  }

  get door(): string {
    return this.#context.protocolName;
  }

  get protocol(): string {
    return this.#context.protocolName;
  }

  get timeoutMs(): number | undefined {
    return this.#context.remainingMs;
  }

  get signal(): AbortSignal {
    return this.#context.callerSignal;
  }

  get headers(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(usedHeaders.map((name) => [name, this.#context.header(name)]));
  }
}
