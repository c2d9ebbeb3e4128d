/**
 * Whether the server is alive and ready: for `/livez` and `/readyz`, and for
 * grpc.health.v1 (https://github.com/grpc/grpc/blob/master/doc/health-checking.md).
 */

/** The states of grpc.health.v1 that a server can be in. */
export type ServingStatus = "SERVING" | "NOT_SERVING" | "UNKNOWN";

/** What the RPC health service reads. */
export interface HealthSource {
  /**
   * The state of one service.
   *
   * @param service its full name, or "" for the whole server
   * @returns UNKNOWN for a service that is not served here
   */
  status(service: string): ServingStatus;
  /**
   * Calls the listener after each change of the state.
   *
   * @returns a function that ends it
   */
  onChange(listener: () => void): () => void;
}

/** One readiness check: true or nothing if ready; false or an error if not. */
export type ReadinessCheck = (signal: AbortSignal) => unknown;

/** What `/readyz` found. */
export interface Readiness {
  readonly ready: boolean;
  /** One line for each reason why it is not ready. */
  readonly reasons: readonly string[];
}

/** What a Health is made of. */
export interface HealthOptions {
  /** Full names of the services that are served. */
  readonly services: readonly string[];
  /** Checks by name. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  /** Milliseconds for each check. */
  readonly timeoutMs: number;
}

/** The health of one server. */
export interface Health extends HealthSource {
  /** From now on the server is not ready: it drains. */
  drain(): void;
  /** Whether `drain` was called. */
  readonly draining: boolean;
  /** Runs all checks side by side. Never rejects. */
  check(): Promise<Readiness>;
}

/**
 * The health of a server: ready until it drains or a check fails.
 *
 * The state that RPC health reads is that of the last run of the checks.
 */
export function createHealth(options: HealthOptions): Health {
  const services = new Set(["", ...options.services]);
  const listeners = new Set<() => void>();
  let draining = false;
  let failing = false;
  const change = (update: () => void): void => {
    const before = draining || failing;
    update();
    if ((draining || failing) !== before) for (const listener of listeners) listener();
  };
  return {
    get draining() {
      return draining;
    },
    drain() {
      change(() => {
        draining = true;
      });
    },
    async check() {
      if (draining) return { ready: false, reasons: ["shutting down"] };
      const names = Object.keys(options.checks);
      if (names.length === 0) return { ready: true, reasons: [] };
      const results = await Promise.all(
        Object.entries(options.checks).map(async ([name, check]) =>
          runCheck(check, { name, timeoutMs: options.timeoutMs }),
        ),
      );
      const reasons = results.filter((reason) => reason !== undefined);
      change(() => {
        failing = reasons.length > 0;
      });
      return { ready: reasons.length === 0, reasons };
    },
    status(service) {
      if (!services.has(service)) return "UNKNOWN";
      return draining || failing ? "NOT_SERVING" : "SERVING";
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Why a check failed, by name only: what it threw may hold secrets, and the probe is public. */
async function runCheck(
  check: ReadinessCheck,
  options: { readonly name: string; readonly timeoutMs: number },
): Promise<string | undefined> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), options.timeoutMs);
    });
    const result = await Promise.race([Promise.resolve(check(abort.signal)), late]);
    if (result === "late") return `${options.name}: no answer within ${options.timeoutMs} ms`;
    return result === false ? `${options.name}: not ready` : undefined;
  } catch {
    return `${options.name}: failed`;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
