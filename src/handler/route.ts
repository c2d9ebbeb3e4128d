/**
 * One registration, made ready to run: parameters, then interceptors, then the
 * handler.
 */
import { WebhookError } from "../errors.ts";
import { type Awaitable, isPromise } from "./awaitable.ts";
import type { CallState, WebhookCall } from "./call.ts";
import type { ActionResult, ErrorHandler, InvalidParamsHandler } from "./handler.ts";
import { Continued, type Interceptor, type Next } from "./interceptor.ts";
import {
  invalidParameters,
  locateIssues,
  type ParamIssue,
  type ParamsOutcome,
  type ParamsReader,
} from "./params.ts";
import { type HandlerResult, reply } from "./reply/index.ts";

/** What a handler is registered for. */
export type RouteKind = "tag" | "intent" | "action" | "fallback";

/** A handler after its types have done their work. */
export type AnyHandler = (
  call: WebhookCall<never, never>,
) => Awaitable<HandlerResult | ActionResult>;

/** An interceptor after its types have done their work. */
export type AnyInterceptor = Interceptor<never>;

/** An error handler after its types have done their work. */
export type AnyErrorHandler = ErrorHandler<never>;

/** The parameters of a registration. */
export interface RouteParams {
  readonly read: ParamsReader;
  readonly onInvalid: "error" | "invalidate" | InvalidParamsHandler<never>;
}

/** A registered handler with what goes before it. */
export interface Route {
  readonly kind: RouteKind;
  /** The tag, the display name or the action; empty for the fallback. */
  readonly name: string;
  /** How logs and errors call it: `tag "check-balance"`, `fallback`. */
  readonly label: string;
  readonly handler: AnyHandler;
  readonly params: RouteParams | undefined;
  /** The outermost first. */
  readonly interceptors: readonly AnyInterceptor[];
  /** Those of the router that registered it first, then those of routers that it was mounted on. */
  readonly errorHandlers: readonly AnyErrorHandler[];
}

/** What a route needs of the call that it runs for, and what it writes to it. */
export interface RouteState extends CallState {
  /** Set once the caller has been told that the call failed: no handler may begin after that. */
  readonly stopped: WebhookError | undefined;
  readonly call: WebhookCall<never, never>;
  params: unknown;
  context: object;
}

/** The label of a route. */
export function labelOf(kind: RouteKind, name: string): string {
  return kind === "fallback" ? kind : `${kind} ${JSON.stringify(name)}`;
}

/** Runs a route. Throws, or rejects, with whatever its parts threw. */
export function runRoute(route: Route, state: RouteState): Awaitable<HandlerResult | ActionResult> {
  if (route.params === undefined) return runHandler(route, state);
  const outcome = route.params.read(state.view.parameters);
  return isPromise(outcome)
    ? outcome.then((read) => {
        if (state.stopped !== undefined) throw state.stopped;
        return runWithParams(route, { state, outcome: read });
      })
    : runWithParams(route, { state, outcome });
}

function runWithParams(
  route: Route,
  { state, outcome }: { readonly state: RouteState; readonly outcome: ParamsOutcome },
): Awaitable<HandlerResult | ActionResult> {
  if (outcome.issues === undefined) {
    state.params = outcome.value;
    return runHandler(route, state);
  }
  const issues = locateIssues(outcome.issues, state.view);
  const onInvalid = route.params?.onInvalid;
  if (typeof onInvalid === "function")
    return askInvalidParamsHandler(onInvalid, { issues, call: state.call });
  if (onInvalid === "invalidate") {
    const [first, ...rest] = new Set(issues.flatMap(({ parameter }) => parameter ?? []));
    if (first !== undefined && issues.every(({ inForm }) => inForm))
      return reply().invalidate(first, ...rest);
  }
  throw invalidParameters(issues);
}

async function askInvalidParamsHandler(
  handler: InvalidParamsHandler<never>,
  { issues, call }: { readonly issues: readonly ParamIssue[]; readonly call: RouteState["call"] },
): Promise<HandlerResult> {
  const result = await handler(issues, call);
  if (result === undefined) throw invalidParameters(issues);
  return result;
}

/** Without interceptors, the handler is called as it is: this is the hot path. */
function runHandler(route: Route, state: RouteState): Awaitable<HandlerResult | ActionResult> {
  return route.interceptors.length === 0
    ? route.handler(state.call)
    : runInterceptors(route, { state, index: 0 });
}

interface Position {
  readonly state: RouteState;
  readonly index: number;
}

function runInterceptors(
  route: Route,
  { state, index }: Position,
): Awaitable<HandlerResult | ActionResult> {
  if (state.stopped !== undefined) throw state.stopped;
  const interceptor = route.interceptors[index];
  if (interceptor === undefined) return route.handler(state.call);
  return runInterceptor(interceptor, { route, state, index });
}

async function runInterceptor(
  interceptor: AnyInterceptor,
  { route, state, index }: Position & { readonly route: Route },
): Promise<HandlerResult | ActionResult> {
  let continued = false;
  const next: Next = (add) => {
    if (continued) return Promise.reject(misuse(interceptor, "called next() twice"));
    continued = true;
    if (add !== undefined) state.context = { ...state.context, ...add };
    const rest = (async () =>
      new Continued<never>(await runInterceptors(route, { state, index: index + 1 })))();
    // Whether the failure matters is for the interceptor to say, even if it does not await it.
    rest.catch(() => {});
    return rest;
  };
  const outcome: unknown = await interceptor(state.call, next);
  if (outcome instanceof Continued) return outcome.result;
  // Nothing would pass for an answer that changes nothing, and hide the handler's.
  if (outcome === undefined)
    throw misuse(interceptor, "returned nothing: it has to return what next() gives, or a reply");
  return outcome as HandlerResult;
}

function misuse(interceptor: AnyInterceptor, what: string): WebhookError {
  return new WebhookError("INTERNAL", {
    cause: new TypeError(`The interceptor ${interceptor.name || "without a name"} ${what}.`),
  });
}
