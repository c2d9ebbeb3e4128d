/** Lets a person change a text in their editor. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import type { CommandContext } from "./command.ts";
import { CommandError } from "./failure.ts";
import { UsageError } from "./options.ts";

/** A text that was edited. */
export interface EditedText {
  readonly text: string;
  /** The file in which it stands, for messages. */
  readonly path: string;
  /** Removes the file. Until then the work is not lost, whatever happens. */
  readonly discard: () => Promise<void>;
}

/**
 * Opens `$VISUAL` or `$EDITOR` on a text, in a file that only its owner can read.
 *
 * @param name the file's name
 * @throws UsageError if neither is set; CommandError if the editor fails
 */
export async function editText(
  text: string,
  { name, context }: { readonly name: string; readonly context: CommandContext },
): Promise<EditedText> {
  const { VISUAL: visual = "", EDITOR: plain = "" } = context.env;
  const editor = visual === "" ? plain : visual;
  if (editor === "")
    throw new UsageError("There is no editor: set EDITOR, or give --set path=value or -f file.");
  const path = join(await mkdtemp(join(tmpdir(), "fulfillkit-")), name);
  await writeFile(path, text, { mode: 0o600 });
  const discard = (): Promise<void> => rm(dirname(path), { recursive: true, force: true });
  const code = await runEditor(editor, path, context);
  if (code !== 0) {
    await discard();
    throw new CommandError(`The editor ended with code ${code}: nothing is changed.`);
  }
  return { text: await readFile(path, "utf8"), path, discard };
}

/** The setting may have arguments, `code --wait`, so a shell takes it apart. */
async function runEditor(editor: string, path: string, context: CommandContext): Promise<number> {
  const options = { stdio: "inherit", cwd: context.cwd } as const;
  const child =
    process.platform === "win32"
      ? spawn(`${editor} "${path}"`, { ...options, shell: true })
      : spawn("/bin/sh", ["-c", `${editor} "$1"`, "sh", path], options);
  const [code] = (await once(child, "close")) as [number | null];
  return code ?? 1;
}
