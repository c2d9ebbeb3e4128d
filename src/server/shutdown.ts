/**
 * Brings a server down without losing a request.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Health } from "./health.ts";
import type { Listener } from "./listener.ts";

/** How a server is closed; all in milliseconds. */
export interface CloseOptions {
  /**
   * How long it still takes new connections after `/readyz` has turned to 503,
   * so that load balancers see it first. Default: 0.
   */
  readonly delayMs?: number;
  /**
   * How long connections without a request stay open, for requests that are on
   * their way; each is answered with `Connection: close`. Default: 1,000.
   */
  readonly idleMs?: number;
  /** How long requests in flight may take, from the end of the delay; then their connections are cut. Default: 10,000. */
  readonly graceMs?: number;
}

/** What is brought down. */
export interface ShutdownParts {
  readonly listener: Listener;
  readonly health: Health;
  /** The way to RPCs, by what is needed of it: its declarations would bring those of Connect. */
  readonly gate: { close(): void } | undefined;
}

/** How often what has become idle is closed. */
const sweepMs = 50;

/**
 * The close of a server. The first call starts it; each later call joins it,
 * and with `graceMs: 0` cuts it short.
 */
export function createShutdown(parts: ShutdownParts): (options?: CloseOptions) => Promise<void> {
  let closing: Promise<void> | undefined;
  return async (options = {}) => {
    if (closing !== undefined && options.graceMs === 0) parts.listener.destroy();
    closing ??= shutDown(parts, options);
    await closing;
  };
}

async function shutDown(parts: ShutdownParts, options: CloseOptions): Promise<void> {
  const { listener, health, gate } = parts;
  const { delayMs = 0, idleMs = 1_000, graceMs = 10_000 } = options;
  health.drain();
  gate?.close();
  listener.announceShutdown();
  if (delayMs > 0) await wait(delayMs);
  const stopped = listener.stop();
  // Again, for HTTP/2 clients that have come in the meantime.
  listener.announceShutdown();
  const cut = setTimeout(() => listener.destroy(), graceMs);
  let sweep: NodeJS.Timeout | undefined;
  const idle = setTimeout(
    () => {
      listener.closeIdle();
      sweep = setInterval(() => listener.closeIdle(), sweepMs);
    },
    Math.min(idleMs, graceMs),
  );
  await stopped;
  clearTimeout(cut);
  clearTimeout(idle);
  clearInterval(sweep);
}
