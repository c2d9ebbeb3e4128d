import type { Printable } from "@bufbuild/protoplugin";

/** A piece of a line of TypeScript: text, and names that have to be imported. */
export type Code = readonly Printable[];

/** What may stand in the template of a piece of code. */
type Part = string | number | Code | Printable;

/** A piece of code from a template. */
export function code(strings: TemplateStringsArray, ...parts: readonly Part[]): Code {
  return strings.flatMap((text, i) => {
    const part = parts[i];
    if (part === undefined) return [text];
    return Array.isArray(part) ? [text, ...part] : [text, part as Printable];
  });
}

/** Lines of code, further in. */
export function indent(lines: readonly Code[]): readonly Code[] {
  return lines.map((line) => ["  ", ...line]);
}

/** A string literal. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** An access to a property: `.name`, or `["class-name"]`. */
export function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
}
