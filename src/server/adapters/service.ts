/**
 * What the adapters have in common: their options, and the service they call.
 * Nothing here needs Node.
 */
import { resolveBudget } from "../../handler/budget.ts";
import type { BudgetOptions } from "../../handler/budget.ts";
import type { LogLevel } from "../../handler/events.ts";
import type { Router } from "../../handler/router.ts";
import type { WireFormat } from "../../wire/format.ts";
import type { CallService } from "../call.ts";
import { createDefaultLogger } from "../default-logger.ts";
import { resolveLimits } from "../limits.ts";
import type { Limits } from "../limits.ts";
import { createReporter, silentLogger } from "../log.ts";
import type { Logger } from "../log.ts";
import { createTelemetry } from "../telemetry.ts";
import type { OpenTelemetryApi } from "../telemetry.ts";

/**
 * How an adapter serves a router. Path, TLS and shutdown are the host's affair.
 * `webhookTimeoutMs` and `marginMs` are for a router that was made without them.
 */
export interface AdapterOptions extends BudgetOptions {
  /** The wire formats that are taken. Default: `cx/v3` and `es/v2`. */
  readonly formats?: readonly WireFormat[];
  /** Limits of the body that differ from the defaults, as far as the adapter reads it itself. */
  readonly limits?: Partial<Pick<Limits, "bodyBytes" | "bodyDepth">>;
  /** A logger of pino's shape, or false for none. Default: pino, writing JSON for Cloud Logging to standard output. */
  readonly logger?: Logger | false;
  /** The least important level that the default logger writes. Default: `info`. */
  readonly logLevel?: LogLevel;
  /** The Google Cloud project in the trace field of log lines. Default: none, so the trace's id alone. */
  readonly projectId?: string;
  /** The `@opentelemetry/api` module, for spans. Default: no spans. */
  readonly telemetry?: OpenTelemetryApi;
}

/** The service of an adapter, with the limits it was given. */
export interface AdapterService {
  readonly service: CallService;
  readonly limits: Limits;
}

/**
 * Resolves an adapter's options, once.
 *
 * @throws TypeError for a limit that can't be, RangeError for times that can't be
 */
export function createAdapterService(router: Router, options: AdapterOptions): AdapterService {
  const limits = resolveLimits(options.limits);
  const logger =
    options.logger === false
      ? silentLogger
      : (options.logger ?? createDefaultLogger({ level: options.logLevel ?? "info" }));
  return {
    limits,
    service: {
      router,
      budget: resolveBudget(options),
      reporter: createReporter({ logger, projectId: options.projectId }),
      telemetry: options.telemetry && createTelemetry(options.telemetry),
      decode: {
        maxBytes: limits.bodyBytes,
        maxDepth: limits.bodyDepth,
        ...(options.formats && { formats: options.formats }),
      },
    },
  };
}
