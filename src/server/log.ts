/**
 * Log lines: structured, in the field names of Cloud Logging
 * (https://cloud.google.com/logging/docs/structured-logging), through any
 * logger of pino's shape.
 *
 * No line holds a parameter, a header's value, a query string or a body. What
 * is logged of a failure's cause is its stack.
 */
import type { WebhookError } from "../errors.ts";
import type { CallEvent, HandlerEvent, LogLevel } from "../handler/events.ts";
import { parseTraceparent } from "./trace-context.ts";

/** What is used of a pino logger. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** If it is there and says no, lines of that level are not even put together. */
  isLevelEnabled?(level: string): boolean;
}

/** What a line says of the request, read only when a line is written. */
export interface RequestFacts {
  readonly requestId: string;
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  /** `HTTP/1.1`, `HTTP/2`. */
  readonly protocol: string;
  header(name: string): string | undefined;
  /** The span of this call, if there is one. */
  readonly span?: { readonly traceId: string; readonly spanId: string } | undefined;
}

/** What became of a call of a service beside the webhook's: a handler's event without a session. */
export type ServiceEvent = Extract<CallEvent, { readonly event: "handled" | "failed" }> & {
  /** `package.Service/Method`. */
  readonly handler: string;
};

/** Writes the server's lines. */
export interface Reporter {
  /** Whether `handled` lines are wanted at all. */
  readonly verbose: boolean;
  /** What a handler did, or the method of a service. */
  handler(event: HandlerEvent | ServiceEvent, facts: RequestFacts): void;
  /** A request that never reached a handler, or an answer that could not be encoded. */
  failure(error: WebhookError, facts: RequestFacts): void;
  /** Something about the server itself. */
  notice(
    level: "info" | "warn" | "error",
    fields: { readonly message: string; readonly cause?: unknown },
  ): void;
}

/** What a reporter is made of. */
export interface ReporterOptions {
  readonly logger: Logger;
  /** The Google Cloud project of the traces. Without it a trace is named by its id alone. */
  readonly projectId?: string | undefined;
}

/**
 * A reporter over a logger. It never throws: a logger that fails, or a value
 * that cannot be described, must not change what becomes of a call.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const reporter = createThrowingReporter(options);
  const quietly = (write: () => void): void => {
    try {
      write();
    } catch {
      // There is nowhere left to tell it.
    }
  };
  return {
    get verbose() {
      try {
        return reporter.verbose;
      } catch {
        return true;
      }
    },
    handler: (event, facts) => quietly(() => reporter.handler(event, facts)),
    failure: (error, facts) => quietly(() => reporter.failure(error, facts)),
    notice: (level, what) => quietly(() => reporter.notice(level, what)),
  };
}

function createThrowingReporter(options: ReporterOptions): Reporter {
  const { logger } = options;
  const describe = (facts: RequestFacts): object => requestFields(facts, options.projectId);
  return {
    get verbose() {
      return logger.isLevelEnabled?.("debug") ?? true;
    },
    handler(event, facts) {
      const level = levelOf(event);
      if (logger.isLevelEnabled?.(level) === false) return;
      if (event.event === "message") {
        const { message, level: _, fields, ...about } = event;
        return logger[level]({ ...fields, ...about, ...describe(facts) }, message);
      }
      const error = "error" in event ? event.error : undefined;
      const line = {
        ...event,
        error: undefined,
        ...(error && errorFields(error)),
        ...describe(facts),
      };
      const what = `${event.event}: ${event.handler}`;
      logger[level](line, error === undefined ? what : `${what}: ${error.message}`);
    },
    failure(error, facts) {
      const level = levelFor(error);
      logger[level](
        { event: "refused", ...errorFields(error), ...describe(facts) },
        `refused: ${error.message}`,
      );
    },
    notice(level, { message, cause }) {
      logger[level](cause === undefined ? {} : { stack_trace: stackOf(cause) }, message);
    },
  };
}

/** A logger that writes nothing. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  isLevelEnabled: () => false,
};

function levelOf(event: HandlerEvent | ServiceEvent): LogLevel {
  if (event.event === "message") return event.level;
  if (event.event === "handled") return "debug";
  return event.event === "failed" || event.event === "response-refused"
    ? levelFor(event.error)
    : "warn";
}

/** What the caller did wrong is a warning; what the program did wrong is an error. */
function levelFor(error: WebhookError): "warn" | "error" {
  return error.code === "INTERNAL" || error.code === "UNKNOWN" || error.code === "DATA_LOSS"
    ? "error"
    : "warn";
}

function errorFields(error: WebhookError): object {
  return {
    code: error.code,
    reason: error.reason,
    ...(error.violations.length > 0 && { violations: error.violations }),
    // What the caller did wrong is told by the reason; where the library noticed it helps nobody.
    ...((error.cause !== undefined || levelFor(error) === "error") && {
      stack_trace: stackOf(error.cause ?? error),
    }),
  };
}

function requestFields(facts: RequestFacts, projectId: string | undefined): object {
  const trace = parseTraceparent(facts.header("traceparent"));
  const traceId = facts.span?.traceId ?? trace?.traceId;
  return {
    requestId: facts.requestId,
    httpRequest: {
      requestMethod: facts.method,
      requestUrl: facts.path.slice(0, 256),
      protocol: facts.protocol,
      userAgent: facts.header("user-agent"),
    },
    ...(traceId !== undefined && {
      "logging.googleapis.com/trace":
        projectId === undefined ? traceId : `projects/${projectId}/traces/${traceId}`,
      "logging.googleapis.com/spanId": facts.span?.spanId ?? trace?.spanId,
      "logging.googleapis.com/trace_sampled": trace?.sampled ?? false,
    }),
  };
}

/** The stack of whatever was thrown, with those of its causes. */
function stackOf(thrown: unknown): string {
  const stacks: string[] = [];
  try {
    for (let cause = thrown, depth = 0; cause !== undefined && depth < 8; depth += 1) {
      stacks.push(cause instanceof Error ? textOfStack(cause) : describeThrown(cause));
      cause = cause instanceof Error ? cause.cause : undefined;
    }
  } catch {
    stacks.push("Thrown: something that cannot be read");
  }
  return stacks.join("\nCaused by: ");
}

/** What a program has set as a stack may be anything. */
function textOfStack({ stack, message }: { readonly stack?: unknown; message: string }): string {
  return typeof stack === "string" ? stack : message;
}

/** Of an object that is no error, only the names: its values may be anything. */
function describeThrown(thrown: unknown): string {
  if (typeof thrown === "object" && thrown !== null)
    return `Thrown: an object with ${Object.keys(thrown).slice(0, 20).join(", ") || "no members"}`;
  return `Thrown: ${String(thrown).slice(0, 1000)}`;
}
