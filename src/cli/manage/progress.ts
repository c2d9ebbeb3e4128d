/** Long-running operations as a person follows them on standard error. */
import type { PendingOperation } from "../../client/index.ts";
import type { CommandContext } from "../command.ts";
import type { OptionTable } from "../options.ts";
import type { Session } from "./connection.ts";
import type { ResourceType } from "./resource-type.ts";

/** Whether a command waits for the operation that it starts. */
export const waitOptions = {
  wait: {
    kind: "flag",
    help: "Wait until it is done; --no-wait prints the operation's name at once",
    shownDefault: "true",
  },
} as const satisfies OptionTable;

const frames = ["-", "\\", "|", "/"];
const frameMs = 120;

/**
 * The options of a command that writes resources of a kind: those that are given, and whether to
 * wait where the kind is written by operations. Elsewhere its value is always absent.
 */
export function writeOptions<Table extends OptionTable>(
  options: Table,
  { operations }: Pick<ResourceType, "operations">,
): Table & typeof waitOptions {
  const all = { ...options, ...waitOptions };
  return operations === undefined ? (options as typeof all) : all;
}

/**
 * Works, and says so on standard error. On a terminal a line shows that it goes
 * on, and is wiped when it ends; elsewhere one line says what is waited for.
 *
 * @param label what is being done: `Creating environment live`
 */
export async function withProgress<T>(
  label: string,
  context: Pick<CommandContext, "terminal" | "printError">,
  work: () => Promise<T>,
): Promise<T> {
  if (!context.terminal.errors) {
    context.printError(`${label} …\n`);
    return work();
  }
  const start = performance.now();
  let frame = 0;
  const draw = (): void => {
    const seconds = Math.floor((performance.now() - start) / 1000);
    context.printError(`\r${frames[frame++ % frames.length]} ${label} ${seconds} s`);
  };
  draw();
  const timer = setInterval(draw, frameMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    context.printError("\r\u001B[K");
  }
}

/**
 * Waits for an operation, with progress.
 *
 * @param label what is being done; the id of the operation is put behind it
 * @throws ManagementError with which the operation ends
 */
export async function follow<T>(
  pending: PendingOperation<T>,
  { session, label }: { readonly session: Session; readonly label: string },
): Promise<T> {
  const { name } = await pending.started();
  const id = name.split("/").at(-1) ?? name;
  return withProgress(`${label} (operation ${id})`, session.context, () =>
    pending.result(session.call),
  );
}

/** Prints the name of an operation once the server has accepted it, and leaves it to itself. */
export async function printStarted(
  pending: PendingOperation<unknown>,
  context: Pick<CommandContext, "print">,
): Promise<void> {
  context.print(`${(await pending.started()).name}\n`);
}
