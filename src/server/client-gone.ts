/**
 * Tells that the client went away before it had its answer.
 */
import type { ServerAnswer } from "./listener.ts";

const signals = new WeakMap<ServerAnswer, AbortSignal>();

/**
 * The signal of one answer: aborted when its connection or its stream closes
 * before the answer is complete. Made at the first call, so whoever never asks
 * pays nothing.
 */
export function goneSignal(response: ServerAnswer): AbortSignal {
  const known = signals.get(response);
  if (known !== undefined) return known;
  const controller = new AbortController();
  const check = (): void => {
    if (!response.writableEnded) controller.abort(new Error("The client went away."));
  };
  if (isGone(response)) check();
  else response.once("close", check);
  signals.set(response, controller.signal);
  return controller.signal;
}

/** Whether nobody can get the answer any more. */
export function isGone(response: ServerAnswer): boolean {
  return "stream" in response
    ? response.stream === undefined || response.stream.destroyed
    : response.destroyed;
}
