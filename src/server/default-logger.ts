/**
 * The logger that a server has if it was given none: pino, set up for Cloud
 * Logging, loaded when the first line is written. A cold start has no time for it.
 */
import type { LogLevel } from "../handler/events.ts";
import type { Logger } from "./log.ts";

/** The levels, from the least to the most important. */
export const logLevels = ["debug", "info", "warn", "error"] as const satisfies readonly LogLevel[];

const severities: Readonly<Record<string, string>> = {
  trace: "DEBUG",
  debug: "DEBUG",
  info: "INFO",
  warn: "WARNING",
  error: "ERROR",
  fatal: "CRITICAL",
};

/**
 * A logger that writes JSON lines to standard output, with `severity`,
 * `message` and `time`.
 *
 * @param options.level lines below it are dropped. Default: `info`
 */
export function createDefaultLogger(options: { readonly level?: LogLevel } = {}): Logger {
  const threshold = logLevels.indexOf(options.level ?? "info");
  const enabled = new Set<string>(logLevels.slice(threshold));
  let loading: Promise<{ readonly logger: Logger }> | undefined;
  const write = (level: LogLevel, fields: object, message: string): void => {
    if (!enabled.has(level)) return;
    loading ??= loadPino(options.level ?? "info");
    // A line that cannot be written is lost; it must not end the process.
    loading.then(({ logger }) => logger[level](fields, message)).catch(() => {});
  };
  return {
    debug: (fields, message) => write("debug", fields, message),
    info: (fields, message) => write("info", fields, message),
    warn: (fields, message) => write("warn", fields, message),
    error: (fields, message) => write("error", fields, message),
    isLevelEnabled: (level) => enabled.has(level),
  };
}

async function loadPino(level: LogLevel): Promise<{ readonly logger: Logger }> {
  const { pino } = await import("pino");
  const logger = pino({
    level,
    base: null,
    messageKey: "message",
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ severity: severities[label] ?? "DEFAULT" }) },
    redact: ["authorization", "cookie", "headers", "*.authorization", "*.cookie", "*.headers"],
  });
  return { logger };
}
