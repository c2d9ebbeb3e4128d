/**
 * Syntax of the templates in flexible webhooks: which references and function
 * calls are well formed, and where one is not. Nothing is looked up or replaced
 * here (https://cloud.google.com/dialogflow/cx/docs/concept/parameter#ref).
 */

/** The first thing in a template that is wrong. */
export interface TemplateProblem {
  /** Its place, in UTF-16 code units from 0. */
  readonly index: number;
  /** What is wrong there, and what would be right, as a sentence. */
  readonly text: string;
}

/** Scopes whose parameters stand behind `.params`. Other words are custom scopes, or plain text. */
const scopes = new Set(["session", "page", "intent"]);

const name = "[A-Za-z0-9_-]+";
const word = new RegExp(String.raw`\$(${name})`, "y");
const member = new RegExp(String.raw`\.${name}`, "y");
const functionHead = /\$sys\.func\.[A-Z][A-Z0-9_]*\(/y;

/**
 * The first malformed reference in a text: a URL, a header value, or a string of
 * a body. A `$` that begins no reference is plain text.
 */
export function textProblem(text: string): TemplateProblem | undefined {
  // Calls within a call that is closed are closed with it, so no text is read twice.
  let closed = 0;
  for (let index = text.indexOf("$"); index !== -1; index = text.indexOf("$", index + 1)) {
    const isCall = text.startsWith("$sys.", index);
    const found = isCall ? readCall(text, { index, closed }) : referenceProblem(text, index);
    if (typeof found === "string") return { index, text: found };
    closed = found ?? closed;
  }
  return undefined;
}

/** What is wrong with the reference that begins at a dollar sign, if anything. */
function referenceProblem(text: string, index: number): string | undefined {
  const head = matchAt(word, text, index);
  if (head === undefined) return undefined;
  const scope = head.slice(1);
  const end = index + head.length;
  const first = matchAt(member, text, end);
  if (scope === "flow" || scope === "request")
    return text[end] === "." && first === undefined
      ? `$${scope}. is followed by no name.`
      : undefined;
  if (!scopes.has(scope) || text[end] !== ".") return undefined;
  if (first !== ".params") return `$${scope}. is followed by params and the name of a parameter.`;
  return matchAt(member, text, end + first.length) === undefined
    ? `$${scope}.params is followed by a dot and the name of a parameter.`
    : undefined;
}

/** Reads a call of a system function: where it ends, or what is wrong with it. */
function readCall(
  text: string,
  { index, closed }: { readonly index: number; readonly closed: number },
): number | string {
  const head = matchAt(functionHead, text, index);
  if (head === undefined) return "A system function is called as $sys.func.NAME(…).";
  if (index < closed) return closed;
  return endOfCall(text, index + head.length) ?? `${head}…) has no closing parenthesis.`;
}

/** Where the parenthesis that was opened before `start` is closed. Those in quotes do not count. */
function endOfCall(text: string, start: number): number | undefined {
  const token = /\\?"(?:[^"\\]|\\[^"])*\\?"|[()]/g;
  token.lastIndex = start;
  let depth = 1;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === "(") depth++;
    if (found[0] === ")") depth--;
    if (depth === 0) return token.lastIndex;
  }
  return undefined;
}

/** The same text with every reference replaced, as far as its extent is known before a call. */
export function replaceReferences(text: string, replacement: string): string {
  return text.replaceAll(
    /\$sys\.func\.[A-Z][A-Z0-9_]*\([^)]*\)|\$[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+|\[\d+\])+/g,
    replacement,
  );
}

/** What matches at a place, or undefined. */
export function matchAt(pattern: RegExp, text: string, index: number): string | undefined {
  const sticky = pattern;
  sticky.lastIndex = index;
  return sticky.exec(text)?.[0];
}

/** A problem as a sentence with its place, counted from 1: the column, after the line if there are several. */
export function placedSentence(template: string, problem: TemplateProblem): string {
  const before = template.slice(0, problem.index).split("\n");
  // Code points, which is what an editor counts as columns.
  const column = Array.from(before.at(-1) ?? "").length + 1;
  const place = template.includes("\n") ? `Line ${before.length}, column` : "Column";
  return `${place} ${column}: ${problem.text}`;
}
