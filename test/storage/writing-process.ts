/** Processes of the tests' own that write into a store until they are done or killed. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** A running program of this folder that prints lines. */
export interface WritingProcess {
  /** The next line that it prints, or undefined when it has ended. */
  line(): Promise<string | undefined>;
  /** Tells it to go ahead: every program here opens its store, prints "ready", and waits for that. */
  go(): void;
  /** Kills it where it stands, and waits until it is gone. Returns whether it was still running. */
  kill(): Promise<boolean>;
}

/** Starts a program and waits until it is ready. What it prints to stderr is the tests' stderr. */
export async function startWriting(
  program: string,
  args: readonly string[],
): Promise<WritingProcess> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    [path, ...args],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const gone = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string | undefined> => {
    const next = await lines.next();
    return next.done ? undefined : next.value;
  };
  const first = await line();
  if (first !== "ready") throw new Error(`${program} is not ready: ${first}`);
  return {
    line,
    go: () => void child.stdin.write("go\n"),
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
      return child.signalCode === "SIGKILL";
    },
  };
}
