/** Long-running operations as a person follows them on standard error. */
import type { PendingOperation } from "../../client/index.ts";
import type { CommandContext } from "../command.ts";
import type { Session } from "./connection.ts";

const frames = ["-", "\\", "|", "/"];
const frameMs = 120;

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
