/** Texts with references and calls in them: URLs, headers, and strings of bodies. */
import type { Call, Reference } from "./expression.ts";
import { functionsIn, isCallAt, parseCall } from "./parse-expression.ts";
import { parseReference } from "./parse-reference.ts";

/** Something that a value is put in for. */
export interface Placeholder {
  readonly expression: Reference | Call;
  /**
   * For a reference that ends in dashes: the same without them. Where the whole
   * reference is not set, the dashes are text.
   */
  readonly shorter?: { readonly reference: Reference; readonly dashes: string };
}

/** A piece of a text: as it stands, or a placeholder. */
export type TextPart = string | Placeholder;

/** A placeholder of a text, and where it stands. */
export interface Found {
  readonly placeholder: Placeholder;
  /** Where it begins. */
  readonly index: number;
  /** Behind its last character. */
  readonly end: number;
}

/**
 * Finds the references and calls in a text, in their order. A dollar sign that
 * begins neither is plain text.
 *
 * @throws TemplateError for a malformed one
 */
export function placeholdersIn(text: string): readonly Found[] {
  const found: Found[] = [];
  let index = text.indexOf("$");
  while (index !== -1) {
    const parsed = isCallAt(text, index) ? parseCall(text, index) : parseReference(text, index);
    const end = parsed?.end ?? index + 1;
    if (parsed !== undefined)
      found.push({ placeholder: placeholderOf(parsed.expression), index, end });
    index = text.indexOf("$", end);
  }
  return found;
}

/**
 * A text as its pieces. Empty pieces are left out.
 *
 * @throws TemplateError for a malformed reference or call
 */
export function parseText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { placeholder, index, end } of placeholdersIn(text)) {
    if (index > from) parts.push(text.slice(from, index));
    parts.push(placeholder);
    from = end;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** The functions that the placeholders of a template call, each once. */
export function functionsOf(parts: readonly TextPart[]): readonly string[] {
  const names = parts.flatMap((part) =>
    typeof part === "string" ? [] : functionsIn(part.expression),
  );
  return [...new Set(names)];
}

function placeholderOf(expression: Reference | Call): Placeholder {
  if (expression.kind === "call") return { expression };
  const { text, path } = expression;
  const dashes = /-+$/.exec(text)?.[0];
  const last = path.at(-1);
  if (dashes === undefined || typeof last !== "string") return { expression };
  const reference: Reference = {
    ...expression,
    text: text.slice(0, -dashes.length),
    path: [...path.slice(0, -1), last.slice(0, -dashes.length)],
  };
  return { expression, shorter: { reference, dashes } };
}
