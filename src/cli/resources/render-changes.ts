/** Changes as lines that a person reads. */
import type { JsonValue } from "@bufbuild/protobuf";
import { charactersOf, printable } from "../text.ts";
import type { Change } from "./changes.ts";

/** Paints a sign and what follows it; the identity where there is no terminal. */
export type Painter = (sign: Sign, text: string) => string;

/** What happens: it comes, it goes, it becomes another. */
export type Sign = "+" | "-" | "~";

const colours: Readonly<Record<Sign, number>> = { "+": 32, "-": 31, "~": 33 };

/** Colours for a terminal, unless NO_COLOR is set (https://no-color.org). */
export function painter(context: {
  readonly terminal: { readonly output: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}): Painter {
  const { NO_COLOR: noColour = "" } = context.env;
  if (!context.terminal.output || noColour !== "") return (_, text) => text;
  return (sign, text) => `\u001B[${colours[sign]}m${text}\u001B[39m`;
}

/** One line for each change, without line ends. Secrets are not shown. */
export function changeLines(
  changes: readonly Change[],
  { paint, indent = "" }: { readonly paint: Painter; readonly indent?: string },
): string[] {
  return changes.map((change) => {
    const sign = signOf(change);
    return paint(sign, `${indent}${sign} ${printable(change.path)}: ${valuesOf(change)}`);
  });
}

function signOf({ before, after }: Change): Sign {
  if (before === undefined) return "+";
  return after === undefined ? "-" : "~";
}

function valuesOf({ before, after, secret, written }: Change): string {
  // What a file has by reference is not meant for eyes, so neither is what it replaces.
  const hidden = secret || written !== undefined;
  const [old, next] = [
    before === undefined ? [] : [hidden ? "(secret)" : shown(before)],
    after === undefined ? [] : [written ?? (secret ? "(secret)" : shown(after))],
  ];
  if (secret && old.length > 0 && next.length > 0 && written === undefined)
    return "(secret, changed)";
  return [...old, ...next].join(" → ");
}

const maxShown = 160;

function shown(value: JsonValue): string {
  const text = typeof value === "string" && value !== "" ? printable(value) : JSON.stringify(value);
  const characters = charactersOf(text);
  if (characters.length <= maxShown) return text;
  return `${characters.slice(0, maxShown).join("")}… (${characters.length} characters)`;
}
