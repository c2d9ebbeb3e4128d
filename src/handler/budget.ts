/**
 * How long a handler has.
 */

/** The time that the platform allows, and what is kept of it. */
export interface BudgetOptions {
  /**
   * The webhook's timeout as configured in the agent, in milliseconds: at most
   * 30 000. Default: 5000, which is the platform's default
   * (https://cloud.google.com/dialogflow/cx/docs/concept/webhook).
   */
  readonly webhookTimeoutMs?: number;
  /**
   * What is kept of it for the way of the request and of the answer, in
   * milliseconds; the rest is the handler's. Default: 250, room for one round
   * trip between continents and a TLS handshake. Raise it where the platform
   * still reports timeouts.
   */
  readonly marginMs?: number;
}

/** Options of a router or server, resolved. In milliseconds. */
export interface Budget {
  /** From the call's start to its deadline. */
  readonly handlerMs: number;
  /** What an error handler has after that. */
  readonly graceMs: number;
}

/** The longest timeout that the platform lets a webhook have. */
const longestTimeoutMs = 30_000;

/**
 * Checks and resolves the options.
 *
 * @throws RangeError where they leave a handler no time, or more than the platform does
 */
export function resolveBudget({
  webhookTimeoutMs = 5000,
  marginMs = 250,
}: BudgetOptions = {}): Budget {
  if (!(webhookTimeoutMs > 0 && webhookTimeoutMs <= longestTimeoutMs))
    throw new RangeError(
      `webhookTimeoutMs is ${webhookTimeoutMs}: the platform allows more than 0 and at most ${longestTimeoutMs}.`,
    );
  if (!(marginMs >= 0 && marginMs < webhookTimeoutMs))
    throw new RangeError(
      `marginMs is ${marginMs}: it has to be at least 0 and less than webhookTimeoutMs (${webhookTimeoutMs}).`,
    );
  return { handlerMs: webhookTimeoutMs - marginMs, graceMs: marginMs / 2 };
}
