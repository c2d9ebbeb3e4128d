/**
 * Reads the template of a request body, which is JSON (RFC 8259) because
 * references stand in quotes, and finds the strings in it.
 */
import { matchAt, TemplateError } from "./template-error.ts";

/** Objects and lists within one another at most. */
const maxDepth = 100;

const space = /[ \t\n\r]*/y;
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const literal = /true|false|null/y;

/** A string in a template. */
export interface StringPlace {
  /** Where its quotes begin. */
  readonly start: number;
  /** Behind its last quote. */
  readonly end: number;
  /** Whether it is the key of a member, and no value. */
  readonly isKey: boolean;
}

/** Takes a string. */
export type OnString = (place: StringPlace) => void;

interface Reader {
  readonly template: string;
  readonly onString: OnString;
  index: number;
  depth: number;
}

/**
 * Reads a whole template.
 *
 * @param onString called for every string in the order of the template
 * @throws TemplateError where the template is no JSON object
 */
export function readBody(template: string, onString: OnString): void {
  const reader: Reader = { template, onString, index: 0, depth: 0 };
  skipSpace(reader);
  if (template[reader.index] !== "{") fail(reader, "The body is a JSON object, and begins with {.");
  readValue(reader);
  skipSpace(reader);
  if (reader.index !== template.length) fail(reader, "Nothing follows the JSON object.");
}

function fail(reader: Reader, problem: string): never {
  throw new TemplateError(problem, { text: reader.template, index: reader.index });
}

function skipSpace(reader: Reader): void {
  reader.index += matchAt(space, reader.template, reader.index)?.length ?? 0;
}

/** Moves past a token, or throws. */
function take(reader: Reader, pattern: RegExp, expected: string): void {
  const token = matchAt(pattern, reader.template, reader.index);
  if (token === undefined) fail(reader, expected);
  reader.index += token.length;
}

function readValue(reader: Reader): void {
  skipSpace(reader);
  const first = reader.template[reader.index];
  if (first === "{") readItems(reader, { close: "}", item: readMember });
  else if (first === "[") readItems(reader, { close: "]", item: readValue });
  else if (first === '"') readString(reader);
  else if (first === "$") fail(reader, 'A reference stands in quotes: "$session.params.name".');
  else
    take(
      reader,
      first === "-" || /\d/.test(first ?? "") ? number : literal,
      "A JSON value is expected.",
    );
}

function readString(reader: Reader): void {
  const start = reader.index;
  take(reader, string, "The string has no end, or holds what JSON writes as an escape.");
  reader.onString({ start, end: reader.index, isKey: false });
}

function readMember(reader: Reader): void {
  skipSpace(reader);
  const start = reader.index;
  take(reader, string, "A key in quotes is expected.");
  reader.onString({ start, end: reader.index, isKey: true });
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
  if (++reader.depth > maxDepth) fail(reader, `The body nests deeper than ${maxDepth}.`);
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
  if (reader.template[reader.index] !== close) fail(reader, `A comma or ${close} is expected.`);
  reader.index++;
  reader.depth--;
}
