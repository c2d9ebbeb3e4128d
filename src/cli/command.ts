/** What a command of the command line is, and the world it runs in. */
import type { OptionTable } from "./options.ts";

/** The process as a command sees it, so that a test can stand in for it. */
export interface CommandContext {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Writes a text to standard output, as it is. */
  readonly print: (text: string) => void;
  /** Aborts when the process is asked to stop (SIGINT, SIGTERM). */
  readonly stop: AbortSignal;
  /** Calls back each time the process is told to read its files again (SIGHUP). */
  readonly onHangUp: (callback: () => void) => void;
}

/** One row of the command table. */
export interface Command {
  /** The arguments, as the usage line shows them: `<module>`. */
  readonly usage: string;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** More for its own help page: examples, notes. */
  readonly details?: string;
  readonly options: OptionTable;
  /** Runs to its end and gives the exit code. Throws UsageError for a wrong command line. */
  readonly run: (context: CommandContext) => Promise<number>;
}
