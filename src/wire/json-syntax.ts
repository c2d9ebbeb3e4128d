/**
 * Where and why a text is not JSON. JSON.parse is the judge of what is JSON;
 * this scanner runs only after it has refused, to say what its messages, which
 * differ from engine to engine, do not. It keeps no call stack, so that depth
 * costs nothing.
 *
 * The grammar is that of RFC 8259, https://www.rfc-editor.org/rfc/rfc8259.
 */

/** A place in a text, as people count: both from 1, columns in characters (code points). */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** The first thing in a text that is not JSON. */
export interface SyntaxProblem {
  /** Its place, in UTF-16 code units from 0. */
  readonly index: number;
  /** What is wrong there, and what would be right, as the end of a sentence without its full stop. */
  readonly text: string;
}

/** What may come next. "first" is right after an opening bracket, "next" after a comma. */
type Expected =
  | "value"
  | "first item"
  | "first key"
  | "next item"
  | "next key"
  | "colon"
  | "comma"
  | "end";

/** The scanner's place between two tokens. */
interface State {
  readonly text: string;
  index: number;
  expected: Expected;
  /** Where each open object or array began. */
  readonly open: number[];
}

const whitespace = /[ \t\n\r]*/y;
/** From the space upwards, without the quotation mark and the backslash. */
const plainCharacters = /[ !#-[\]-\uffff]*/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.+])/y;
const word = /[+-]?[\p{L}\p{N}_$.+-]+/uy;

const literals = new Set(["true", "false", "null"]);

/** Words of other languages, each with what JSON has instead. */
const foreignWords: Readonly<Record<string, string>> = {
  NaN: "JSON has no NaN: send null or leave the member out",
  Infinity: "JSON has no Infinity: send null or leave the member out",
  "-Infinity": "JSON has no Infinity: send null or leave the member out",
  undefined: "JSON has no undefined: send null or leave the member out",
  True: "JSON writes true in lower case",
  False: "JSON writes false in lower case",
  None: "JSON writes null, not None",
  nil: "JSON writes null, not nil",
};

/** Finds the first thing that is not JSON; undefined if the text is one JSON value. */
export function findSyntaxProblem(text: string): SyntaxProblem | undefined {
  const state: State = { text, index: 0, expected: "value", open: [] };
  for (;;) {
    state.index = matchEnd(whitespace, text, state.index);
    if (state.index >= text.length) return state.expected === "end" ? undefined : truncated(state);
    const problem = step(state);
    if (problem !== undefined) return { index: state.index, text: problem };
  }
}

/** Turns a place in UTF-16 code units into line and column. Lines end with LF, CR or CRLF. */
export function positionAt(text: string, index: number): TextPosition {
  let line = 1;
  let lineStart = 0;
  for (const lineBreak of text.slice(0, index).matchAll(/\r\n|\n|\r/g)) {
    line++;
    lineStart = lineBreak.index + lineBreak[0].length;
  }
  // A surrogate pair is two code units and one character.
  const pairs = text.slice(lineStart, index).match(/[\ud800-\udbff][\udc00-\udfff]/g);
  return { line, column: index - lineStart - (pairs?.length ?? 0) + 1 };
}

/**
 * Whether a text opens more than `limit` objects and arrays inside each other.
 * One pass over the characters, so that a body made of brackets is refused
 * before JSON.parse builds it, which takes some thirty times as long.
 */
export function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > limit) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      case 0x22: // "
        index = stringEnd(text, index);
        break;
    }
  }
  return false;
}

/** The index of the quotation mark that closes the string, or the text's length. */
function stringEnd(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) return index;
    if (code === 0x5c) index++;
  }
  return text.length;
}

/** Reads one token: moves behind it, or stays on it and says what is wrong. */
function step(state: State): string | undefined {
  const character = state.text.charAt(state.index);
  switch (state.expected) {
    case "end":
      return "there is more text after the end of the JSON value";
    case "colon":
      if (character !== ":")
        return misplaced(character) ?? "a colon is missing after a member's name";
      return advance(state, 1, "value");
    case "comma":
      return readComma(state, character);
    case "first key":
      return character === "}" ? close(state) : readKey(state, character);
    case "next key":
      return character === "}"
        ? "there is a comma too many before this }"
        : readKey(state, character);
    case "first item":
      return character === "]" ? close(state) : readValue(state, character);
    case "next item":
      return character === "]"
        ? "there is a comma too many before this ]"
        : readValue(state, character);
    case "value":
      return readValue(state, character);
  }
}

function advance(state: State, length: number, expected: Expected): undefined {
  state.index += length;
  state.expected = expected;
}

/** What may follow a complete value: more of what it stands in, or the end. */
function afterValue(state: State): Expected {
  return state.open.length === 0 ? "end" : "comma";
}

function close(state: State): undefined {
  state.open.pop();
  advance(state, 1, afterValue(state));
}

function readComma(state: State, character: string): string | undefined {
  const inObject = state.text.charAt(state.open.at(-1) ?? 0) === "{";
  if (character === ",") return advance(state, 1, inObject ? "next key" : "next item");
  if (character === (inObject ? "}" : "]")) return close(state);
  if (character === "}" || character === "]")
    return `this ${character} closes ${inObject ? "an object, which ends with }" : "an array, which ends with ]"}`;
  return misplaced(character) ?? "a comma is missing before this";
}

function readKey(state: State, character: string): string | undefined {
  if (character === '"') return readString(state, "colon");
  return misplaced(character) ?? "a member's name in double quotes is expected here";
}

function readValue(state: State, character: string): string | undefined {
  if (character === "{" || character === "[") {
    state.open.push(state.index);
    return advance(state, 1, character === "{" ? "first key" : "first item");
  }
  if (character === '"') return readString(state, afterValue(state));
  const numberEnd = matchEnd(number, state.text, state.index);
  if (numberEnd > state.index) return advance(state, numberEnd - state.index, afterValue(state));
  const spelt = state.text.slice(state.index, matchEnd(word, state.text, state.index));
  if (literals.has(spelt)) return advance(state, spelt.length, afterValue(state));
  if (Object.hasOwn(foreignWords, spelt)) return foreignWords[spelt];
  if (/^[+-]?\.?[0-9]/.test(spelt))
    return "this number is not written as JSON writes numbers: 12, -0.5, 6.02e23";
  return misplaced(character) ?? "a value is expected here";
}

function readString(state: State, next: Expected): string | undefined {
  const { text } = state;
  let index = state.index + 1;
  for (;;) {
    index = matchEnd(plainCharacters, text, index);
    if (index >= text.length) return "this string is not closed before the body ends";
    const character = text.charAt(index);
    if (character === '"') return advance(state, index + 1 - state.index, next);
    const end = matchEnd(escapeSequence, text, index);
    if (end === index) {
      state.index = index;
      if (character === "\\") return "this escape sequence is not one of JSON's";
      if (character === "\n" || character === "\r")
        return "a line break inside a string must be written \\n";
      return "a control character inside a string must be written as \\u00XX";
    }
    index = end;
  }
}

/** What is wrong with a character that starts no JSON token, if that can be told from it alone. */
function misplaced(character: string): string | undefined {
  switch (character) {
    case "'":
    case "`":
    case "\u2018":
    case "\u2019":
    case "\u201c":
    case "\u201d":
      return 'strings and names take straight double quotes (")';
    case "/":
    case "#":
      return "JSON has no comments";
    default:
      return undefined;
  }
}

function truncated(state: State): SyntaxProblem {
  const start = state.open.at(-1);
  if (start === undefined) return { index: state.text.length, text: "a value is expected here" };
  const kind = state.text.charAt(start) === "{" ? "object" : "array";
  const { line, column } = positionAt(state.text, start);
  return {
    index: state.text.length,
    text: `the body ends too early: the ${kind} that begins at line ${line}, column ${column} is not closed`,
  };
}

function matchEnd(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : index;
}
