/**
 * Syntax of the request body of a flexible webhook: a JSON object whose strings
 * may hold references. References stand in quotes, so the template itself is
 * JSON (RFC 8259); a string that is one reference loses its quotes only when the
 * value is put in.
 */
import { matchAt, textProblem, type TemplateProblem } from "./template-syntax.ts";

/** Objects and lists within one another at most. */
const maxDepth = 100;

const space = /[ \t\n\r]*/y;
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const literal = /true|false|null/y;

/** The first thing in a body template that is no JSON object, or no well-formed reference. */
export function bodyProblem(template: string): TemplateProblem | undefined {
  const reader: Reader = { template, index: 0, depth: 0 };
  skipSpace(reader);
  if (template[reader.index] !== "{")
    return { index: reader.index, text: "The body is a JSON object, and begins with {." };
  try {
    readValue(reader);
    skipSpace(reader);
  } catch (error) {
    if (error instanceof BodyFault) return { index: error.index, text: error.message };
    throw error;
  }
  return reader.index === template.length
    ? undefined
    : { index: reader.index, text: "Nothing follows the JSON object." };
}

/** Ends the reading at the first problem. */
class BodyFault extends Error {
  override readonly name = "BodyFault";
  readonly index: number;

  constructor(index: number, text: string) {
    super(text);
    this.index = index;
  }
}

interface Reader {
  readonly template: string;
  index: number;
  depth: number;
}

function skipSpace(reader: Reader): void {
  reader.index += matchAt(space, reader.template, reader.index)?.length ?? 0;
}

/** Moves past a token, or throws. */
function take(reader: Reader, pattern: RegExp, expected: string): string {
  const token = matchAt(pattern, reader.template, reader.index);
  if (token === undefined) throw new BodyFault(reader.index, expected);
  reader.index += token.length;
  return token;
}

function readValue(reader: Reader): void {
  skipSpace(reader);
  const { template, index } = reader;
  const first = template[index];
  if (first === "{") readItems(reader, { close: "}", item: readMember });
  else if (first === "[") readItems(reader, { close: "]", item: readValue });
  else if (first === '"') readText(reader);
  else if (first === "$")
    throw new BodyFault(index, 'A reference stands in quotes: "$session.params.name".');
  else
    take(
      reader,
      first === "-" || /\d/.test(first ?? "") ? number : literal,
      "A JSON value is expected.",
    );
}

function readText(reader: Reader): void {
  const start = reader.index;
  const token = take(
    reader,
    string,
    "The string has no end, or holds what JSON writes as an escape.",
  );
  const problem = textProblem(token);
  if (problem !== undefined) throw new BodyFault(start + problem.index, problem.text);
}

function readMember(reader: Reader): void {
  skipSpace(reader);
  take(reader, string, "A key in quotes is expected.");
  skipSpace(reader);
  take(reader, /:/y, "A colon is expected.");
  readValue(reader);
}

/** What stands between brackets. */
interface Items {
  readonly close: "}" | "]";
  readonly item: (reader: Reader) => void;
}

function readItems(reader: Reader, { close, item }: Items): void {
  if (++reader.depth > maxDepth)
    throw new BodyFault(reader.index, `The body nests deeper than ${maxDepth}.`);
  reader.index++;
  skipSpace(reader);
  if (reader.template[reader.index] !== close) {
    item(reader);
    skipSpace(reader);
    while (reader.template[reader.index] === ",") {
      reader.index++;
      item(reader);
      skipSpace(reader);
    }
  }
  if (reader.template[reader.index] !== close)
    throw new BodyFault(reader.index, `A comma or ${close} is expected.`);
  reader.index++;
  reader.depth--;
}
