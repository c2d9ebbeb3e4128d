/** Programs of other languages that tests call: whether they are here, and what they said when they fail. */
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Downloads of one toolchain, kept between runs; gone with node_modules. */
export function cacheFor(toolchain: string): string {
  const cache = `${root}node_modules/.cache/fulfillkit/${toolchain}`;
  mkdirSync(cache, { recursive: true });
  return cache;
}

/** The first of these programs that this machine does not have. */
export function missing(...programs: readonly string[]): string | undefined {
  return programs.find((program) => spawnSync(program, ["--help"]).error !== undefined);
}

/** What the name of a skipped case ends in; nothing if no program is absent. */
export function because(absent: string | undefined): string {
  return absent ? ` (skipped: there is no ${absent} here)` : "";
}

/** Where and with what a program runs. */
export interface RunOptions {
  readonly cwd: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program and gives what it printed. Throws with all of its output when it fails. */
export async function run(command: readonly string[], options: RunOptions): Promise<string> {
  const [program = "", ...args] = command;
  const settings = { cwd: options.cwd, env: { ...process.env, ...options.env } };
  try {
    const { stdout } = await promisify(execFile)(program, args, settings);
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command.join(" ")}\n${stdout}${stderr}`, { cause: error });
  }
}
