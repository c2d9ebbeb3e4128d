/**
 * The signals of a process that serves.
 */
import type { CloseOptions } from "./shutdown.ts";

/** What the signals do. */
export interface SignalOptions {
  close(options?: CloseOptions): Promise<void>;
  reload(): Promise<boolean>;
}

/**
 * SIGTERM and SIGINT close gracefully, a second one at once; SIGHUP reads the
 * certificates again. The process ends by itself when nothing is left to do.
 *
 * @returns a function that takes the listeners off
 */
export function handleSignals(options: SignalOptions): () => void {
  let closing = false;
  const stop = (): void => {
    void options.close(closing ? { graceMs: 0 } : {});
    closing = true;
  };
  const reload = (): void => void options.reload();
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", reload);
  return () => {
    process.off("SIGTERM", stop).off("SIGINT", stop).off("SIGHUP", reload);
  };
}
