/**
 * The dispatcher: calls a webhook as the platform does, and tells what came of
 * it (https://cloud.google.com/dialogflow/cx/docs/concept/webhook).
 *
 *   webhook, environment → plan → render → attempts → answer → status, event, effects
 */
import type { WebhookRequest } from "../wire/format.ts";
import { readAnswer } from "./answer.ts";
import { makeAttempts, type AttemptEvent } from "./attempts.ts";
import { checkCall } from "./check-call.ts";
import { createOutcome, type Progress } from "./create-outcome.ts";
import {
  resolveDispatcher,
  type DispatcherOptions,
  type DispatcherParts,
} from "./dispatcher-options.ts";
import { DispatchFailure } from "./failure.ts";
import type { EnvironmentInit, WebhookInit } from "./find-webhook.ts";
import { requestHeaders } from "./headers.ts";
import type { Outcome } from "./outcome.ts";
import { planOf } from "./plan.ts";
import { prepareRequest } from "./prepare.ts";
import { sessionFromRequest } from "./session/from-request.ts";
import type { SessionState } from "./session/state.ts";
import { requestFromSession } from "./session/to-request.ts";
import { sessionScope } from "./template/scope.ts";

/** One call. */
export interface DispatchCall {
  /** The resource, or the fields of it that are set, or its name for the dispatcher's source to find. */
  readonly webhook: WebhookInit | string;
  /** The environment whose override is in force, in the same ways. Default: the draft, which has none. */
  readonly environment?: EnvironmentInit | string;
  /**
   * What a standard webhook is sent, and what the session is read from where none
   * is given. Default: made of the session and the tag.
   */
  readonly request?: WebhookRequest;
  /** The state of the conversation. Default: what the request says of it. */
  readonly session?: SessionState;
  /** The tag of the fulfillment, for a request that is made of the session. Default: the request's. */
  readonly tag?: string;
  /** Headers for the webhook that came with the request (`QueryParameters.webhook_headers`). */
  readonly headers?: Readonly<Record<string, string>>;
  /** Let attempts show credentials as they are sent, for whoever may see them. Default: false, masked. */
  readonly showCredentials?: boolean;
  /** Gives everything up: credentials, connecting, waiting, reading. */
  readonly signal?: AbortSignal;
  /** Told of every attempt while it happens. What it throws fails the call. */
  readonly observe?: (event: AttemptEvent) => void;
}

/** Calls webhooks; keeps connections and tokens between calls. */
export interface Dispatcher {
  /**
   * Calls a webhook. A call that fails is an outcome, too: this rejects only for
   * arguments that are no call.
   *
   * @throws TypeError for those, such as a call with neither request nor session
   */
  call(call: DispatchCall): Promise<Outcome>;
  /**
   * Ends all connections. Calls that wait for the network or for a retry fail as
   * cancelled; one that waits for a source, a secret or endpoints does so when that
   * has come, or its time is over.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a dispatcher.
 *
 * @throws TypeError for an option that makes no sense
 */
export function createDispatcher(options: DispatcherOptions = {}): Dispatcher {
  const parts = resolveDispatcher(options);
  const close = async (): Promise<void> => {
    parts.pauses.close();
    await parts.transport.close();
  };
  return { call: (call) => dispatch(parts, call), close, [Symbol.asyncDispose]: close };
}

/** What a call is about. */
interface Inputs {
  readonly request: WebhookRequest;
  readonly session: SessionState;
}

function inputsOf(call: DispatchCall, { uuid }: DispatcherParts): Inputs {
  const { request, session, tag = "" } = call;
  if (request !== undefined) return { request, session: session ?? sessionFromRequest(request) };
  if (session === undefined)
    throw new TypeError("A call takes a request or a session: it has neither.");
  return {
    session,
    request: requestFromSession(session, { format: "cx/v3", tag, responseId: uuid() }),
  };
}

/** A call under way. */
interface Work {
  readonly call: DispatchCall;
  readonly inputs: Inputs;
  readonly warnings: string[];
  readonly progress: Progress;
}

async function dispatch(parts: DispatcherParts, call: DispatchCall): Promise<Outcome> {
  const { clock, behaviours } = parts;
  checkCall(call);
  const startedAt = clock.now();
  const work: Work = { call, inputs: inputsOf(call, parts), warnings: [], progress: {} };
  try {
    await callWebhook(parts, work);
  } catch (thrown) {
    if (!DispatchFailure.is(thrown)) throw thrown;
    work.progress.failure = thrown;
  }
  const { inputs, warnings, progress } = work;
  return createOutcome({
    progress,
    format: inputs.request.format,
    session: inputs.session,
    name: typeof call.webhook === "string" ? call.webhook : (call.webhook.name ?? ""),
    tag: call.tag ?? tagOf(inputs.request),
    warnings,
    latencyMs: clock.now() - startedAt,
    behaviours,
  });
}

async function callWebhook(parts: DispatcherParts, work: Work): Promise<void> {
  const { behaviours } = parts;
  const { call, inputs, warnings, progress } = work;
  const found = parts.findWebhook(call);
  const webhook = found instanceof Promise ? await found : found;
  progress.webhook = webhook;
  if (webhook.disabled) {
    if (behaviours.disabledWebhook === "fail")
      throw new DispatchFailure("plan", "The webhook is disabled.");
    progress.skipped = true;
    return;
  }
  const planned = planOf(webhook);
  const plan = planned instanceof Promise ? await planned : planned;
  const request = prepareRequest(plan, {
    request: inputs.request,
    scope: sessionScope(inputs.session, parts),
    behaviours,
    warn: (sentence) => void warnings.push(sentence),
  });
  progress.url = request.url;
  const result = await makeAttempts({
    tools: parts,
    plan,
    request,
    headers: call.headers === undefined ? [] : requestHeaders(call.headers, behaviours),
    tls: parts.tlsFor(plan),
    showCredentials: call.showCredentials ?? false,
    signal: call.signal,
    observe: call.observe ?? ignore,
  });
  progress.attempts = result.attempts;
  if (result.failure !== undefined) throw result.failure;
  if (result.response !== undefined)
    progress.answer = readAnswer(result.response, { plan, ...inputs, behaviours });
}

function ignore(): void {}

function tagOf(request: WebhookRequest): string {
  return request.format === "es/v2"
    ? (request.message.queryResult?.action ?? "")
    : (request.message.fulfillmentInfo?.tag ?? "");
}
