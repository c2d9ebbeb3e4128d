/**
 * One call through a router: the room in which the JSON door and the RPC door
 * end.
 *
 *   select the handler        → NO_HANDLER
 *   read its parameters       → INVALID_PARAMETERS, or the form's question again
 *   interceptors, handler     → what they throw; the deadline; the caller goes
 *   render the reply          → UNSUPPORTED_REPLY, INVALID_RESPONSE
 */
import type { WebhookRequest, WebhookResponse } from "../wire/format.ts";
import type { Budget } from "./budget.ts";
import type { Clock } from "../clock.ts";
import type { HandlerLog } from "./events.ts";
import { startInvocation } from "./invocation.ts";
import type { Router } from "./router.ts";

/** What the server tells of a call. */
export interface InvokeContext {
  /** Aborts when the caller goes away. */
  readonly signal?: AbortSignal;
  /** What the client granted, in milliseconds (grpc-timeout, Connect-Timeout-Ms). The shorter of it and the router's own time counts. */
  readonly timeoutMs?: number;
  /** For routers that were made without options of their own, by `resolveBudget`. Default: 5000 ms less 250. */
  readonly budget?: Budget;
  /** The request's id in the log; handlers see it as `call.requestId`. Read only then. */
  readonly requestId?: string;
  /** Who is calling; handlers see it as `call.principal`. */
  readonly principal?: unknown;
  /** Receives what happens. */
  readonly log: HandlerLog;
  /** Default: the machine's time. */
  readonly clock?: Clock;
}

/**
 * Answers a call. It always settles: with an answer, or by the deadline at the
 * latest (and half of the margin for `onError`) with an error.
 *
 * @throws WebhookError, and nothing else
 */
export function invoke(
  router: Router,
  request: WebhookRequest,
  context: InvokeContext,
): Promise<WebhookResponse> {
  return new Promise((resolve, reject) => {
    const gone = context.signal?.aborted === true;
    startInvocation({ router, request, context, caller: { resolve, reject }, gone });
  });
}
