/** A command of the command line, run in this process as the executable runs it. */
import { run } from "../../src/cli/run.ts";

/** What a command printed, and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** A command that is running. */
export interface RunningCommand {
  /** What it has printed so far. */
  readonly output: () => string;
  /** Resolves at the first output that the pattern matches. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Asks it to stop, as SIGTERM does. */
  readonly stop: () => Promise<CommandResult>;
  /** Tells it to read its files again, as SIGHUP does. */
  readonly hangUp: () => void;
  readonly result: Promise<CommandResult>;
}

/** What a command finds around itself. */
export interface CommandWorld {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. Default: empty. */
  readonly input?: string;
  /** What the person at the terminal answers. Default: there is no terminal. */
  readonly answer?: (question: string) => string | Promise<string>;
}

/** Starts a command. */
export function startCommand(args: readonly string[], world: CommandWorld = {}): RunningCommand {
  const stop = new AbortController();
  const onHangUp: (() => void)[] = [];
  const waiting = new Set<() => void>();
  let output = "";
  let errors = "";
  const result = run({
    args,
    env: world.env ?? {},
    cwd: world.cwd ?? process.cwd(),
    print: (text) => {
      output += text;
      for (const check of waiting) check();
    },
    printError: (text) => {
      errors += text;
    },
    terminal: {
      input: world.answer !== undefined,
      output: world.answer !== undefined,
      errors: world.answer !== undefined,
    },
    readInput: () => Promise.resolve(world.input ?? ""),
    ask: async (question) => {
      if (world.answer === undefined) throw new Error(`Nobody can answer: ${question}`);
      return world.answer(question);
    },
    stop: stop.signal,
    onHangUp: (callback) => void onHangUp.push(callback),
  }).then((code): CommandResult => ({ code, output, errors }));
  return {
    output: () => output,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const match = pattern.exec(output);
          if (match !== null) resolve(match);
        };
        waiting.add(check);
        check();
        void result.then(({ errors: text }) =>
          reject(new Error(`The command ended without ${pattern}: ${output}${text}`)),
        );
      }),
    stop: () => {
      stop.abort();
      return result;
    },
    hangUp: () => {
      for (const callback of onHangUp) callback();
    },
    result,
  };
}
