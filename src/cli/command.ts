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
  /** Writes a text to standard error, as it is. */
  readonly printError: (text: string) => void;
  /** Which of its streams are a person's terminal. */
  readonly terminal: Terminal;
  /** All of standard input, as text. */
  readonly readInput: () => Promise<string>;
  /** Asks the person at the terminal, and gives the line that is typed. */
  readonly ask: (question: string) => Promise<string>;
  /** Aborts when the process is asked to stop (SIGINT, SIGTERM). */
  readonly stop: AbortSignal;
  /** Calls back each time the process is told to read its files again (SIGHUP). */
  readonly onHangUp: (callback: () => void) => void;
}

/** Which streams are a terminal. */
export interface Terminal {
  readonly input: boolean;
  readonly output: boolean;
  readonly errors: boolean;
}

/** What a command comes to, as the code that the process exits with. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** The command line was wrong. */
  usage: 2,
  /** `plan` found that something differs. */
  changes: 3,
} as const;

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

/** Commands of one kind under a name: `webhooks list`, `webhooks get`. */
export interface CommandGroup {
  readonly summary: string;
  /** More for its help page. */
  readonly details?: string;
  readonly commands: CommandTable;
}

/** Commands and groups by name, each loaded on demand so that one does not pay for the others. */
export type CommandTable = Readonly<
  Record<string, { readonly summary: string; readonly load: () => Promise<Command | CommandGroup> }>
>;
