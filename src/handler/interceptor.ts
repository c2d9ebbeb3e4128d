/**
 * Interceptors: code around handlers, which may add to their context.
 */
import type { Awaitable } from "./awaitable.ts";
import type { WebhookCall } from "./call.ts";
import type { ActionResult } from "./handler.ts";
import type { HandlerResult, Reply } from "./reply/index.ts";

/** What an interceptor gets back from `next`: what the handler returned. `Added` is the context that was added, for the types alone. */
export class Continued<Added extends object = object> {
  /** What the handler, or an interceptor in between, returned. */
  readonly result: HandlerResult | ActionResult;
  declare protected readonly added: Added;

  constructor(result: HandlerResult | ActionResult) {
    this.result = result;
  }

  /** The same with another result in place of the handler's. */
  with(result: Reply): Continued<Added> {
    return new Continued<Added>(result);
  }
}

/** Goes on to the next interceptor, at last to the handler, with more context. To be called once. */
export type Next = <Added extends object = object>(add?: Added) => Promise<Continued<Added>>;

/**
 * Code around every handler that is registered after it: it adds context by
 * `next({ ... })`, answers itself by returning a reply without `next`, or looks
 * at what comes back. `Needs` is the context that must be there already.
 *
 * @example
 * const withUser: Interceptor<object, { user: User }> = async ({ session, signal }, next) =>
 *   next({ user: await findUser(session.id, signal) });
 */
export type Interceptor<Needs extends object = object, Adds extends object = object> = (
  call: WebhookCall<unknown, Needs>,
  next: Next,
) => Awaitable<Continued<Adds> | Reply>;
