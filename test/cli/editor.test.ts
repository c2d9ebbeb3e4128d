import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandContext } from "../../src/cli/command.ts";
import { editText } from "../../src/cli/editor.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fulfillkit-test-"));
  await writeFile(join(folder, "append.sh"), 'echo "$1" >> "$2"\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const edit = (env: Readonly<Record<string, string>>): ReturnType<typeof editText> =>
  // The editor needs no more of its world than this.
  editText("text\n", { name: "w.yaml", context: { env, cwd: folder } as CommandContext });

describe("editText", () => {
  it("gives what the editor made of the text, in a file that only its owner reads", async () => {
    const edited = await edit({ EDITOR: "sh append.sh 'with arguments'" });
    expect(edited.text).toBe("text\nwith arguments\n");
    expect((await stat(edited.path)).mode & 0o777).toBe(0o600);
    await edited.discard();
    expect(existsSync(dirname(edited.path))).toBe(false);
  });

  it("takes VISUAL before EDITOR", async () => {
    const edited = await edit({ VISUAL: "true", EDITOR: "false" });
    expect(edited.text).toBe("text\n");
    await edited.discard();
  });

  it("fails where the editor does", async () => {
    await expect(edit({ EDITOR: "exit 3;" })).rejects.toThrow("The editor ended with code 3");
  });

  it("says what to do where there is none", async () => {
    await expect(edit({})).rejects.toThrow("set EDITOR, or give --set path=value or -f file");
  });
});
