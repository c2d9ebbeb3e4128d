/** From the arguments of a process to a command of the table, with help and errors. */
import { readFile } from "node:fs/promises";
import type { Command, CommandContext } from "./command.ts";
import { commands } from "./commands.ts";
import { describeOptions, UsageError } from "./options.ts";

/** Exit codes: 0 done, 1 failed, 2 the command line was wrong. */
const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/**
 * Runs the command that the first argument names.
 *
 * @returns the exit code; errors are printed, never thrown.
 */
export async function run(
  context: CommandContext & { readonly printError: (text: string) => void },
): Promise<number> {
  const [name, ...args] = context.args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    context.print(overview());
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  if (name === "--version" || name === "-v" || name === "version") {
    context.print(`${await packageVersion()}\n`);
    return exitCodes.done;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    context.printError(`There is no command "${name}".\n\n${overview()}`);
    return exitCodes.usage;
  }
  const command = await entry.load();
  if (args.includes("--help") || args.includes("-h")) {
    context.print(page(name, command));
    return exitCodes.done;
  }
  try {
    return await command.run({ ...context, args });
  } catch (error) {
    return report(error, { name, command, printError: context.printError });
  }
}

function report(
  error: unknown,
  about: { name: string; command: Command; printError: (text: string) => void },
): number {
  if (error instanceof UsageError) {
    about.printError(
      `${error.message}\n\nUsage: fulfillkit ${about.name} ${about.command.usage}\nSee fulfillkit ${about.name} --help.\n`,
    );
    return exitCodes.usage;
  }
  about.printError(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.failed;
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const rows = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return `Usage: fulfillkit <command> [options]\n\nCommands:\n${rows.join("\n")}\n\nSee fulfillkit <command> --help; fulfillkit --version prints the version.\n`;
}

function page(name: string, command: Command): string {
  const details = command.details === undefined ? "" : `\n${command.details}\n`;
  return `Usage: fulfillkit ${name} ${command.usage}\n\n${command.summary}\n\nOptions:\n${describeOptions(command.options)}\n${details}`;
}

/** The version in the nearest package.json above this file: the package's own, from sources and when installed. */
async function packageVersion(): Promise<string> {
  for (let folder = new URL("./", import.meta.url); ; folder = new URL("../", folder)) {
    const text = await readFile(new URL("package.json", folder), "utf8").catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
    if (folder.pathname === "/") return "unknown";
  }
}
