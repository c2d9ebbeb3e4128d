/**
 * Bytes to JSON: bounded, strictly UTF-8, and with an error that says what the
 * body is when it is not JSON.
 */
import type { JsonValue } from "@bufbuild/protobuf";
import { WebhookError } from "../errors.ts";
import { findSyntaxProblem, nestsDeeperThan, positionAt } from "./json-syntax.ts";

// Throws on invalid UTF-8 instead of putting U+FFFD in its place, and takes a
// byte order mark off. As fast as Buffer's own decoder, and in every runtime.
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The bounds of a body. */
export interface JsonLimits {
  /** The longest body, in bytes. */
  readonly maxBytes: number;
  /** The deepest nesting that the reader after this one takes. */
  readonly maxDepth: number;
}

/**
 * What is not read (members that the schema does not know) may nest this deep;
 * what is read, as deep as `maxDepth`, which the reader sees to.
 */
const unreadDepth = 1000;

/** Up to this length, in code units, no nesting is worth a look before parsing. */
const shortText = 4096;

/**
 * Parses a body.
 *
 * A byte order mark is skipped. A name that an object repeats takes its last
 * value, as JSON.parse has it.
 *
 * @throws WebhookError BODY_TOO_LARGE (before anything is read), TOO_DEEP
 *   (before anything is built), and NOT_JSON with line and column.
 */
export function parseJson(
  body: Uint8Array | string,
  { maxBytes, maxDepth }: JsonLimits,
): JsonValue {
  if (byteLength(body, maxBytes) > maxBytes)
    throw new WebhookError("RESOURCE_EXHAUSTED", {
      reason: "BODY_TOO_LARGE",
      message: `The body is larger than ${maxBytes} bytes.`,
    });
  const text = typeof body === "string" ? withoutMark(body) : decodeText(body);
  if (text.length > shortText && nestsDeeperThan(text, Math.max(maxDepth, unreadDepth)))
    throw tooDeep(Math.max(maxDepth, unreadDepth));
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw notJson(explain(text));
  }
}

/** The error for JSON that nests more than `limit` levels deep. */
export function tooDeep(limit: number): WebhookError {
  return new WebhookError("INVALID_ARGUMENT", {
    reason: "TOO_DEEP",
    message: `The body nests more than ${limit} levels deep.`,
  });
}

/** The length in UTF-8; exact only where it can matter. */
function byteLength(body: Uint8Array | string, maxBytes: number): number {
  if (typeof body !== "string") return body.byteLength;
  // A UTF-16 code unit takes one to three bytes.
  if (body.length * 3 <= maxBytes || body.length > maxBytes) return body.length;
  return new TextEncoder().encode(body).byteLength;
}

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function decodeText(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch {
    throw notJson(explainBytes(body));
  }
}

function notJson(text: string): WebhookError {
  return new WebhookError("INVALID_ARGUMENT", { reason: "NOT_JSON", message: text });
}

/** What bytes that are not UTF-8 look like. */
function explainBytes(body: Uint8Array): string {
  const [first, second] = body;
  if (first === 0x1f && second === 0x8b)
    return "The body is compressed with gzip: send it uncompressed, or with Content-Encoding: gzip to a server that takes it.";
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return "The body is encoded as UTF-16: JSON is sent as UTF-8.";
  const { line, column } = firstInvalid(body);
  return `The body is not UTF-8: line ${line}, column ${column} holds bytes that are no character.`;
}

/** The place of the first byte sequence that is not UTF-8. */
function firstInvalid(body: Uint8Array): { line: number; column: number } {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  const encoder = new TextEncoder();
  // U+FFFD stands for an invalid sequence, unless its own bytes are in the body.
  // Up to the first invalid one, the text's bytes are the body's.
  let offset = 0;
  let from = 0;
  for (const { index } of text.matchAll(/\uFFFD/g)) {
    offset += encoder.encode(text.slice(from, index)).byteLength;
    from = index;
    if (body[offset] !== 0xef || body[offset + 1] !== 0xbf || body[offset + 2] !== 0xbd) break;
  }
  return positionAt(text, from);
}

/** Beginnings of bodies that are something else than JSON, and what to say of each. */
const lookalikes: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [/^\s*$/, "The body is empty: send one JSON object."],
  [/^\0/, "The body is binary, such as a gRPC frame: this path takes JSON."],
  [/^\s*<(?:!doctype\s+html|html)/i, "The body is HTML: send one JSON object."],
  [/^\s*</, "The body looks like XML: send one JSON object."],
  [
    /^[\w.%+~[\]-]+=[^\s{}"&]*(?:&[\w.%+~[\]-]+=[^\s{}"&]*)*\s*$/,
    "The body is a submitted form (application/x-www-form-urlencoded): send one JSON object.",
  ],
  [/^--[^\r\n]+\r?\ncontent-disposition:/i, "The body is a multipart form: send one JSON object."],
];

/** What a text that JSON.parse refuses looks like. */
function explain(text: string): string {
  const known = lookalikes.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return known[1];
  const problem = findSyntaxProblem(text);
  if (problem === undefined) return "The body is not JSON.";
  const { line, column } = positionAt(text, problem.index);
  return `The body is not JSON: line ${line}, column ${column}: ${problem.text}.`;
}
