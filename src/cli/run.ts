/** From the arguments of a process to a command of the table, with help and errors. */
import { readFile } from "node:fs/promises";
import {
  exitCodes,
  type Command,
  type CommandContext,
  type CommandGroup,
  type CommandTable,
} from "./command.ts";
import { commands } from "./commands.ts";
import { CommandError, describeFailure } from "./failure.ts";
import { describeOptions, UsageError } from "./options.ts";

/** What can be called by the first word of a command line. */
const root: CommandGroup = { summary: "", commands };

/**
 * Runs the command that the first arguments name.
 *
 * @returns the exit code; errors are printed, never thrown.
 */
export async function run(context: CommandContext): Promise<number> {
  const [first = ""] = context.args;
  if (["--version", "-v", "version"].includes(first)) {
    context.print(`${await packageVersion()}\n`);
    return exitCodes.done;
  }
  return runGroup(root, { name: "fulfillkit", context });
}

/** A place in the tree of commands, and what of the command line is left there. */
interface Place {
  /** All words up to here: `fulfillkit webhooks`. */
  readonly name: string;
  readonly context: CommandContext;
}

async function runGroup(group: CommandGroup, { name, context }: Place): Promise<number> {
  const [word, ...args] = context.args;
  if (word === undefined || word === "help" || word === "--help" || word === "-h") {
    context.print(overview(name, group));
    return word === undefined ? exitCodes.usage : exitCodes.done;
  }
  const entry = Object.hasOwn(group.commands, word) ? group.commands[word] : undefined;
  if (entry === undefined) {
    context.printError(`There is no command "${word}".\n\n${overview(name, group)}`);
    return exitCodes.usage;
  }
  const found = await entry.load();
  const place: Place = { name: `${name} ${word}`, context: { ...context, args } };
  return "commands" in found ? runGroup(found, place) : runCommand(found, place);
}

async function runCommand(command: Command, { name, context }: Place): Promise<number> {
  if (context.args.includes("--help") || context.args.includes("-h")) {
    context.print(page(name, command));
    return exitCodes.done;
  }
  try {
    return await command.run(context);
  } catch (error) {
    if (context.stop.aborted && !(error instanceof CommandError)) {
      context.printError("Stopped.\n");
      return exitCodes.failed;
    }
    if (!(error instanceof UsageError)) {
      context.printError(`${describeFailure(error)}\n`);
      return exitCodes.failed;
    }
    context.printError(
      `${error.message}\n\nUsage: ${name} ${command.usage}\nSee ${name} --help.\n`,
    );
    return exitCodes.usage;
  }
}

function overview(name: string, { summary, details, commands: table }: CommandGroup): string {
  const about = summary === "" ? "" : `${summary}\n\n`;
  const more = details === undefined ? "" : `${details}\n\n`;
  const version = summary === "" ? "; fulfillkit --version prints the version" : "";
  return `Usage: ${name} <command> [options]\n\n${about}Commands:\n${rowsOf(table)}\n\n${more}See ${name} <command> --help${version}.\n`;
}

function rowsOf(table: CommandTable): string {
  const width = Math.max(...Object.keys(table).map((name) => name.length));
  return Object.entries(table)
    .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
    .join("\n");
}

function page(name: string, command: Command): string {
  const details = command.details === undefined ? "" : `\n${command.details}\n`;
  return `Usage: ${name} ${command.usage}\n\n${command.summary}\n\nOptions:\n${describeOptions(command.options)}\n${details}`;
}

/** The version in the nearest package.json above this file: the package's own, from sources and when installed. */
async function packageVersion(): Promise<string> {
  for (let folder = new URL("./", import.meta.url); ; folder = new URL("../", folder)) {
    const text = await readFile(new URL("package.json", folder), "utf8").catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
    if (folder.pathname === "/") return "unknown";
  }
}
