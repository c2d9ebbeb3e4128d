/**
 * The tries of one call.
 *
 *   authorize → send ──2xx──────────────────────────────▶ answer
 *      │          ├─401, and the token can be renewed ──▶ once more, at once
 *      └──fails───┴─for a passing reason, retries left ─▶ once more, after the delay
 *                   otherwise ──────────────────────────▶ failure
 */
import { Buffer } from "node:buffer";
import type { Authorization, Authorizer } from "./credentials/authorizer.ts";
import { cancelled } from "./credentials/within.ts";
import type { Behaviours } from "./behaviours.ts";
import { isRetryable } from "./classify.ts";
import type { Clock } from "../clock.ts";
import { DispatchFailure } from "./failure.ts";
import type { FindEndpoints } from "./find-endpoints.ts";
import { maskHeaders, mergeHeaders, type HeaderList } from "./headers.ts";
import type { Attempt } from "./outcome.ts";
import type { Pauses } from "./pauses.ts";
import type { Plan } from "./plan.ts";
import type { PreparedRequest } from "./prepare.ts";
import { retryAfterMs } from "./retry-after.ts";
import type {
  Endpoint,
  TlsSettings,
  Transport,
  TransportRequest,
  TransportResponse,
} from "./transport/transport.ts";
import type { Writable } from "./writable.ts";

/** What happens during a call, for who watches it. */
export type AttemptEvent =
  | { readonly kind: "started"; readonly number: number; readonly reason: Attempt["reason"] }
  | { readonly kind: "ended"; readonly attempt: Attempt }
  | { readonly kind: "waiting"; readonly delayMs: number };

/** What the tries of all calls are made with. */
export interface AttemptTools {
  readonly transport: Transport;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly behaviours: Behaviours;
  readonly maxResponseBytes: number;
  readonly findEndpoints: FindEndpoints;
  readonly pauses: Pauses;
}

/** What the tries of one call are made with. */
export interface AttemptsInit {
  readonly tools: AttemptTools;
  readonly plan: Plan;
  readonly request: PreparedRequest;
  /** Headers of this request for the webhook; they win over all others. */
  readonly headers: HeaderList;
  readonly tls: TlsSettings | undefined;
  /** Whether attempts show credentials as they are sent, and not masked. */
  readonly showCredentials: boolean;
  readonly signal: AbortSignal | undefined;
  readonly observe: (event: AttemptEvent) => void;
}

/** What the tries came to. */
export interface AttemptsResult {
  readonly attempts: readonly Attempt[];
  /** The answer, with a status of 2xx. Undefined: it failed. */
  readonly response: TransportResponse | undefined;
  readonly failure: DispatchFailure | undefined;
}

/** Tries until there is an answer, or no reason to go on. Never throws a DispatchFailure. */
export function makeAttempts(init: AttemptsInit): Promise<AttemptsResult> {
  return new Attempts(init).run();
}

class Attempts {
  readonly #init: AttemptsInit;
  readonly #attempts: Attempt[] = [];
  /** When the first try began. */
  #startedAt: number | undefined;
  /** What was refused with 401, so that its token is not taken again. */
  #refused: Authorization | undefined;
  #retries = 0;

  constructor(init: AttemptsInit) {
    this.#init = init;
  }

  async run(): Promise<AttemptsResult> {
    let reason: Attempt["reason"] | undefined = "first";
    let failure: DispatchFailure | undefined;
    while (reason !== undefined) {
      const { attempt, authorization } = await this.#try(reason);
      ({ failure } = attempt);
      if (failure === undefined)
        return { attempts: this.#attempts, response: attempt.response, failure };
      reason = await this.#next(failure, authorization);
    }
    failure = this.#interrupted ?? failure;
    return { attempts: this.#attempts, response: undefined, failure };
  }

  /** Why the wait for the next try ended early. */
  #interrupted: DispatchFailure | undefined;

  /** Why to try again, once that may be done. */
  async #next(
    failure: DispatchFailure,
    authorization: Authorization | undefined,
  ): Promise<Attempt["reason"] | undefined> {
    if (failure.statusCode === 401 && authorization?.refreshable && this.#refused === undefined) {
      this.#refused = authorization;
      return this.#timeLeft() > 0 ? "token-refresh" : undefined;
    }
    const { plan } = this.#init;
    const { behaviours } = this.#init.tools;
    if (!mayPass(failure, behaviours) || this.#retries >= behaviours.retryCount) return undefined;
    const asked = failure.retryAfterMs ?? 0;
    // Nobody waits longer for a webhook than for its answer.
    if (asked > plan.timeoutMs) return undefined;
    const delayMs = Math.max(behaviours.retryDelayMs * 2 ** this.#retries, asked);
    this.#retries++;
    if (behaviours.retryTimeout === "shared" && delayMs >= this.#timeLeft()) return undefined;
    return (await this.#wait(delayMs)) ? "retry" : undefined;
  }

  /** Waits; false if the call was given up meanwhile. */
  async #wait(delayMs: number): Promise<boolean> {
    const { signal, tools, observe } = this.#init;
    if (delayMs > 0) observe({ kind: "waiting", delayMs });
    if (await tools.pauses.wait(delayMs, signal)) return true;
    this.#interrupted = cancelled();
    return false;
  }

  /** Milliseconds for the next try. */
  #timeLeft(): number {
    const { plan } = this.#init;
    const { behaviours, clock } = this.#init.tools;
    if (behaviours.retryTimeout === "each" || this.#startedAt === undefined) return plan.timeoutMs;
    return plan.timeoutMs - (clock.now() - this.#startedAt);
  }

  async #try(reason: Attempt["reason"]): Promise<Tried> {
    const { tools, plan, observe } = this.#init;
    const { transport, clock } = tools;
    const number = this.#attempts.length + 1;
    observe({ kind: "started", number, reason });
    const startedAt = clock.now();
    const deadline = startedAt + this.#timeLeft();
    this.#startedAt ??= startedAt;
    const attempt: Writable<Attempt> = { number, reason, startedAt, latencyMs: 0 };
    let authorization: Authorization | undefined;
    try {
      authorization = plan.credentials.length === 0 ? nobody : await this.#authorize(deadline);
      const endpoints =
        plan.directory === undefined ? undefined : await this.#endpoints(plan.directory, deadline);
      const request = this.#compose(authorization, { deadline, endpoints });
      attempt.request = this.#shown(request);
      attempt.response = await transport.send(request);
      const failure = statusFailure(attempt.response, clock);
      if (failure !== undefined) attempt.failure = failure;
    } catch (thrown) {
      if (!DispatchFailure.is(thrown)) throw thrown;
      attempt.failure = thrown;
    }
    attempt.latencyMs = clock.now() - startedAt;
    this.#attempts.push(attempt);
    observe({ kind: "ended", attempt });
    return { attempt, authorization };
  }

  /** Whole milliseconds, as timers count and sentences tell them. */
  #until(deadline: number): number {
    return Math.max(1, Math.ceil(deadline - this.#init.tools.clock.now()));
  }

  async #authorize(deadline: number): Promise<Authorization> {
    const { plan, request, tools, signal } = this.#init;
    return tools.authorizer.authorize({
      service: plan.service,
      url: request.url,
      timeoutMs: this.#until(deadline),
      ...(this.#refused && { refused: this.#refused }),
      ...(signal && { signal }),
    });
  }

  async #endpoints(directory: string, deadline: number): Promise<readonly Endpoint[]> {
    const { tools, signal } = this.#init;
    const timeoutMs = this.#until(deadline);
    return tools.findEndpoints(directory, { timeoutMs, ...(signal && { signal }) });
  }

  #compose(
    authorization: Authorization,
    { deadline, endpoints }: { deadline: number; endpoints: readonly Endpoint[] | undefined },
  ): TransportRequest {
    const { tools, request, headers, tls, signal } = this.#init;
    const composed: Writable<TransportRequest> = {
      method: request.method,
      url: request.url,
      headers:
        headers.length === 0 && authorization.headers.length === 0
          ? request.headers
          : mergeHeaders([request.headers, authorization.headers, headers]),
      timeoutMs: this.#until(deadline),
      maxResponseBytes: tools.maxResponseBytes,
      identity: authorization.identity,
    };
    if (request.body !== undefined) composed.body = request.body;
    if (tls !== undefined) composed.tls = tls;
    if (endpoints !== undefined) composed.endpoints = endpoints;
    if (signal !== undefined) composed.signal = signal;
    return composed;
  }

  /** A request as it may be shown: what authorizes it is masked, unless it is to be seen. */
  #shown(request: TransportRequest): NonNullable<Attempt["request"]> {
    const { plan, showCredentials } = this.#init;
    const shown: Writable<NonNullable<Attempt["request"]>> = {
      method: request.method,
      url: request.url,
      headers: showCredentials ? request.headers : maskHeaders(request.headers, plan.secretHeaders),
    };
    if (request.body !== undefined) shown.body = textOf(request.body);
    return shown;
  }
}

function textOf(body: string | Uint8Array): string {
  if (typeof body === "string") return body;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

/** What authorizes a call that needs nothing. */
const nobody: Authorization = { headers: [], refreshable: false, identity: "" };

/** Answers that say when to come back: too many requests, and out of service for a while. */
const busy: ReadonlySet<number | undefined> = new Set([429, 503]);

/** Whether the failure is one for which to try again. */
function mayPass(failure: DispatchFailure, { retryAfter }: Behaviours): boolean {
  if (isRetryable(failure)) return true;
  return (
    retryAfter === "wait" && busy.has(failure.statusCode) && failure.retryAfterMs !== undefined
  );
}

/** One try's end. */
interface Tried {
  readonly attempt: Attempt;
  readonly authorization: Authorization | undefined;
}

/** What a status other than 2xx means. */
function statusFailure(
  { statusCode, headers }: TransportResponse,
  clock: Clock,
): DispatchFailure | undefined {
  if (statusCode >= 200 && statusCode < 300) return undefined;
  const wait = retryAfterMs(headers["retry-after"], clock.now());
  const redirects = statusCode >= 300 && statusCode < 400;
  return new DispatchFailure(
    "status",
    redirects
      ? `The webhook answered with HTTP status ${statusCode}: redirects are not followed.`
      : `The webhook answered with HTTP status ${statusCode}.`,
    { statusCode, ...(wait !== undefined && { retryAfterMs: wait }) },
  );
}
