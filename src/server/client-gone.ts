/**
 * Tells that the client went away before it had its answer.
 */
import type { ServerAnswer } from "./listener.ts";

/**
 * A signal for one answer: aborted when its connection or its stream closes
 * before the answer is complete.
 */
export function goneSignal(response: ServerAnswer): AbortSignal {
  const controller = new AbortController();
  const check = (): void => {
    if (!response.writableEnded) controller.abort(new Error("The client went away."));
  };
  if (isGone(response)) check();
  else response.once("close", check);
  return controller.signal;
}

/** Whether nobody can get the answer any more. */
export function isGone(response: ServerAnswer): boolean {
  return "stream" in response
    ? response.stream === undefined || response.stream.destroyed
    : response.destroyed;
}
