/** References in files to what should not stand there: `${env:NAME}` and `${file:path}`. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Where references are looked up. */
export interface ReferenceScope {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that paths start from: that of the file. */
  readonly folder: string;
}

/** A reference that leads nowhere. The message is a sentence for the author of the file. */
export class ReferenceProblem extends Error {
  override readonly name = "ReferenceProblem";
}

const reference = /\$(\$?)\{(\w+):([^}]*)\}/g;

/** Whether a text has references. */
export function hasReferences(text: string): boolean {
  return [...text.matchAll(reference)].some(([, escape]) => escape === "");
}

/**
 * A text with its references replaced. `$${env:NAME}` stands for `${env:NAME}`
 * itself; the line end at the end of a file is not part of its value.
 *
 * @throws ReferenceProblem for an unset variable, an unreadable file or another kind of reference
 */
export function expandReferences(text: string, scope: ReferenceScope): string {
  return text.replaceAll(reference, (whole, ...[escape = "", kind = "", name = ""]: string[]) =>
    escape === "" ? lookUp(kind, name, scope) : whole.slice(1),
  );
}

/** A text as it has to stand in a file so that it comes back from `expandReferences`. */
export function escapeReferences(text: string): string {
  return text.replaceAll(reference, (whole) => `$${whole}`);
}

function lookUp(kind: string, name: string, { env, folder }: ReferenceScope): string {
  if (kind === "env") {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined)
      throw new ReferenceProblem(`The environment variable ${name} is not set.`);
    return value;
  }
  if (kind !== "file")
    throw new ReferenceProblem(
      `There are \${env:NAME} and \${file:path}, and no \${${kind}:…}. Write $\${${kind}:…} for the text itself.`,
    );
  try {
    return readFileSync(resolve(folder, name), "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ReferenceProblem(`The file ${name} can't be read: ${why}.`);
  }
}
