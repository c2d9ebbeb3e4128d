/**
 * Expressions: what stands in the arguments of system functions and in
 * conditions (https://cloud.google.com/dialogflow/cx/docs/reference/system-functions).
 *
 * ```
 * expression := reference | call | list | STRING | NUMBER | "true" | "false" | "null" | WORD
 * call       := "$sys.func." NAME "(" [expression ("," expression)*] ")"
 * list       := "[" [expression ("," expression)*] "]"
 * STRING     := in double or single quotes; \" \' \\ stand for the second character,
 *               any other backslash for itself, as regular expressions need it
 * WORD       := a text without spaces, commas, brackets and quotes
 * ```
 *
 * Names of functions are in capitals; `rand` alone is known in lower case as well.
 */
import type { Call, Expression } from "./expression.ts";
import { parseReference, type Parsed } from "./parse-reference.ts";
import { matchAt, TemplateError } from "./template-error.ts";

/** Calls and lists within one another at most. */
const maxDepth = 100;

const space = /\s*/y;
const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const word = /[^\s,()[\]"']+/y;
const quoted = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;
const callHead = /\$sys\.func\.(?:[A-Z][A-Z0-9_]*|rand)\(/y;
const functionPrefix = "$sys.func.";

/** Words that are no text. */
const constants = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

interface Reader {
  readonly text: string;
  index: number;
  depth: number;
}

/**
 * Reads one expression; space before it is passed over.
 *
 * @returns the expression, and the index behind its last character
 * @throws TemplateError where none can be read
 */
export function parseExpression(text: string, index = 0): Parsed<Expression> {
  const reader = { text, index, depth: 0 };
  return { expression: readExpression(reader), end: reader.index };
}

/**
 * Reads the call that begins at a `$sys.`.
 *
 * @throws TemplateError where none can be read
 */
export function parseCall(text: string, index: number): Parsed<Call> {
  const reader = { text, index, depth: 0 };
  return { expression: readCall(reader), end: reader.index };
}

/** Whether a call of a system function begins at a place, or what can only be meant as one. */
export function isCallAt(text: string, index: number): boolean {
  return text.startsWith("$sys.", index);
}

/** The functions that an expression calls, those in its quoted arguments (conditions) included. */
export function functionsIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case "reference":
      return [];
    case "literal":
      return typeof expression.value === "string" ? functionsInText(expression.value) : [];
    case "list":
      return expression.items.flatMap(functionsIn);
    case "call":
      return [expression.name, ...expression.args.flatMap(functionsIn)];
  }
}

function functionsInText(text: string): string[] {
  return Array.from(text.matchAll(/\$sys\.func\.([A-Z][A-Z0-9_]*)\(/g), ([, name = ""]) => name);
}

function fail(reader: Reader, problem: string, index = reader.index): never {
  throw new TemplateError(problem, { text: reader.text, index });
}

function skipSpace(reader: Reader): void {
  reader.index += matchAt(space, reader.text, reader.index)?.length ?? 0;
}

function readExpression(reader: Reader): Expression {
  skipSpace(reader);
  const { text, index } = reader;
  switch (text[index]) {
    case "$":
      return readDollar(reader);
    case '"':
    case "'":
      return { kind: "literal", value: readString(reader) };
    case "[":
      return { kind: "list", items: readItems(reader, { open: index, close: "]" }) };
    case "{":
      return fail(reader, "An object can't be written here; TO_OBJECT makes one of a text.");
    default:
      return readWord(reader);
  }
}

function readDollar(reader: Reader): Expression {
  if (isCallAt(reader.text, reader.index)) return readCall(reader);
  const parsed = parseReference(reader.text, reader.index);
  if (parsed === undefined) return readWord(reader);
  reader.index = parsed.end;
  return parsed.expression;
}

function readWord(reader: Reader): Expression {
  const token = matchAt(word, reader.text, reader.index);
  if (token === undefined)
    return fail(reader, "A reference, a number, a text in quotes or a function is expected.");
  reader.index += token.length;
  const constant = constants.get(token);
  if (constant !== undefined) return { kind: "literal", value: constant };
  return { kind: "literal", value: number.test(token) ? Number(token) : token };
}

function readString(reader: Reader): string {
  const token = matchAt(quoted, reader.text, reader.index);
  if (token === undefined) return fail(reader, "The text in quotes has no end.");
  reader.index += token.length;
  const inner = token.slice(1, -1);
  return inner.includes("\\") ? inner.replaceAll(/\\(["'\\])/g, "$1") : inner;
}

function readCall(reader: Reader): Call {
  const { text, index } = reader;
  const head = matchAt(callHead, text, index);
  if (head === undefined) return fail(reader, "A system function is called as $sys.func.NAME(…).");
  reader.index += head.length - 1;
  const args = readItems(reader, { open: index, close: ")" });
  return {
    kind: "call",
    text: text.slice(index, reader.index),
    name: head.slice(functionPrefix.length, -1).toUpperCase(),
    args,
  };
}

/** What stands between brackets. */
interface Items {
  /** Where what the brackets belong to begins. */
  readonly open: number;
  readonly close: ")" | "]";
}

/** Reads from an opening bracket to its closing one. */
function readItems(reader: Reader, { open, close }: Items): Expression[] {
  if (++reader.depth > maxDepth)
    return fail(reader, `Functions and lists nest deeper than ${maxDepth}.`, open);
  reader.index++;
  const items: Expression[] = [];
  skipSpace(reader);
  if (reader.text[reader.index] !== close) {
    items.push(readExpression(reader));
    skipSpace(reader);
    while (reader.text[reader.index] === ",") {
      reader.index++;
      items.push(readExpression(reader));
      skipSpace(reader);
    }
  }
  if (reader.index >= reader.text.length) {
    const what = close === ")" ? "The call has no closing parenthesis." : "The list has no end.";
    return fail(reader, what, open);
  }
  if (reader.text[reader.index] !== close)
    return fail(reader, `A comma or ${close} is expected; a text with spaces stands in quotes.`);
  reader.index++;
  reader.depth--;
  return items;
}
