/** Certificates of authorities that a command is to trust. */
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { CommandContext } from "../command.ts";
import { CommandError } from "../failure.ts";

/**
 * The certificates of a file, as text. They are looked at first: Node takes any text for
 * certificates, and then trusts nobody, without a word of why.
 *
 * @throws CommandError where there are none to read
 */
export async function readAuthorities(
  path: string,
  { cwd }: Pick<CommandContext, "cwd">,
): Promise<string> {
  const text = await readFile(resolve(cwd, path), "utf8").catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The certificates of --ca can't be read: ${why}`);
  });
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0)
    throw new CommandError(`There is no certificate in ${path}: --ca takes a file in PEM.`);
  for (const block of blocks) {
    try {
      void new X509Certificate(block);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CommandError(`A certificate in ${path} can't be read: ${why}`);
    }
  }
  return text;
}
