/**
 * References to parameters
 * (https://cloud.google.com/dialogflow/cx/docs/concept/parameter#ref).
 *
 * ```
 * reference := "$" ("session" | "page" | "intent" | CUSTOM) ".params" [members]
 *            | "$" ("flow" | "request") members
 * members   := "." NAME ("." NAME | "[" INDEX "]")*
 * ```
 *
 * A name has letters, digits, `_` and `-`; a dot or a bracket that leads to no
 * name or index is the text that follows. A dollar sign that begins no
 * reference is text as well.
 */
import type { Reference } from "./expression.ts";
import { matchAt, TemplateError } from "./template-error.ts";

/** Something that was read, and where what follows it begins. */
export interface Parsed<What> {
  readonly expression: What;
  readonly end: number;
}

/** Names and indexes in one reference at most. */
const maxPath = 100;

/** Scopes whose name does not make a custom scope. */
const withParams = new Set(["session", "page", "intent"]);
const withoutParams = new Set(["flow", "request"]);

const scopeWord = /[A-Za-z][A-Za-z0-9_-]*/y;
// At least one character beside dashes: those at an end may be punctuation.
const member = /\.-*[A-Za-z0-9_][A-Za-z0-9_-]*/y;
const item = /\[\d+\]/y;

/**
 * Reads the reference that begins at a dollar sign.
 *
 * @returns undefined where the dollar sign is plain text
 * @throws TemplateError for what can be meant as nothing but a reference, and is none: `$session.size`
 */
export function parseReference(text: string, index: number): Parsed<Reference> | undefined {
  const scope = matchAt(scopeWord, text, index + 1);
  if (scope === undefined) return undefined;
  const head = index + 1 + scope.length;
  if (withoutParams.has(scope)) {
    if (text[head] !== ".") return undefined;
    const read = readPath(text, { index, from: head });
    if (read.path.length === 0)
      throw new TemplateError(`$${scope}. is followed by no name.`, { text, index });
    return referenceOf(text, { ...read, index, scope, params: false });
  }
  if (text[head] !== ".") return undefined;
  if (matchAt(member, text, head) !== ".params") {
    if (!withParams.has(scope)) return undefined;
    throw new TemplateError(`$${scope}. is followed by params and the name of a parameter.`, {
      text,
      index,
    });
  }
  const from = head + ".params".length;
  const read = readPath(text, { index, from });
  if (read.path.length === 0 && (text[from] === "." || matchAt(item, text, from) !== undefined))
    throw new TemplateError(`$${scope}.params is followed by a dot and the name of a parameter.`, {
      text,
      index,
    });
  return referenceOf(text, { ...read, index, scope, params: true });
}

interface ReadPath {
  readonly path: readonly (string | number)[];
  readonly end: number;
}

/** Reads names and indexes. The first is a name; without one the path is empty. */
function readPath(
  text: string,
  { index, from }: { readonly index: number; readonly from: number },
): ReadPath {
  const path: (string | number)[] = [];
  let end = from;
  for (;;) {
    const name = matchAt(member, text, end);
    const number = name === undefined && path.length > 0 ? matchAt(item, text, end) : undefined;
    const token = name ?? number;
    if (token === undefined) return { path, end };
    path.push(name === undefined ? Number(token.slice(1, -1)) : token.slice(1));
    if (path.length > maxPath)
      throw new TemplateError(`The reference has more than ${maxPath} names and indexes.`, {
        text,
        index,
      });
    end += token.length;
  }
}

function referenceOf(
  text: string,
  read: ReadPath & Pick<Reference, "scope" | "params"> & { readonly index: number },
): Parsed<Reference> {
  const { index, end, scope, params, path } = read;
  const expression = {
    kind: "reference",
    text: text.slice(index, end),
    scope,
    params,
    path,
  } as const;
  return { expression, end };
}
