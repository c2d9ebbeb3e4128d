/** Starts the programs that a measurement needs, each on a processor of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";

/** Where servers run, and where the load comes from: two cores where there are two. */
export const cores = { server: 0, load: Math.min(1, availableParallelism() - 1) } as const;

/** A command line, without a shell. */
export type CommandLine = readonly [program: string, ...args: string[]];

/** Starts a command on one core where the system has `taskset`, otherwise anywhere. */
export function start(
  command: CommandLine,
  options: { readonly core: number; readonly env?: Readonly<Record<string, string>> },
): ChildProcess {
  const [program, ...args] =
    process.platform === "linux"
      ? (["taskset", "-c", String(options.core), ...command] as const)
      : command;
  return spawn(program, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...options.env },
  });
}

/** The first line of a program's output that the pattern matches. */
export async function waitForLine(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  if (child.stdout === null) throw new Error("The program's output is not piped.");
  for await (const line of createInterface({ input: child.stdout })) {
    const match = pattern.exec(line);
    if (match !== null) {
      child.stdout.resume();
      return match;
    }
  }
  throw new Error(`The program ended without a line like ${pattern}.`);
}

/** Ends a program, without asking. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
