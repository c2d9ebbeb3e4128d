/** Running the tools of node_modules, one after the other. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's root directory. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** How a program ended. */
export interface Outcome {
  /** Exit status 0. */
  readonly ok: boolean;
  /** What it printed, standard output and standard error; empty when it was shown as it came. */
  readonly output: string;
}

/**
 * Runs a program of this project or of node_modules/.bin in the repository's root and waits for it.
 * By default its output goes to this process's own; with `capture` it is returned instead.
 */
export function run(command: readonly string[], { capture = false } = {}): Outcome {
  const [program = "", ...args] = command;
  const result = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env["PATH"] ?? ""}` },
    stdio: capture ? "pipe" : "inherit",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) throw new Error(`${program} could not run`, { cause: result.error });
  return { ok: result.status === 0, output: capture ? result.stdout + result.stderr : "" };
}
